// A short burst above the target rate: media, and padding where media doesn't fill it.

import type { Millis } from "../../../base/time.ts";

/** Longer measures better, shorter leaves a shorter queue behind. */
const DURATION_MS = 20;
const PACKETS_MIN = 6;

export class Probe {
  readonly rateBps: number;
  readonly startedAt: Millis;
  #bytes = 0;
  #packets = 0;

  constructor(rateBps: number, now: Millis) {
    this.rateBps = rateBps;
    this.startedAt = now;
  }

  get isSent(): boolean {
    return this.#packets >= PACKETS_MIN && this.#bytes * 8000 >= this.rateBps * DURATION_MS;
  }

  /** Of each packet on the wire, so that they are enough and no more than that. */
  get packetBytes(): number {
    return (this.rateBps * DURATION_MS) / 8000 / PACKETS_MIN;
  }

  /** True when the next packet must leave now to keep the rate. */
  isDue(now: Millis): boolean {
    return this.#bytes * 8000 <= this.rateBps * (now - this.startedAt);
  }

  handleSent(bytes: number): void {
    this.#bytes += bytes;
    this.#packets += 1;
  }
}
