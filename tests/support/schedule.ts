// A virtual clock and its one queue of events: the same seed, the same run.

import type { Millis } from "../../src/base/time.ts";

type Event = { readonly at: number; readonly order: number; readonly run: () => Promise<void> };

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Schedule {
  #now = 0;
  #events: Event[] = [];
  #order = 0;

  get now(): Millis {
    return this.#now as Millis;
  }

  at(time: number, run: () => Promise<void>): void {
    this.#events.push({ at: Math.max(time, this.#now), order: this.#order++, run });
  }

  /** Runs everything that is due within `durationMs`, one event after another. */
  async run(durationMs: number): Promise<void> {
    const until = this.#now + durationMs;
    for (let event = this.#next(until); event !== undefined; event = this.#next(until)) {
      this.#now = event.at;
      await event.run();
    }
    this.#now = until;
  }

  #next(until: number): Event | undefined {
    this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
    return (this.#events[0]?.at ?? Number.POSITIVE_INFINITY) <= until
      ? this.#events.shift()
      : undefined;
  }
}
