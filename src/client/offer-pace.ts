// How often a call offers anew while its connection fails: an offer is large, and one that fails at once would be followed by thousands.

/** Shorter lets a browser whose every offer fails fill the server's budget for it, longer is a longer pause. */
const PAUSE_MS = 2_000;

export class OfferPace {
  #offeredAt = Number.NEGATIVE_INFINITY;

  /** @returns how long the next offer has to wait; 0 when it may go now. Times in ms. */
  waitMs(now: number): number {
    return Math.max(0, this.#offeredAt + PAUSE_MS - now);
  }

  handleOffer(now: number): void {
    this.#offeredAt = now;
  }
}
