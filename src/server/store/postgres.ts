// PostgreSQL, for many nodes that serve one domain, by the client that is built into Bun.

import schema from "../../../db/postgres.sql" with { type: "text" };
import { equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import { DatabaseFailure } from "./database.ts";

export const SCHEMA_VERSION = 1;

/** More than a node asks at once only queue in the database, fewer queue here. */
const CONNECTIONS_MAX = 8;

/** Longer leaves people waiting before a database that is gone, shorter refuses under load. */
const ANSWER_MS = 3_000;
const CONNECT_SECONDS = 3;

/** Any number, the same for every node: while one makes the tables the others wait. */
const SCHEMA_LOCK = 0x636f6e63;

/**
 * SQLSTATE's classes for what is our slip and no state of the database (PostgreSQL's appendix A):
 * data exception, constraint violation, syntax or access rule.
 */
const SLIP = /^(22|23|42)/;

type Value = string | number | Uint8Array;
type Rows<R> = readonly R[] & { readonly count: number };

export class Postgres {
  readonly #sql: Bun.SQL;

  private constructor(sql: Bun.SQL) {
    this.#sql = sql;
  }

  /**
   * Connects, and makes the tables when there are none.
   * @param secretCheck 32 bytes that depend on the server's secret, for `deployment`.
   * @throws DatabaseFailure with a sentence for the operator; never with the URL, which has a password.
   */
  static async open(url: string, secretCheck: Uint8Array): Promise<Postgres> {
    if (!("Bun" in globalThis)) {
      throw new DatabaseFailure(
        "PostgreSQL needs Bun or the compiled program; Deno has SQLite only",
      );
    }
    const sql = new Bun.SQL(url, {
      max: CONNECTIONS_MAX,
      connectionTimeout: CONNECT_SECONDS,
      connection: { application_name: "conclave", statement_timeout: ANSWER_MS },
    });
    try {
      const kept = await sql.begin(async (transaction) => {
        await transaction.unsafe("SELECT pg_advisory_xact_lock($1)", [SCHEMA_LOCK]);
        const [found] = await transaction.unsafe("SELECT to_regclass('deployment') AS name");
        if (found.name === null) {
          await transaction.unsafe(schema).simple();
          const first = "INSERT INTO deployment VALUES ($1, $2)";
          await transaction.unsafe(first, [SCHEMA_VERSION, secretCheck]);
        }
        return transaction.unsafe("SELECT schema_version, secret_check FROM deployment");
      });
      assertOurs(kept[0], secretCheck);
      return new Postgres(sql);
    } catch (error) {
      await sql.close({ timeout: 0 });
      if (error instanceof DatabaseFailure) throw error;
      const told = error instanceof Error ? error.message : String(error);
      throw new DatabaseFailure(told.replaceAll(url, "the database"), { cause: error });
    }
  }

  /** Rejects when the database can't be asked now. @throws the error of a slip of ours. */
  async query<R>(text: string, values: readonly Value[]): Promise<Result<Rows<R>, "overloaded">> {
    const query = this.#sql.unsafe<Rows<R>>(text, [...values]);
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), ANSWER_MS);
    try {
      const rows = await Promise.race([query, late.promise]);
      if (rows !== null) return ok(rows);
      query.cancel();
      return reject("overloaded");
    } catch (error) {
      if (isSlip(error)) throw error;
      return reject("overloaded");
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#sql.close({ timeout: 1 });
  }
}

type Deployment = { readonly schema_version: number; readonly secret_check: Uint8Array };

function assertOurs(kept: Deployment | undefined, secretCheck: Uint8Array): void {
  if (kept === undefined) throw new DatabaseFailure("its table deployment is empty");
  if (kept.schema_version > SCHEMA_VERSION) {
    throw new DatabaseFailure("it was made by a newer version of Conclave");
  }
  if (!equal(new Uint8Array(kept.secret_check), secretCheck)) {
    throw new DatabaseFailure(
      "the other nodes have another server-secret; copy that file from one of them into --data",
    );
  }
}

function isSlip(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return true;
  const state = "errno" in error ? String(error.errno) : "";
  return !/^ERR_POSTGRES_/.test(String(error.code)) || SLIP.test(state);
}
