// How much one participant may send: a bucket of bytes that refills with time.

import { assert } from "../../base/assert.ts";
import type { Millis } from "../../base/time.ts";
import { COMMIT_BYTES_MAX, WELCOME_BYTES_MAX } from "../../protocol/limits.ts";

/** The largest commit with its Welcome, twice. Smaller refuses honest commits, larger helps floods. */
const BURST_BYTES = 2 * (COMMIT_BYTES_MAX + WELCOME_BYTES_MAX);

/** Bytes a second. Each is sent on to every member: larger lets one member fill slow lines. */
const REFILL_BYTES_PER_S = 128 * 1024;

/**
 * The part of a late commit that still counts: it went to nobody else. In a storm of joins a slow
 * member loses one race after another, each with 400 kB; counted in full they would end it.
 */
const LATE_SHARE = 1 / 8;

/** What a message costs beside its bytes, so that a flood of empty ones ends too. */
const MESSAGE_BYTES = 256;

/** Holds off an insider who floods the others until their outboxes overflow and they are dropped. */
export class ByteBudget {
  #bytes = BURST_BYTES;
  #filledAt: Millis;

  constructor(now: Millis) {
    this.#filledAt = now;
  }

  /** @returns false when `byteLength` bytes more are too many. */
  take(byteLength: number, now: Millis): boolean {
    assert(now >= this.#filledAt, "the clock went back");
    const refill = ((now - this.#filledAt) / 1000) * REFILL_BYTES_PER_S;
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + refill);
    this.#filledAt = now;
    const cost = byteLength + MESSAGE_BYTES;
    if (cost > this.#bytes) return false;
    this.#bytes -= cost;
    return true;
  }

  /** What was taken for `byteLength` bytes turned out to be a commit that came late. */
  giveBackLate(byteLength: number): void {
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + byteLength * (1 - LATE_SHARE));
  }
}
