// The keys by which an operator lets people start meetings. Only their hashes are stored, and nothing about their use.

import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok } from "../../base/result.ts";
import { guarded } from "./database.ts";
import { hashOfKey, newKeyText } from "./key-text.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import type { OperatorKey, OperatorKeyStore } from "./store.ts";
import type { Tier } from "./tier.ts";
import { tierOf } from "./tier.ts";

type Row = { readonly label: string; readonly is_paid: number };

export class OperatorKeys implements OperatorKeyStore {
  readonly #insert;
  readonly #select;
  readonly #list;
  readonly #remove;

  constructor(database: SqliteDatabase) {
    this.#insert = database.prepare<[Uint8Array, string, number]>(
      "INSERT INTO operator_key (hash, label, is_paid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    );
    this.#select = database.prepare<[Uint8Array], Row>(
      "SELECT label, is_paid FROM operator_key WHERE hash = ?",
    );
    this.#list = database.prepare<[], Row>(
      "SELECT label, is_paid FROM operator_key ORDER BY label",
    );
    this.#remove = database.prepare<[string]>("DELETE FROM operator_key WHERE label = ?");
  }

  add(label: string, tier: Tier, random: RandomBytes): Result<string | null, "overloaded"> {
    const key = newKeyText(random);
    const isPaid = tier === "paid" ? 1 : 0;
    const run = guarded(() => this.#insert.run(hashOfKey(key), label, isPaid));
    return run.ok ? ok(run.value.changes === 1 ? key : null) : run;
  }

  list(): Result<readonly OperatorKey[], "overloaded"> {
    const rows = guarded(() => this.#list.all());
    return rows.ok ? ok(rows.value.map(keyOf)) : rows;
  }

  revoke(label: string): Result<boolean, "overloaded"> {
    const run = guarded(() => this.#remove.run(label));
    return run.ok ? ok(run.value.changes === 1) : run;
  }

  find(key: string): Result<OperatorKey | null, "overloaded"> {
    const row = guarded(() => this.#select.get(hashOfKey(key)));
    if (!row.ok) return row;
    return ok(row.value === undefined ? null : keyOf(row.value));
  }
}

function keyOf({ label, is_paid }: Row): OperatorKey {
  return { label, tier: tierOf(is_paid) };
}
