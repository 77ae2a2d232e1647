// What our key IDs say: which source of which member, in which epoch. RFC 9605 §5.2.

import { assert } from "../../base/assert.ts";
import type { Kind, Source } from "../../protocol/socket-messages.ts";
import { SOURCES } from "../../protocol/socket-messages.ts";

/*
 *   15 14 13                          4 3        0
 *  +-----+-----------------------------+----------+
 *  | ctx |         leaf index          |  epoch   |
 *  +-----+-----------------------------+----------+
 *   index   of the sender in the MLS    its low 4
 *   in SOURCES        tree                 bits
 */

/** More would make every header longer; fewer would mix up epochs that are held together for 10 s. */
const EPOCH_BITS = 4;
/** More than `PARTICIPANTS_LISTED_MAX` leaves with room to spare, and the KID still fits 2 bytes. */
const LEAF_BITS = 10;
const CONTEXT_BITS = 2;

export const LEAF_INDEX_MAX = 2 ** LEAF_BITS - 1;
const KID_MAX = 2n ** BigInt(CONTEXT_BITS + LEAF_BITS + EPOCH_BITS) - 1n;

export type KeyId = {
  readonly source: Source;
  readonly leafIndex: number;
  /** The low bits of the epoch, 0 to 15. */
  readonly epochLow: number;
};

/** Epochs 16 apart share it. */
export function epochLowOf(epoch: number): number {
  return epoch % 2 ** EPOCH_BITS;
}

export function encodeKid({ source, leafIndex, epochLow }: KeyId): bigint {
  assert(Number.isInteger(leafIndex) && leafIndex >= 0, "leaf index isn't a whole number");
  assert(leafIndex <= LEAF_INDEX_MAX, "leaf index over 10 bits");
  const context = SOURCES.indexOf(source);
  return BigInt((context << (LEAF_BITS + EPOCH_BITS)) | (leafIndex << EPOCH_BITS) | epochLow);
}

/** @returns null when `kid` has more than 16 bits. */
export function parseKid(kid: bigint): KeyId | null {
  if (kid > KID_MAX) return null;
  const bits = Number(kid);
  const source = SOURCES[bits >> (LEAF_BITS + EPOCH_BITS)];
  if (source === undefined) return null;
  return { source, leafIndex: (bits >> EPOCH_BITS) & LEAF_INDEX_MAX, epochLow: epochLowOf(bits) };
}

/** Which slots may carry `source`. */
export function kindOf(source: Source): Kind {
  return source === "microphone" || source === "screen-audio" ? "audio" : "video";
}
