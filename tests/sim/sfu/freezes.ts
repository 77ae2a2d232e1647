// Counts a viewer's freezes as WebRTC's statistics do: a picture that stays for 3 times the usual, and 150 ms more than it at least.

/** Pictures whose mean is the usual. */
const MEAN_OF = 30;
const FREEZE_FACTOR = 3;
const FREEZE_MS = 150;

export type Freeze = { readonly at: number; readonly ms: number };

export class Freezes {
  readonly all: Freeze[] = [];
  /** Pictures that were seen. */
  count = 0;
  #shownAt: number | null = null;
  #intervals: number[] = [];

  get shownAt(): number | null {
    return this.#shownAt;
  }

  handlePicture(now: number): void {
    this.count += 1;
    if (this.#shownAt !== null) this.#handleInterval(now - this.#shownAt);
    this.#shownAt = now;
  }

  #handleInterval(ms: number): void {
    const mean = this.#intervals.reduce((sum, interval) => sum + interval, 0) / MEAN_OF;
    const isKnown = this.#intervals.length === MEAN_OF;
    if (isKnown && ms > Math.max(FREEZE_FACTOR * mean, mean + FREEZE_MS)) {
      this.all.push({ at: this.#shownAt ?? 0, ms });
      return;
    }
    this.#intervals.push(ms);
    if (this.#intervals.length > MEAN_OF) this.#intervals.shift();
  }

  /** What isn't carried isn't frozen: the next picture begins anew. */
  stop(): void {
    this.#shownAt = null;
    this.#intervals = [];
  }
}
