// Remembers which of the newest indexes were seen, so that none is taken twice (RFC 3711 §3.3.2).

/** A power of two. Larger costs memory per stream, smaller drops retransmissions over slow links as too old. */
const WINDOW = 1024;
const MASK = WINDOW - 1;

export class ReplayWindow {
  /** One bit for each index of the window, at `index % WINDOW`. */
  readonly #seen = new Uint32Array(WINDOW / 32);
  #highest = -1;

  /** The highest index seen, -1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** False for an index seen before, or too old to tell. */
  isFresh(index: number): boolean {
    if (index < 0 || index <= this.#highest - WINDOW) return false;
    return index > this.#highest || ((this.#seen[(index & MASK) >> 5] ?? 0) & bitOf(index)) === 0;
  }

  /** Call it once the packet is proven genuine: a forged one must not move the window. */
  mark(index: number): void {
    if (index > this.#highest) this.#advance(index);
    const word = (index & MASK) >> 5;
    this.#seen[word] = (this.#seen[word] ?? 0) | bitOf(index);
  }

  /** What enters the window was not seen. */
  #advance(index: number): void {
    if (index - this.#highest >= WINDOW) this.#seen.fill(0);
    else {
      for (let entering = this.#highest + 1; entering < index; entering++) {
        const word = (entering & MASK) >> 5;
        this.#seen[word] = (this.#seen[word] ?? 0) & ~bitOf(entering);
      }
    }
    this.#highest = index;
  }
}

function bitOf(index: number): number {
  return 1 << (index & 31);
}
