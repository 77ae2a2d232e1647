// How fast acknowledged packets arrived lately: what the path carried, whatever was sent.

/** More smooths, fewer is quick: after a drop the rate must not remember the time before. */
const WINDOW_MS = 500;
/** A power of two; bounds the window at high rates. */
const CAPACITY = 512;
const MASK = CAPACITY - 1;
/**
 * A burst is the whole window to a queue that was empty before: what came in this time of it. Longer
 * sees the pause before it, shorter sees packets that were held up together.
 */
const BURST_MS = 150;
/** Fewer packets or a shorter time say nothing of a rate. */
const PACKETS_MIN = 8;
const SPAN_MS_MIN = 60;

export class Throughput {
  readonly #sentAt = new Float64Array(CAPACITY);
  readonly #arrivedAt = new Float64Array(CAPACITY);
  readonly #bytes = new Uint16Array(CAPACITY);
  #first = 0;
  #next = 0;

  add(sentAt: number, arrivedAt: number, bytes: number): void {
    const place = this.#next & MASK;
    this.#sentAt[place] = sentAt;
    this.#arrivedAt[place] = arrivedAt;
    this.#bytes[place] = bytes;
    this.#next += 1;
    if (this.#next - this.#first > CAPACITY) this.#first = this.#next - CAPACITY;
    while (
      this.#first < this.#next - 1 &&
      arrivedAt - (this.#arrivedAt[this.#first & MASK] ?? 0) > WINDOW_MS
    ) {
      this.#first += 1;
    }
  }

  /**
   * The higher of what came in the window and in its last stretch: where the application sends in
   * bursts, only the latter shows what the link can.
   * @returns bits per second; null until it can be told.
   */
  rateBps(): number | null {
    const whole = this.#rateFrom(this.#first);
    const newest = this.#arrivedAt[(this.#next - 1) & MASK] ?? 0;
    let from = this.#next - 1;
    while (from > this.#first && newest - (this.#arrivedAt[(from - 1) & MASK] ?? 0) <= BURST_MS) {
      from -= 1;
    }
    const burst = this.#rateFrom(from);
    return burst === null || whole === null ? whole : Math.max(whole, burst);
  }

  #rateFrom(first: number): number | null {
    if (this.#next - first < PACKETS_MIN) return null;
    let bytes = 0;
    let sentFrom = Number.POSITIVE_INFINITY;
    let sentTo = 0;
    let arrivedFrom = Number.POSITIVE_INFINITY;
    let arrivedTo = 0;
    let firstBytes = 0;
    for (let item = first; item < this.#next; item++) {
      const place = item & MASK;
      const arrivedAt = this.#arrivedAt[place] ?? 0;
      const sentAt = this.#sentAt[place] ?? 0;
      bytes += this.#bytes[place] ?? 0;
      sentFrom = Math.min(sentFrom, sentAt);
      sentTo = Math.max(sentTo, sentAt);
      arrivedTo = Math.max(arrivedTo, arrivedAt);
      if (arrivedAt < arrivedFrom) {
        arrivedFrom = arrivedAt;
        firstBytes = this.#bytes[place] ?? 0;
      }
    }
    // A burst that a queue held back arrives faster than it was sent, and slower when one grows.
    const spanMs = Math.max(arrivedTo - arrivedFrom, sentTo - sentFrom);
    return spanMs < SPAN_MS_MIN ? null : ((bytes - firstBytes) * 8000) / spanMs;
  }
}
