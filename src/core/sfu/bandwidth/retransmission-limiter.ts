// Bounds what is sent again on one downlink: each packet once in a round trip, all of them a share of the link.

import type { Millis } from "../../../base/time.ts";

/** More doubles the load of a link that loses because it is full, less can't mend a fifth lost. */
const SHARE = 0.5;
/** What may be sent again at once, for a burst of loss. */
const BURST_MS = 500;
const BURST_BYTES_MIN = 12_000;
/** Of the round trip: asked for again before that, the answer is still on its way. */
const AGAIN_RTTS = 0.9;
/** A power of two. Fewer forgets, and sends twice; more is memory for each participant. */
const REMEMBERED = 256;

export class RetransmissionLimiter {
  readonly #keys = new Float64Array(REMEMBERED).fill(-1);
  readonly #sentAt = new Float64Array(REMEMBERED);
  #bytes = BURST_BYTES_MIN;
  #filledAt: Millis | null = null;

  /** @returns false when the packet with this SSRC and sequence number isn't to be sent again now. */
  take(
    ssrc: number,
    sequenceNumber: number,
    { rttMs, targetBps }: { readonly rttMs: number; readonly targetBps: number },
    now: Millis,
  ): boolean {
    this.#fill(targetBps, now);
    const key = ssrc * 0x10000 + sequenceNumber;
    const place = (sequenceNumber ^ (ssrc << 3)) & (REMEMBERED - 1);
    const isOnItsWay =
      this.#keys[place] === key && now - (this.#sentAt[place] ?? 0) < AGAIN_RTTS * rttMs;
    if (isOnItsWay || this.#bytes <= 0) return false;
    this.#keys[place] = key;
    this.#sentAt[place] = now;
    return true;
  }

  /** What `take` allowed was found, and is of so many bytes. */
  handleSent(bytes: number): void {
    this.#bytes -= bytes;
  }

  #fill(targetBps: number, now: Millis): void {
    const bytesPerMs = (targetBps * SHARE) / 8000;
    const elapsedMs = this.#filledAt === null ? 0 : now - this.#filledAt;
    this.#filledAt = now;
    const room = Math.max(BURST_BYTES_MIN, bytesPerMs * BURST_MS);
    this.#bytes = Math.min(room, this.#bytes + bytesPerMs * elapsedMs);
  }
}
