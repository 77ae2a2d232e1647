// The queries on the table `meeting`, and the type of its row.

import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { guarded } from "./database.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import type { Tier } from "./tier.ts";
import { tierOf } from "./tier.ts";

/** All that the server keeps of a meeting. */
export type Meeting = {
  readonly id: MeetingId;
  readonly salt: Bytes;
  /** v of SRP, 384 bytes. */
  readonly verifier: Bytes;
  /** Ed25519 public key, 32 bytes. */
  readonly hostKey: Bytes;
  /** From 1; grows with each new link. */
  readonly linkGeneration: number;
  /** The last day on which it can be entered. */
  readonly expiresOn: Day;
  readonly tier: Tier;
};

type Row = {
  readonly id: string;
  readonly srp_salt: Uint8Array;
  readonly srp_verifier: Uint8Array;
  readonly host_key: Uint8Array;
  readonly link_generation: number;
  readonly expires_on: number;
  readonly is_paid: number;
};

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

/** Every method rejects with `overloaded` when the file stays locked or its disk is full. */
export class Meetings {
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
    this.#select = database.prepare<[string, number], Row>(SELECT);
    this.#touch = database.prepare<[number, string, number]>(TOUCH);
    this.#rotate = database.prepare<[Bytes, Bytes, number, string, number]>(ROTATE);
    this.#remove = database.prepare<[string]>(REMOVE);
    this.#prune = database.prepare<[number]>(PRUNE);
    this.#count = database.prepare<[], { readonly count: number }>(COUNT);
  }

  /** Rejects with `overloaded` also when there are as many meetings as are kept. */
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

  /** @returns null for an unknown ID and for a meeting that expired before `today`. */
  find(id: MeetingId, today: Day): Result<Meeting | null, "overloaded"> {
    const row = guarded(() => this.#select.get(id, today));
    if (!row.ok) return row;
    return ok(row.value === undefined ? null : meetingOf(id, row.value));
  }

  /** Puts off the expiry. Writes only when the day grows: not even the order of use is left behind. */
  touch(id: MeetingId, expiresOn: Day): Result<null, "overloaded"> {
    const run = guarded(() => this.#touch.run(expiresOn, id, expiresOn));
    return run.ok ? ok(null) : run;
  }

  /**
   * Puts another link's verifier in the place of the one before, all or nothing, and leaves none of
   * the old bytes in the files.
   * @returns false when the meeting isn't at the generation before `linkGeneration`, or isn't there.
   */
  rotate(
    id: MeetingId,
    link: Pick<Meeting, "salt" | "verifier" | "linkGeneration">,
  ): Result<boolean, "overloaded"> {
    const { salt, verifier, linkGeneration } = link;
    const run = guarded(() =>
      this.#rotate.run(salt, verifier, linkGeneration, id, linkGeneration - 1),
    );
    if (!run.ok) return run;
    if (run.value.changes > 0) this.#forgetLog();
    return ok(run.value.changes === 1);
  }

  /** @returns whether there was such a meeting. */
  remove(id: MeetingId): Result<boolean, "overloaded"> {
    const run = guarded(() => this.#remove.run(id));
    if (!run.ok) return run;
    this.#grow(-run.value.changes);
    this.#forgetLog();
    return ok(run.value.changes === 1);
  }

  /** Deletes what expired before `today`. @returns how many meetings. */
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

function meetingOf(id: MeetingId, row: Row): Meeting {
  return {
    id,
    salt: copy(row.srp_salt),
    verifier: copy(row.srp_verifier),
    hostKey: copy(row.host_key),
    linkGeneration: row.link_generation,
    // The brand of a column that only `create` and `touch` write.
    expiresOn: row.expires_on as Day,
    tier: tierOf(row.is_paid),
  };
}
