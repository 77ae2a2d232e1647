// A rate from nothing but the loss that receiver reports tell, for receivers without transport-wide feedback
// (draft-ietf-rmcat-gcc-02 §6).

import type { Millis } from "../../../base/time.ts";

/** Without a queue's delay to go by, a higher start would be found out too late. */
const START_BPS = 600_000;
const MIN_BPS = 50_000;
const MAX_BPS = 8_000_000;
/** Between the two the rate stands: some loss is always there. */
const LOSS_LOW = 0.02;
const LOSS_HIGH = 0.1;
/** Each slot is reported on about once a second: the worst of them counts. */
const INTERVAL_MS = 1_000;
const INCREASE = 1.08;
const INCREASE_BPS = 1_000;

export class LossReportControl {
  #targetBps = START_BPS;
  #worst = 0;
  #since: Millis | null = null;

  get targetBps(): number {
    return this.#targetBps;
  }

  /** @param lossRate of one slot since the report before, 0 to 1. */
  handleReport(lossRate: number, now: Millis): void {
    this.#worst = Math.max(this.#worst, lossRate);
    this.#since ??= now;
    if (now - this.#since < INTERVAL_MS) return;
    const before = this.#targetBps;
    if (this.#worst > LOSS_HIGH) this.#targetBps = before * (1 - this.#worst / 2);
    else if (this.#worst < LOSS_LOW) this.#targetBps = before * INCREASE + INCREASE_BPS;
    this.#targetBps = Math.max(MIN_BPS, Math.min(MAX_BPS, this.#targetBps));
    this.#worst = 0;
    this.#since = now;
  }
}
