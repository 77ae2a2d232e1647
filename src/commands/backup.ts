// `conclave backup` and `restore`: a consistent copy of the database while the server runs, and back again while it doesn't.

import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { askStatus } from "../server/control.ts";
import { openDataDirectory } from "../server/data-directory.ts";
import type { Config } from "../server/settings.ts";
import { StartFailure, starting } from "../server/start-failure.ts";
import { checkDatabase, copyDatabase } from "../server/store/database.ts";

function assertSqlite({ database }: Config): void {
  if (database === "") return;
  throw new StartFailure("PostgreSQL keeps the meetings; use pg_dump and pg_restore.");
}

function openedData({ data }: Config) {
  return starting(`the directory ${data}`, "--data", () => openDataDirectory(data));
}

/** @throws StartFailure with a sentence for the operator. */
export async function backup(config: Config, file: string): Promise<string> {
  assertSqlite(config);
  const { database } = await openedData(config);
  if (!existsSync(database)) throw new StartFailure(`${database}: there is nothing to back up.`);
  // Verifiers are in it: no other user may read it, and no file is written over.
  await starting(file, "the name", () => closeSync(openSync(file, "wx", 0o600)));
  await starting(database, "--data", () => copyDatabase(database, file));
  return `${file}: ${await starting(file, "the name", () => checkDatabase(file))} meetings`;
}

/** @throws StartFailure with a sentence for the operator; then everything is as it was. */
export async function restore(config: Config, file: string): Promise<string> {
  assertSqlite(config);
  if ((await askStatus(config.data)) !== null) {
    throw new StartFailure("a server runs on this data directory; stop it first.");
  }
  const meetings = await starting(file, "another file", () => checkDatabase(file));
  const { database } = await openedData(config);
  const aside = `${database}.new`;
  copyFileSync(file, aside);
  chmodSync(aside, 0o600);
  const { uid, gid } = statSync(config.data);
  chownSync(aside, uid, gid);
  const isReplacing = existsSync(database);
  if (isReplacing) {
    // What its log still holds goes into the file before it is put by.
    await starting(database, "--data", () => checkDatabase(database));
    renameSync(database, `${database}.old`);
    for (const suffix of ["-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
  }
  renameSync(aside, database);
  const old = isReplacing ? ` What was there is in ${database}.old; delete it in time.` : "";
  return `${meetings} meetings are back.${old}`;
}
