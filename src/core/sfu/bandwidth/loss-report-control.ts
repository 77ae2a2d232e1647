// A rate from nothing but the loss that receiver reports tell, for receivers without transport-wide feedback
// (draft-ietf-rmcat-gcc-02 §6).

/** Without a queue's delay to go by, a higher start would be found out too late. */
const START_BPS = 600_000;
const MIN_BPS = 50_000;
const MAX_BPS = 8_000_000;
/** Between the two the rate stands: some loss is always there. */
const LOSS_LOW = 0.02;
const LOSS_HIGH = 0.1;
const INCREASE = 1.08;
const INCREASE_BPS = 1_000;

export class LossReportControl {
  #targetBps = START_BPS;

  get targetBps(): number {
    return this.#targetBps;
  }

  /** @param lossRate since the report before, 0 to 1. Reports come about once a second. */
  handleReport(lossRate: number): void {
    const before = this.#targetBps;
    if (lossRate > LOSS_HIGH) this.#targetBps = before * (1 - lossRate / 2);
    else if (lossRate < LOSS_LOW) this.#targetBps = before * INCREASE + INCREASE_BPS;
    this.#targetBps = Math.max(MIN_BPS, Math.min(MAX_BPS, this.#targetBps));
  }
}
