// Asks a publisher for a key frame until one comes, however many subscribers ask, at a bounded rate.

import type { Millis } from "../../base/time.ts";

/**
 * Shorter lets one receiver without keys (it asks twice a second) spend everybody's picture quality
 * on key frames; longer shows a newcomer black for longer.
 */
const INTERVAL_MS = 500;

export class PliLimiter {
  #isWanted = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  handleRequest(): void {
    this.#isWanted = true;
  }

  handleKeyFrame(): void {
    this.#isWanted = false;
  }

  /** True when a PLI is to be sent now. One asked for too early is sent when the interval is over. */
  poll(now: Millis): boolean {
    if (!this.#isWanted || now - this.#askedAt < INTERVAL_MS) return false;
    this.#askedAt = now;
    return true;
  }
}
