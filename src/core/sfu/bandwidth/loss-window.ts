// What was sent and lost in the newest stretches of time: the observations that the loss model explains.

/** Shorter counts too few packets, longer tells too late. */
const STRETCH_MS = 250;
/** More is steadier, fewer forgets sooner. */
export const STRETCHES = 20;
/** Below, a stretch goes on: one packet lost of five says nothing. */
const PACKETS_MIN = 20;
const STRETCH_MS_MAX = 1_000;

export type Stretch = { packets: number; lost: number; rateBps: number };

/** Stretches are in a ring: `at(0)` is the newest. */
export class LossWindow {
  readonly #stretches: Stretch[] = Array.from({ length: STRETCHES }, () => ({
    packets: 0,
    lost: 0,
    rateBps: 0,
  }));
  #count = 0;
  #packets = 0;
  #lost = 0;
  #bytes = 0;
  #from = -1;
  #to = -1;

  get length(): number {
    return Math.min(this.#count, STRETCHES);
  }

  at(age: number): Stretch | null {
    return age < this.length
      ? (this.#stretches[(this.#count - 1 - age) % STRETCHES] ?? null)
      : null;
  }

  /** Takes a packet whose fate feedback told. Call `close` after each feedback. */
  add(bytes: number, sentAt: number, isLost: boolean): void {
    this.#packets += 1;
    if (isLost) this.#lost += 1;
    this.#bytes += bytes;
    this.#from = this.#from < 0 ? sentAt : Math.min(this.#from, sentAt);
    this.#to = Math.max(this.#to, sentAt);
  }

  /** @returns true when a stretch is full, and the newest now. */
  close(): boolean {
    const lastedMs = this.#to - this.#from;
    if (this.#from < 0 || lastedMs < STRETCH_MS) return false;
    if (this.#packets < PACKETS_MIN && lastedMs < STRETCH_MS_MAX) return false;
    const stretch = this.#stretches[this.#count % STRETCHES];
    if (stretch !== undefined) {
      stretch.packets = this.#packets;
      stretch.lost = this.#lost;
      stretch.rateBps = (this.#bytes * 8000) / lastedMs;
    }
    this.#count += 1;
    this.#packets = 0;
    this.#lost = 0;
    this.#bytes = 0;
    this.#from = -1;
    this.#to = -1;
    return true;
  }

  /** Nothing before now says anything about the path. */
  reset(): void {
    this.#count = 0;
  }
}
