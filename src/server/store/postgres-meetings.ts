// The queries on the table `meeting` of PostgreSQL.

import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { meetingOf } from "./meeting-row.ts";
import { MEETINGS_MAX } from "./meetings.ts";
import type { Postgres } from "./postgres.ts";
import type { Meeting, MeetingRow, MeetingStore, NewLink } from "./store.ts";

const INSERT = `
  INSERT INTO meeting (id, srp_salt, srp_verifier, host_key, link_generation, expires_on, is_paid)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`;
const SELECT = "SELECT * FROM meeting WHERE id = $1 AND expires_on >= $2";
const TOUCH = "UPDATE meeting SET expires_on = $1 WHERE id = $2 AND expires_on < $1";
const ROTATE = `
  UPDATE meeting SET srp_salt = $1, srp_verifier = $2, link_generation = $3
  WHERE id = $4 AND link_generation = $3 - 1`;
const REMOVE = "DELETE FROM meeting WHERE id = $1";
const PRUNE = "DELETE FROM meeting WHERE expires_on < $1";
/** The planner's estimate: to count a million rows for each new one would take long. */
const SIZE = "SELECT reltuples::float8 AS size FROM pg_class WHERE oid = 'meeting'::regclass";

export class PostgresMeetings implements MeetingStore {
  readonly #postgres: Postgres;
  readonly #meetingsMax: number;

  constructor(postgres: Postgres, meetingsMax: number = MEETINGS_MAX) {
    this.#postgres = postgres;
    this.#meetingsMax = meetingsMax;
  }

  async create(meeting: Meeting): Promise<Result<null, "id-taken" | "overloaded">> {
    const { id, salt, verifier, hostKey, linkGeneration, expiresOn, tier } = meeting;
    const size = await this.#postgres.query<{ readonly size: number }>(SIZE, []);
    if (!size.ok) return size;
    if ((size.value[0]?.size ?? 0) >= this.#meetingsMax) return reject("overloaded");
    const isPaid = tier === "paid" ? 1 : 0;
    const values = [id, salt, verifier, hostKey, linkGeneration, expiresOn, isPaid];
    const changed = await this.#change(INSERT, values);
    if (!changed.ok) return changed;
    return changed.value === 1 ? ok(null) : reject("id-taken");
  }

  async find(id: MeetingId, today: Day): Promise<Result<Meeting | null, "overloaded">> {
    const rows = await this.#postgres.query<MeetingRow>(SELECT, [id, today]);
    if (!rows.ok) return rows;
    const [row] = rows.value;
    return ok(row === undefined ? null : meetingOf(id, row));
  }

  async touch(id: MeetingId, expiresOn: Day): Promise<Result<null, "overloaded">> {
    const changed = await this.#change(TOUCH, [expiresOn, id]);
    return changed.ok ? ok(null) : changed;
  }

  async rotate(id: MeetingId, link: NewLink): Promise<Result<boolean, "overloaded">> {
    const { salt, verifier, linkGeneration } = link;
    return hasChanged(await this.#change(ROTATE, [salt, verifier, linkGeneration, id]));
  }

  async remove(id: MeetingId): Promise<Result<boolean, "overloaded">> {
    return hasChanged(await this.#change(REMOVE, [id]));
  }

  prune(today: Day): Promise<Result<number, "overloaded">> {
    return this.#change(PRUNE, [today]);
  }

  /** @returns how many rows. */
  async #change(
    text: string,
    values: readonly (string | number | Uint8Array)[],
  ): Promise<Result<number, "overloaded">> {
    const rows = await this.#postgres.query(text, values);
    return rows.ok ? ok(rows.value.count) : rows;
  }
}

function hasChanged(changed: Result<number, "overloaded">): Result<boolean, "overloaded"> {
  return changed.ok ? ok(changed.value === 1) : changed;
}
