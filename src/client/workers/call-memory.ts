// What outlives a lost group in this browser: who was in it, and what this person said that nobody heard.

import { zeroPast } from "../../core/mls/past.ts";
import type { Past } from "../../core/mls/return-proof.ts";
import type { OpenSignal } from "../../core/mls/signal.ts";

/**
 * Unwatched for so long, the machine slept, for longer than a session lasts: the meeting that it finds
 * may be another, in which what was decided then has no say. Shorter takes a busy machine for one.
 */
const ASLEEP_MS = 60_000;

export class CallMemory {
  /** Goes on while the machine sleeps. Milliseconds since 1970; only differences count. */
  readonly #wallClock: () => number;
  #awakeAt: number;
  #past: Past | null = null;
  #unsaid: OpenSignal[] = [];

  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
    this.#awakeAt = wallClock();
  }

  /** Null on a first entry. */
  get past(): Past | null {
    return this.#past;
  }

  /** Every few seconds. */
  handleAwake(): void {
    const now = this.#wallClock();
    if (now - this.#awakeAt > ASLEEP_MS) this.close();
    this.#awakeAt = now;
  }

  /** The call is over. @param past of its group; null when it wasn't in one. */
  handleEnd(past: Past | null, unsaid: readonly OpenSignal[]): void {
    if (past !== null) {
      this.#forget();
      this.#past = past;
    }
    // A state is told anew, and a reaction is stale.
    this.#unsaid.push(...unsaid.filter(({ type }) => type === "chat"));
    this.handleAwake();
  }

  /** Once one is in again. */
  takeUnsaid(): OpenSignal[] {
    return this.#unsaid.splice(0);
  }

  close(): void {
    this.#forget();
    this.#unsaid = [];
  }

  #forget(): void {
    if (this.#past !== null) zeroPast(this.#past);
    this.#past = null;
  }
}
