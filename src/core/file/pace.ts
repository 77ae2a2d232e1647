// How many pieces to have asked for at once: as many as the line carries without a queue (after RFC 6817, LEDBAT).

import { FILE_WINDOW_CHUNKS } from "../../protocol/limits.ts";

/** Delay beyond the line's own that files may cause. Larger is felt in a voice, smaller starves files. */
const TARGET_MS = 80;

const FIRST_CHUNKS = 2;

export class Pace {
  #window = FIRST_CHUNKS;
  #baseMs = Number.POSITIVE_INFINITY;
  #isStarting = true;

  /** Pieces asked for and not here yet. */
  get window(): number {
    return Math.floor(this.#window);
  }

  /** A piece came so long after it was asked for. */
  handleDelay(delayMs: number): void {
    this.#baseMs = Math.min(this.#baseMs, delayMs);
    const isQueueing = delayMs - this.#baseMs > TARGET_MS;
    this.#isStarting &&= !isQueueing;
    if (isQueueing) this.#window *= 7 / 8;
    else this.#window += this.#isStarting ? 1 : 1 / this.#window;
    this.#window = Math.max(1, Math.min(FILE_WINDOW_CHUNKS, this.#window));
  }
}
