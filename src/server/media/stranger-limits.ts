// How many packets of strangers are looked at, by the part of an address that one subscriber may hold.

import { randomBytes } from "node:crypto";
import type { Millis } from "../../base/time.ts";
import { readU32 } from "../../core/sfu/rtp/big-endian.ts";

/**
 * Of a /24 of IPv4 or a /64 of IPv6. More lets one of them use up what all who moved to another
 * address share, fewer turns away the media of people who move behind the same address at once.
 */
const PER_SECOND = 100;
const BURST = 500;

/** More costs memory (16 bytes each, all of it from the start), fewer lets more blocks share one. */
const BUCKETS = 4_096;

/** Groups of 16 bits: what one subscriber of IPv6 has at least. */
const GROUPS = 4;

/**
 * A fixed table, so that forged sources fill no memory. Blocks whose names hash alike share a bucket;
 * by which, nobody outside can tell. It holds numbers, and no address.
 */
export class StrangerLimits {
  readonly #tokens = new Float64Array(BUCKETS).fill(BURST);
  readonly #filledAt = new Float64Array(BUCKETS);
  readonly #seed = readU32(new Uint8Array(randomBytes(4)), 0);

  /** False when there were too many from the same block as `address`. */
  take(address: string, now: Millis): boolean {
    const bucket = this.#bucketOf(address);
    const elapsedMs = Math.max(0, now - (this.#filledAt[bucket] ?? 0));
    const tokens = (this.#tokens[bucket] ?? 0) + (elapsedMs * PER_SECOND) / 1000;
    const isKept = tokens >= 1;
    this.#tokens[bucket] = Math.min(BURST, tokens) - (isKept ? 1 : 0);
    this.#filledAt[bucket] = now;
    return isKept;
  }

  /** Without making anything of the text: a flood pays for this with each packet. */
  #bucketOf(address: string): number {
    const end = blockEnd(address);
    let hash = this.#seed;
    for (let place = 0; place < end; place++) {
      hash = Math.imul(hash ^ address.charCodeAt(place), 0x01000193);
      hash ^= hash >>> 15;
    }
    return (Math.imul(hash, 0x9e3779b1) >>> 0) % BUCKETS;
  }
}

/** @returns how much of an address, as the system writes it, is its block's. */
function blockEnd(address: string): number {
  if (address.includes(".")) return address.lastIndexOf(".");
  let colon = -1;
  for (let group = 0; group < GROUPS; group++) {
    const next = address.indexOf(":", colon + 1);
    // Two in a row stand for zeros: what comes after them is beyond, or few enough to share a bucket.
    if (next < 0 || next === colon + 1) break;
    colon = next;
  }
  return Math.max(0, colon);
}
