// What a key of the operator's looks like, and the hash that is all the database has of it.

import { createHash } from "node:crypto";
import { copy, utf8 } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";

/** 128 bits from the system: a hash of them tells nothing, and nobody guesses one. */
const KEY_BYTES = 16;
const PREFIX = "conclave-";

export function newKeyText(random: RandomBytes): string {
  return `${PREFIX}${random(KEY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true })}`;
}

/** @returns 32 bytes. */
export function hashOfKey(key: string): Uint8Array<ArrayBuffer> {
  return copy(
    createHash("sha256").update(utf8("conclave/1 operator key")).update(utf8(key)).digest(),
  );
}
