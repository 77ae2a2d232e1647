// Puzzles whose solution is worth a try when the free ones are used up: made and checked without remembering any.

import { createHmac } from "node:crypto";
import { ByteWriter } from "../../base/byte-writer.ts";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equalConstantTime, hex } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import { Secret } from "../../base/secret.ts";
import type { Clock } from "../../base/time.ts";
import { isSolution } from "../../core/work/puzzle.ts";
import type { Puzzle, Work } from "../../protocol/entry-messages.ts";

/** Longer lets work be done in store, shorter fails on slow phones that were given a hard one. */
export const PUZZLE_MS = 120_000;

/**
 * For when nobody else works, and for when everybody does. A browser tries 300,000 counters a second:
 * a fifth of a second, and 14 s. Less makes a flood cheap, more keeps phones out.
 */
export const BITS_MIN = 16;
export const BITS_MAX = 22;

/** Each was worked for, so a flood can't fill it; should it be full, work counts for nothing. */
const SPENT_MAX = 20_000;

const LABEL = "conclave/1 puzzle";
const NONCE_BYTES = 16;

/**
 *     nonce 16 │ expiry u64, milliseconds of the server's clock │ bits u8 │ HMAC-SHA256 of all this, 32
 *
 * The key is of this run, as the clock is.
 */
export class Puzzles {
  readonly #key: Secret;
  readonly #random: RandomBytes;
  readonly #clock: Clock;
  /** Expiry by nonce in hex, of those that were good for a try already; in the order of their use. */
  readonly #spent = new Map<string, number>();

  constructor(random: RandomBytes, clock: Clock) {
    this.#key = new Secret(random(32));
    this.#random = random;
    this.#clock = clock;
  }

  /** @param ease from 0, under attack, to 1. */
  issue(ease: number): Puzzle {
    const bits = BITS_MAX - Math.floor((BITS_MAX - BITS_MIN) * Math.min(1, Math.max(0, ease)));
    const expiry = BigInt(Math.ceil(this.#clock() + PUZZLE_MS));
    return { puzzle: this.#seal(this.#random(NONCE_BYTES), expiry, bits), bits };
  }

  /** @returns false for a puzzle that isn't ours, is too old, was used up, or isn't solved. Never throws. */
  isDone({ puzzle, counter }: Work): boolean {
    const nonce = puzzle.subarray(0, NONCE_BYTES);
    const view = new DataView(puzzle.buffer, puzzle.byteOffset);
    const expiry = view.getBigUint64(NONCE_BYTES);
    const bits = view.getUint8(NONCE_BYTES + 8);
    const isOurs = equalConstantTime(puzzle, this.#seal(copy(nonce), expiry, bits));
    if (!isOurs || this.#clock() >= Number(expiry)) return false;
    this.#forgetOld();
    if (this.#spent.has(hex(nonce)) || this.#spent.size >= SPENT_MAX) return false;
    return isSolution(puzzle, counter, bits);
  }

  /** It was worth its one try. */
  spend({ puzzle }: Work): void {
    this.#spent.set(hex(puzzle.subarray(0, NONCE_BYTES)), this.#clock() + PUZZLE_MS);
  }

  #forgetOld(): void {
    const now = this.#clock();
    for (const [nonce, until] of this.#spent) {
      if (until > now) break;
      this.#spent.delete(nonce);
    }
  }

  #seal(nonce: Bytes, expiry: bigint, bits: number): Bytes {
    const content = new ByteWriter().fixed(nonce, NONCE_BYTES).u64(expiry).u8(bits).finish();
    const message = new ByteWriter().text(LABEL, 32).fixed(content, content.length).finish();
    const mac = createHmac("sha256", this.#key.bytes).update(message).digest();
    return new ByteWriter().fixed(content, content.length).fixed(copy(mac), 32).finish();
  }
}
