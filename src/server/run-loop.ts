// The queue of one meeting's events: one at a time, the time stamped once for each, and a timer for the next wakeup.

import type { Clock, Millis } from "../base/time.ts";

export type RunLoopOptions = {
  readonly clock: Clock;
  /** Runs `callback` once, unless the function that it returns is called before. */
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  /** Called when the queue is empty. @returns when `handleTick` is due; null for never. */
  readonly settle: () => Millis | null;
  readonly handleTick: (now: Millis) => void;
  /** Takes the error of a bug in an event. */
  readonly handleBug: (error: unknown) => void;
};

export class RunLoop {
  readonly #options: RunLoopOptions;
  readonly #events: ((now: Millis) => void)[] = [];
  #now: Millis;
  #isRunning = false;
  #isClosed = false;
  #stopTimer = () => {};

  constructor(options: RunLoopOptions) {
    this.#options = options;
    this.#now = options.clock();
  }

  /** Of the event under way. */
  get now(): Millis {
    return this.#now;
  }

  /** Effects may bring events, from the media server for one: those wait their turn. */
  feed(event: (now: Millis) => void): void {
    this.#events.push(event);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#events.shift(); next && !this.#isClosed; next = this.#events.shift()) {
        this.#now = this.#options.clock();
        next(this.#now);
      }
    } catch (error) {
      this.#options.handleBug(error);
    } finally {
      this.#isRunning = false;
    }
    this.#arm();
  }

  /** What is in the queue is dropped, and nothing comes after it. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer();
  }

  #arm(): void {
    if (this.#isClosed) return;
    this.#stopTimer();
    this.#stopTimer = () => {};
    const wakeup = this.#options.settle();
    if (wakeup === null || this.#isClosed) return;
    const delayMs = Math.max(0, wakeup - this.#options.clock());
    const tick = () => this.feed((now) => this.#options.handleTick(now));
    this.#stopTimer = this.#options.startTimer(tick, delayMs);
  }
}
