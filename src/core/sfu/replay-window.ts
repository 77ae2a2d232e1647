// Remembers which of the newest indexes were seen, so that none is taken twice (RFC 3711 §3.3.2).

/** Larger costs memory per stream, smaller drops retransmissions over slow links as too old. */
const WINDOW = 1024;

export class ReplayWindow {
  /** At `index % WINDOW`: the index itself, when it was seen. */
  readonly #seen = new Float64Array(WINDOW).fill(-1);
  #highest = -1;

  /** The highest index seen, -1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** False for an index seen before, or too old to tell. */
  isFresh(index: number): boolean {
    if (index < 0 || index <= this.#highest - WINDOW) return false;
    return this.#seen[index % WINDOW] !== index;
  }

  /** Call it once the packet is proven genuine: a forged one must not move the window. */
  mark(index: number): void {
    this.#seen[index % WINDOW] = index;
    if (index > this.#highest) this.#highest = index;
  }
}
