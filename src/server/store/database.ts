// Opens the one SQLite file, and makes its table when it is new.

import { closeSync, existsSync, openSync } from "node:fs";
import schema from "../../../db/schema.sql" with { type: "text" };
import upgrade2 from "../../../db/upgrade-2.sql" with { type: "text" };
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import { Sqlite } from "./sqlite.ts";

/** SQLite's user_version; grows with each change of db/schema.sql. */
const SCHEMA_VERSION = 2;

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
      database.exec(version === 1 ? upgrade2 : schema);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
}

/** Whether the file can be read, and is what we think it is. */
export function answers(database: SqliteDatabase): boolean {
  try {
    database.prepare("SELECT expires_on FROM meeting LIMIT 1").get();
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes what is in `file` now into `copy`, which is empty, while others read and write.
 * @throws DatabaseFailure.
 */
export function copyDatabase(file: string, copy: string): void {
  const database = openDatabase(file);
  try {
    database.prepare("VACUUM INTO ?").run(copy);
  } finally {
    database.close();
  }
}

/**
 * Looks at every page of the file, and at whether it is ours; empties its log into it.
 * @returns how many meetings it holds.
 * @throws DatabaseFailure.
 */
export function checkDatabase(file: string): number {
  if (!existsSync(file)) throw new DatabaseFailure(`${file} isn't there.`);
  const database = openDatabase(file);
  try {
    if (database.pragma("integrity_check", { simple: true }) !== "ok") {
      throw new DatabaseFailure(`${file} is damaged.`);
    }
    const row = database.prepare<[], { readonly count: number }>(COUNT).get();
    database.pragma("wal_checkpoint(TRUNCATE)");
    return row?.count ?? 0;
  } finally {
    database.close();
  }
}

const COUNT = "SELECT count(*) AS count FROM meeting";

/** Of the disk, or of another process; none of it is the client's doing or a slip of ours. */
const STORAGE = /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|CORRUPT|NOTADB)/;

/**
 * Runs a query; a lock that outlasts the wait, a disk that is full, read-only or broken, and a
 * damaged file are a reject and no exception.
 */
export function guarded<T>(query: () => T): Result<T, "overloaded"> {
  try {
    return ok(query());
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (STORAGE.test(code)) return reject("overloaded");
    throw error;
  }
}
