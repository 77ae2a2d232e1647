// Notices when a receiver tells nothing for a while: the path is out, or nothing goes there that it could tell of.

import type { Millis } from "../../../base/time.ts";

/** Longer acts on what is no longer so, shorter takes a pause of the receiver for an outage. */
const SILENCE_MS = 1_000;
/** A few packets that nothing follows can be lost without an outage: nobody would tell of them. */
const UNTOLD_MIN = 20;

export class FeedbackWatch {
  #heardAt: Millis | null = null;
  /** Packets sent since the last feedback, and when the first of them left. */
  #untold = 0;
  #untoldSince: Millis | null = null;

  handleSent(now: Millis): void {
    this.#untold += 1;
    this.#untoldSince ??= now;
  }

  handleFeedback(now: Millis): void {
    this.#heardAt = now;
    this.#untold = 0;
    this.#untoldSince = null;
  }

  /** Nothing was told for so long that what was learnt of queues and loss is old news. */
  isSilent(now: Millis): boolean {
    return this.#heardAt !== null && now - this.#heardAt > SILENCE_MS;
  }

  /** Silent although there was much to tell: nothing comes through. */
  isOut(now: Millis): boolean {
    const isLong = this.#untoldSince !== null && now - this.#untoldSince > SILENCE_MS;
    return isLong && this.#untold >= UNTOLD_MIN && this.isSilent(now);
  }

  /** @returns whether a packet that left at `sentAt` and arrived passed a path that is there, at `now`. */
  isPrompt(sentAt: number, now: Millis): boolean {
    return now - sentAt < SILENCE_MS;
  }
}
