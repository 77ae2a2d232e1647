// Whether the application sends so little that its packets prove nothing about the link (ALR in libwebrtc).

import type { Millis } from "../../../base/time.ts";

/** Of the target. Higher calls a pause between frames idle, lower misses a sender that can't grow. */
const SHARE = 0.65;
const WINDOW_MS = 500;
const LIMITED_ABOVE = 0.8;
const BUSY_BELOW = 0.5;

/** A bucket that fills with what might be sent and drains with what is. */
export class SendBudget {
  #bits = 0;
  #filledAt: Millis | null = null;
  #isLimited = true;

  /** True while much less is sent than the target allows. */
  get isLimited(): boolean {
    return this.#isLimited;
  }

  handleSent(bytes: number): void {
    this.#bits -= bytes * 8;
  }

  /** Call it often, and before `isLimited`. */
  refill(targetBps: number, now: Millis): void {
    const elapsedMs = this.#filledAt === null ? 0 : now - this.#filledAt;
    this.#filledAt = now;
    const room = (targetBps * SHARE * WINDOW_MS) / 1000;
    const filled = this.#bits + (targetBps * SHARE * elapsedMs) / 1000;
    this.#bits = Math.max(-room, Math.min(room, filled));
    if (this.#bits > LIMITED_ABOVE * room) this.#isLimited = true;
    else if (this.#bits < BUSY_BELOW * room) this.#isLimited = false;
  }
}
