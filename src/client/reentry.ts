// After which endings of a session a person still wants to be in the meeting, and when it is tried again.

import type { Failure } from "./failure.ts";

/** How long a lost meeting is tried again before the person is told. */
const REENTRY_MS = 60_000;
const PAUSE_MS = 1_000;

const RETRYABLE: ReadonlySet<Failure> = new Set<Failure>([
  "server-gone",
  "shutting-down",
  "unknown-session",
  "group-lost",
]);

/**
 * The server put us out because we sent more than it takes, or took less than it sent: of a burst that is over by the
 * next entry. Shorter is a commit of everybody's for each turn of a loop, longer keeps people out.
 */
const OVERLOAD_PAUSE_MS = 4_000;

/** Whatever makes so much isn't over: each entry costs everybody else. */
const OVERLOADS_MAX = 3;

/** Without another it was a burst. */
const OVERLOAD_FORGOTTEN_MS = 600_000;

export class Reentry {
  /** Since when the meeting is lost; null while one is in, or was never. */
  #lostAt: number | null = null;
  #hasBeenIn = false;
  /** Since the last long while without one. */
  #overloads = 0;
  #overloadedAt = Number.NEGATIVE_INFINITY;

  /** One is in, again or for the first time. */
  handleJoined(): void {
    this.#lostAt = null;
    this.#hasBeenIn = true;
  }

  /** @returns how long to wait before the next entry; null when the person is to be told. Times in ms. */
  pauseMs(failure: Failure | null, now: number): number | null {
    if (failure === null || !this.#hasBeenIn) return null;
    this.#lostAt ??= now;
    if (failure === "overloaded") return this.#overloadPauseMs(now);
    return RETRYABLE.has(failure) && now - this.#lostAt <= REENTRY_MS ? PAUSE_MS : null;
  }

  /** Each twice as long as the one before. */
  #overloadPauseMs(now: number): number | null {
    if (now - this.#overloadedAt > OVERLOAD_FORGOTTEN_MS) this.#overloads = 0;
    this.#overloadedAt = now;
    return this.#overloads++ < OVERLOADS_MAX
      ? OVERLOAD_PAUSE_MS * 2 ** (this.#overloads - 1)
      : null;
  }
}
