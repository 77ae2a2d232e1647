// The last quarter of an hour in numbers, for the operator's page: counts and rates, in memory only.

import type { Numbers, Sample } from "../../../views/parts/operator-numbers.tsx";
import { SAMPLES_MAX } from "../../../views/parts/operator-numbers.tsx";

/** Shorter wakes an idle machine, longer draws coarser. */
export const SAMPLE_MS = 5_000;

/** What the server counts from its start on, and how it is now. */
export type Reading = {
  readonly meetings: number;
  readonly participants: number;
  /** Since the start. */
  readonly packets: number;
  readonly bytes: number;
  readonly drops: number;
};

export type Standing = Pick<Numbers, "certificateEndsAt" | "diskFreeBytes" | "uptimeSeconds">;

export type SamplesOptions = {
  readonly read: () => Reading;
  readonly standing: () => Standing;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
};

export class Samples {
  readonly #options: SamplesOptions;
  readonly #samples: Sample[] = [];
  #before: Reading;
  #at: number;

  constructor(options: SamplesOptions) {
    this.#options = options;
    this.#before = options.read();
    this.#at = options.clock();
  }

  /** To be called every `SAMPLE_MS`: what it is late by is the loop's lag. */
  handleTick(): void {
    const { read, clock } = this.#options;
    const [now, at] = [read(), clock()];
    const seconds = Math.max(0.001, (at - this.#at) / 1000);
    const before = this.#before;
    this.#samples.push({
      meetings: now.meetings,
      participants: now.participants,
      packetsPerSecond: (now.packets - before.packets) / seconds,
      megabitsPerSecond: ((now.bytes - before.bytes) * 8) / seconds / 1e6,
      dropsPerSecond: (now.drops - before.drops) / seconds,
      lagMs: Math.max(0, at - this.#at - SAMPLE_MS),
    });
    if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
    this.#before = now;
    this.#at = at;
  }

  numbers(): Numbers {
    return { ...this.#options.standing(), samples: this.#samples };
  }
}
