// Opens the one SQLite file, and makes its table when it is new.

import { closeSync, openSync } from "node:fs";
import schema from "../../../db/schema.sql" with { type: "text" };
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import { Sqlite } from "./sqlite.ts";

/** SQLite's user_version; grows with each change of db/schema.sql. */
const SCHEMA_VERSION = 1;

/**
 * How long a query waits for a lock, as when a backup tool holds one. Larger stalls the media of
 * every meeting meanwhile, since the wait blocks the process; smaller refuses what could be done.
 */
const BUSY_TIMEOUT_MS = 200;

/** The file, and what else the process finds wrong with it; said once, at the start. */
export class DatabaseFailure extends Error {
  override readonly name = "DatabaseFailure";
}

/**
 * @param file a path, or ":memory:". Its directory exists.
 * @throws DatabaseFailure when the file can't be opened, or was made by a newer Conclave.
 */
export function openDatabase(file: string): SqliteDatabase {
  try {
    // SQLite gives its -wal and -shm the same rights. Other users of the machine may read none.
    if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
    const database = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    prepare(database, file);
    return database;
  } catch (error) {
    if (error instanceof DatabaseFailure) throw error;
    throw new DatabaseFailure(`${file} can't be opened as a database.`, { cause: error });
  }
}

function prepare(database: SqliteDatabase, file: string): void {
  database.pragma("journal_mode = WAL");
  // A crash of the machine may lose the last meetings made, and never the file.
  database.pragma("synchronous = NORMAL");
  // Deleted means overwritten: a thief of the file finds no expired meetings in it.
  database.pragma("secure_delete = ON");
  database
    .transaction(() => {
      const version = Number(database.pragma("user_version", { simple: true }));
      if (version > SCHEMA_VERSION) {
        throw new DatabaseFailure(`${file} was made by a newer version of Conclave.`);
      }
      if (version === SCHEMA_VERSION) return;
      database.exec(schema);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
}

const TRANSIENT = /^SQLITE_(BUSY|LOCKED|FULL)/;

/** Runs a query; a lock that outlasts the wait, or a full disk, is a reject and no exception. */
export function guarded<T>(query: () => T): Result<T, "overloaded"> {
  try {
    return ok(query());
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (TRANSIENT.test(code)) return reject("overloaded");
    throw error;
  }
}
