// A clock that stands still until the test moves it, and the timers that go by it.

import type { Clock, Millis } from "../../../src/base/time.ts";

type Timer = { readonly at: number; readonly order: number; readonly callback: () => void };

/** More steps at one moment than this is an endless loop, and a finding. */
const STEPS_MAX = 100_000;

export class VirtualTime {
  #now = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  readonly clock: Clock = () => this.#now as Millis;

  /** @returns what stops it. */
  readonly startTimer = (callback: () => void, delayMs: number): (() => void) => {
    const timer = { at: this.#now + delayMs, order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** The same timers in the shape of `setTimeout`: their handle is the function that stops them. */
  handleTimers() {
    return {
      setTimer: this.startTimer as unknown as (
        callback: () => void,
        delayMs: number,
      ) => ReturnType<typeof setTimeout>,
      clearTimer: (stop: unknown) => (stop as () => void)(),
    };
  }

  /** Runs what is due within `ms`, in order of time, then of starting. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      const next = this.#next(until);
      if (next === null) {
        this.#now = until;
        return;
      }
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    throw new Error("timers without end");
  }

  #next(until: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.at > until) continue;
      const isEarlier = first === null || timer.at < first.at;
      if (isEarlier || (first?.at === timer.at && timer.order < first.order)) first = timer;
    }
    return first;
  }
}
