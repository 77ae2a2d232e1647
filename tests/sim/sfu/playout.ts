// When a viewer sees the pictures that were decoded: in even steps, as late as the late ones need (a jitter buffer).

/** Later is no conversation any more. */
const DELAY_MS_MAX = 500;
/** Of what the latest picture needed, what is kept at each picture. */
const KEEPS = 0.998;
const CLOCK_PER_MS = 90;

export class Playout {
  #first: { readonly timestamp: number; readonly at: number } | null = null;
  /** The earliest that a picture ever was, against its timestamp. */
  #offsetMs = Number.POSITIVE_INFINITY;
  #delayMs = 0;
  #shownAt = 0;

  /** @returns when the picture is seen. Call it in the order of decoding. */
  schedule(timestamp: number, now: number): number {
    this.#first ??= { timestamp, at: now };
    const mediaMs = ((timestamp - this.#first.timestamp) | 0) / CLOCK_PER_MS;
    this.#offsetMs = Math.min(this.#offsetMs, now - mediaMs);
    const lateMs = now - mediaMs - this.#offsetMs;
    this.#delayMs = Math.min(DELAY_MS_MAX, Math.max(lateMs, this.#delayMs * KEEPS));
    const due = this.#offsetMs + mediaMs + this.#delayMs;
    this.#shownAt = Math.max(now, due, this.#shownAt);
    return this.#shownAt;
  }

  stop(): void {
    this.#first = null;
    this.#offsetMs = Number.POSITIVE_INFINITY;
  }
}
