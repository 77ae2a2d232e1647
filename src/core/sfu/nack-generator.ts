// Decides which lost packets of one publication to ask its publisher for, and when (RFC 4585 §6.2.1).

import type { Millis } from "../../base/time.ts";

/** Shorter asks twice for what is on its way, longer freezes the picture. */
const RETRY_MS = 60;
/** More keeps asking for what the publisher has forgotten, fewer gives up on a burst of loss. */
const TRIES_MAX = 6;
/**
 * A longer gap is an outage: a key frame is cheaper than all of it. Nothing older is kept, for a
 * hostile publisher may leave out whatever it likes and never be asked.
 */
const GAP_MAX = 128;

export class NackGenerator {
  /** Ascending, and no longer than a gap. */
  readonly #missing = new Map<number, { tries: number; dueAt: number }>();
  #highest = -1;

  /** @returns "outage" when so much is missing that only a key frame helps. */
  handlePacket(index: number, now: Millis): "outage" | null {
    this.#missing.delete(index);
    const previous = this.#highest;
    if (index <= previous) return null;
    this.#highest = index;
    if (previous < 0) return null;
    if (index - previous > GAP_MAX) {
      this.#missing.clear();
      return "outage";
    }
    for (let lost = previous + 1; lost < index; lost++) {
      this.#missing.set(lost, { tries: 0, dueAt: now });
    }
    for (const lost of this.#missing.keys()) {
      if (lost >= index - GAP_MAX) break;
      this.#missing.delete(lost);
    }
    return null;
  }

  /** @returns the indexes to ask for now, ascending. */
  poll(now: Millis): number[] {
    const due: number[] = [];
    for (const [index, request] of this.#missing) {
      if (request.tries >= TRIES_MAX) {
        this.#missing.delete(index);
      } else if (request.dueAt <= now) {
        request.tries += 1;
        request.dueAt = now + RETRY_MS;
        due.push(index);
      }
    }
    return due;
  }
}
