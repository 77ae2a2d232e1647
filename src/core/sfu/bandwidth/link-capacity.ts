// What the link carried when it was full: a mean and a spread of the rates at overuse (libwebrtc's link capacity estimator).

/** Weight of the newest. */
const ALPHA = 0.05;
const DEVIATION_START = 0.4;
const DEVIATION_MAX = 2.5;
const DEVIATIONS = 3;

/** In kb/s inside: the spread of a rate grows with its root. */
export class LinkCapacity {
  #meanKbps: number | null = null;
  #variance = DEVIATION_START;

  /** Null when nothing is known. */
  get meanBps(): number | null {
    return this.#meanKbps === null ? null : this.#meanKbps * 1000;
  }

  get upperBps(): number {
    return this.#meanKbps === null
      ? Number.POSITIVE_INFINITY
      : (this.#meanKbps + DEVIATIONS * this.#deviationKbps(this.#meanKbps)) * 1000;
  }

  get lowerBps(): number {
    return this.#meanKbps === null
      ? 0
      : Math.max(0, this.#meanKbps - DEVIATIONS * this.#deviationKbps(this.#meanKbps)) * 1000;
  }

  handleOveruse(rateBps: number): void {
    const kbps = rateBps / 1000;
    const mean = this.#meanKbps === null ? kbps : (1 - ALPHA) * this.#meanKbps + ALPHA * kbps;
    this.#meanKbps = mean;
    const error = mean - kbps;
    const variance = (1 - ALPHA) * this.#variance + (ALPHA * error * error) / Math.max(1, mean);
    this.#variance = Math.max(DEVIATION_START, Math.min(DEVIATION_MAX, variance));
  }

  reset(): void {
    this.#meanKbps = null;
  }

  #deviationKbps(mean: number): number {
    return Math.sqrt(this.#variance * mean);
  }
}
