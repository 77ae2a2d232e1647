// Looks at a PostgreSQL without changing anything in it: what `conclave doctor` tells of.

import { equal } from "../../base/bytes.ts";
import { SCHEMA_VERSION } from "./postgres.ts";

const CONNECT_SECONDS = 3;

export type PostgresLook = {
  /** As it calls itself: "15.18 (Debian …)". */
  readonly version: string;
  readonly major: number;
  readonly milliseconds: number;
  readonly isEncrypted: boolean;
  readonly user: string;
  /** Where tables would be made; null when the user has none. */
  readonly schema: string | null;
  readonly mayMakeTables: boolean;
  /** Whose tables are there. */
  readonly tables: "none" | "forbidden" | "newer" | "of this secret" | "of another secret";
};

const ASK_SERVER = `
  SELECT current_setting('server_version') AS version,
         current_setting('server_version_num')::int / 10000 AS major,
         coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS is_encrypted,
         current_user::text AS user_name,
         current_schema()::text AS schema_name,
         coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_make,
         to_regclass('deployment') IS NOT NULL AS is_made`;

/** Each table with each right that a server makes use of. */
const ASK_RIGHTS = `
  SELECT bool_and(coalesce(has_table_privilege(to_regclass(name), kind), false)) AS may_use
  FROM unnest(ARRAY['meeting', 'operator_key']) AS name,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS kind`;

type Row = Readonly<Record<string, unknown>>;

/**
 * @param secretCheck of this node's secret; null when it has none yet.
 * @throws the client's error, which may hold the URL.
 */
export async function lookAtPostgres(
  url: string,
  secretCheck: Uint8Array | null,
): Promise<PostgresLook> {
  const sql = new Bun.SQL(url, { max: 1, connectionTimeout: CONNECT_SECONDS });
  const ask = async (text: string): Promise<Row> => (await sql.unsafe<Row[]>(text))[0] ?? {};
  try {
    await ask("SELECT 1");
    const askedAt = performance.now();
    const server = await ask(ASK_SERVER);
    const milliseconds = Math.round(performance.now() - askedAt);
    const schema = server["schema_name"];
    return {
      version: String(server["version"]),
      major: Number(server["major"]),
      milliseconds,
      isEncrypted: server["is_encrypted"] === true,
      user: String(server["user_name"]),
      schema: typeof schema === "string" ? schema : null,
      mayMakeTables: server["may_make"] === true,
      tables: server["is_made"] === true ? await tablesOf(ask, secretCheck) : "none",
    };
  } finally {
    await sql.close({ timeout: 0 });
  }
}

async function tablesOf(
  ask: (text: string) => Promise<Row>,
  secretCheck: Uint8Array | null,
): Promise<PostgresLook["tables"]> {
  const rights = await ask(ASK_RIGHTS);
  if (rights["may_use"] !== true) return "forbidden";
  const kept = await ask("SELECT schema_version, secret_check FROM deployment");
  if (Number(kept["schema_version"]) > SCHEMA_VERSION) return "newer";
  const check = kept["secret_check"];
  const isOurs = check instanceof Uint8Array && secretCheck !== null;
  return isOurs && equal(new Uint8Array(check), secretCheck)
    ? "of this secret"
    : "of another secret";
}
