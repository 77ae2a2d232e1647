// The queries on the table `meeting` of SQLite.

import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { guarded } from "./database.ts";
import { meetingOf } from "./meeting-row.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import type { Meeting, MeetingRow, MeetingStore, NewLink } from "./store.ts";

const INSERT = `
  INSERT INTO meeting (id, srp_salt, srp_verifier, host_key, link_generation, expires_on, is_paid)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`;
const SELECT = "SELECT * FROM meeting WHERE id = ? AND expires_on >= ?";
const TOUCH = "UPDATE meeting SET expires_on = ? WHERE id = ? AND expires_on < ?";
const ROTATE = `
  UPDATE meeting SET srp_salt = ?, srp_verifier = ?, link_generation = ?
  WHERE id = ? AND link_generation = ?`;
const REMOVE = "DELETE FROM meeting WHERE id = ?";
const PRUNE = "DELETE FROM meeting WHERE expires_on < ?";
const COUNT = "SELECT count(*) AS count FROM meeting";

/** About 600 MB. More lets strangers fill the disk, which ends everyone's meetings; less serves fewer. */
export const MEETINGS_MAX = 1_000_000;

/** It answers at once. `overloaded`: the file stays locked, or its disk is full. */
export class Meetings implements MeetingStore {
  readonly #database: SqliteDatabase;
  readonly #insert;
  readonly #select;
  readonly #touch;
  readonly #rotate;
  readonly #remove;
  readonly #prune;
  readonly #count;
  readonly #meetingsMax: number;
  /** Rows; null until it is asked for. Nobody else writes: a count of a large table takes long. */
  #size: number | null = null;

  constructor(database: SqliteDatabase, meetingsMax: number = MEETINGS_MAX) {
    this.#database = database;
    this.#meetingsMax = meetingsMax;
    this.#insert = database.prepare<[string, Bytes, Bytes, Bytes, number, number, number]>(INSERT);
    this.#select = database.prepare<[string, number], MeetingRow>(SELECT);
    this.#touch = database.prepare<[number, string, number]>(TOUCH);
    this.#rotate = database.prepare<[Bytes, Bytes, number, string, number]>(ROTATE);
    this.#remove = database.prepare<[string]>(REMOVE);
    this.#prune = database.prepare<[number]>(PRUNE);
    this.#count = database.prepare<[], { readonly count: number }>(COUNT);
  }

  create(meeting: Meeting): Result<null, "id-taken" | "overloaded"> {
    const { id, salt, verifier, hostKey, linkGeneration, expiresOn, tier } = meeting;
    const isPaid = tier === "paid" ? 1 : 0;
    if (!this.#hasRoom()) return reject("overloaded");
    const run = guarded(() =>
      this.#insert.run(id, salt, verifier, hostKey, linkGeneration, expiresOn, isPaid),
    );
    if (!run.ok) return run;
    this.#grow(run.value.changes);
    return run.value.changes === 1 ? ok(null) : reject("id-taken");
  }

  find(id: MeetingId, today: Day): Result<Meeting | null, "overloaded"> {
    const row = guarded(() => this.#select.get(id, today));
    if (!row.ok) return row;
    return ok(row.value === undefined ? null : meetingOf(id, row.value));
  }

  touch(id: MeetingId, expiresOn: Day): Result<null, "overloaded"> {
    const run = guarded(() => this.#touch.run(expiresOn, id, expiresOn));
    return run.ok ? ok(null) : run;
  }

  /** Leaves none of the old link's bytes in the files. */
  rotate(id: MeetingId, link: NewLink): Result<boolean, "overloaded"> {
    const { salt, verifier, linkGeneration } = link;
    const run = guarded(() =>
      this.#rotate.run(salt, verifier, linkGeneration, id, linkGeneration - 1),
    );
    if (!run.ok) return run;
    if (run.value.changes > 0) this.#forgetLog();
    return ok(run.value.changes === 1);
  }

  remove(id: MeetingId): Result<boolean, "overloaded"> {
    const run = guarded(() => this.#remove.run(id));
    if (!run.ok) return run;
    this.#grow(-run.value.changes);
    this.#forgetLog();
    return ok(run.value.changes === 1);
  }

  prune(today: Day): Result<number, "overloaded"> {
    const run = guarded(() => this.#prune.run(today));
    if (!run.ok) return run;
    this.#grow(-run.value.changes);
    if (run.value.changes > 0) this.#forgetLog();
    return ok(run.value.changes);
  }

  #hasRoom(): boolean {
    if (this.#size === null) {
      const counted = guarded(() => this.#count.get()?.count ?? 0);
      if (!counted.ok) return false;
      this.#size = counted.value;
    }
    return this.#size < this.#meetingsMax;
  }

  #grow(rows: number): void {
    if (this.#size !== null) this.#size += rows;
  }

  /** Empties the write-ahead log, which still holds what was deleted. A reader may put it off. */
  #forgetLog(): void {
    guarded(() => this.#database.pragma("wal_checkpoint(TRUNCATE)"));
  }
}
