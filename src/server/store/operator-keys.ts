// The keys by which an operator lets people start meetings. Only their hashes are stored, and nothing about their use.

import { createHash } from "node:crypto";
import { copy, utf8 } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { guarded } from "./database.ts";
import type { SqliteDatabase } from "./sqlite.ts";
import type { Tier } from "./tier.ts";
import { tierOf } from "./tier.ts";

/** 128 bits from the system: a hash of them tells nothing, and nobody guesses one. */
const KEY_BYTES = 16;
const PREFIX = "conclave-";

export type OperatorKey = { readonly label: string; readonly tier: Tier };

type Row = { readonly label: string; readonly is_paid: number };

function hashOf(key: string): Uint8Array<ArrayBuffer> {
  return copy(
    createHash("sha256").update(utf8("conclave/1 operator key")).update(utf8(key)).digest(),
  );
}

export class OperatorKeys {
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

  /** @returns the new key, which can't be shown again; null when the label is taken. */
  add(label: string, tier: Tier, random: RandomBytes): Result<string | null, "overloaded"> {
    const key = `${PREFIX}${random(KEY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true })}`;
    const isPaid = tier === "paid" ? 1 : 0;
    const run = guarded(() => this.#insert.run(hashOf(key), label, isPaid));
    return run.ok ? { ok: true, value: run.value.changes === 1 ? key : null } : run;
  }

  list(): readonly OperatorKey[] {
    return this.#list.all().map(({ label, is_paid }) => ({ label, tier: tierOf(is_paid) }));
  }

  /** @returns whether there was one. */
  revoke(label: string): Result<boolean, "overloaded"> {
    const run = guarded(() => this.#remove.run(label));
    return run.ok ? { ok: true, value: run.value.changes === 1 } : run;
  }

  /** @returns null for a key that isn't, or isn't any more. */
  find(key: string): Result<OperatorKey | null, "overloaded"> {
    const row = guarded(() => this.#select.get(hashOf(key)));
    if (!row.ok) return row;
    const { value } = row;
    return { ok: true, value: value ? { label: value.label, tier: tierOf(value.is_paid) } : null };
  }
}
