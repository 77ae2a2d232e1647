// The operator's keys in PostgreSQL: as in SQLite, only their hashes.

import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok } from "../../base/result.ts";
import { hashOfKey, newKeyText } from "./key-text.ts";
import type { Postgres } from "./postgres.ts";
import type { OperatorKey, OperatorKeyStore } from "./store.ts";
import type { Tier } from "./tier.ts";
import { tierOf } from "./tier.ts";

type Row = { readonly label: string; readonly is_paid: number };

const INSERT = "INSERT INTO operator_key VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const LIST = "SELECT label, is_paid FROM operator_key ORDER BY label";
const SELECT = "SELECT label, is_paid FROM operator_key WHERE hash = $1";
const REMOVE = "DELETE FROM operator_key WHERE label = $1";

export class PostgresKeys implements OperatorKeyStore {
  readonly #postgres: Postgres;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  async add(
    label: string,
    tier: Tier,
    random: RandomBytes,
  ): Promise<Result<string | null, "overloaded">> {
    const key = newKeyText(random);
    const values = [hashOfKey(key), label, tier === "paid" ? 1 : 0];
    const added = await this.#postgres.query(INSERT, values);
    return added.ok ? ok(added.value.count === 1 ? key : null) : added;
  }

  async list(): Promise<Result<readonly OperatorKey[], "overloaded">> {
    const rows = await this.#postgres.query<Row>(LIST, []);
    return rows.ok ? ok(rows.value.map(keyOf)) : rows;
  }

  async revoke(label: string): Promise<Result<boolean, "overloaded">> {
    const removed = await this.#postgres.query(REMOVE, [label]);
    return removed.ok ? ok(removed.value.count === 1) : removed;
  }

  async find(key: string): Promise<Result<OperatorKey | null, "overloaded">> {
    const rows = await this.#postgres.query<Row>(SELECT, [hashOfKey(key)]);
    if (!rows.ok) return rows;
    const [row] = rows.value;
    return ok(row === undefined ? null : keyOf(row));
  }
}

function keyOf({ label, is_paid }: Row): OperatorKey {
  return { label, tier: tierOf(is_paid) };
}
