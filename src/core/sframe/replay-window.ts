// Which counters of one KID were seen, so that no frame is shown twice. RFC 9605 §9.3, after RFC 3711 §3.3.2.

/**
 * Smaller would drop frames that a retransmission brings late: three simulcast layers at 30 frames
 * a second share a counter, so 1024 reach back 11 s. Larger only costs memory, a bit each.
 */
export const REPLAY_WINDOW_SIZE = 1024;

export class ReplayWindow {
  /** Bit `ctr % REPLAY_WINDOW_SIZE` is set when `ctr` was accepted. */
  readonly #seen = new Uint32Array(REPLAY_WINDOW_SIZE / 32);
  #highest = -1;

  #isSeen(ctr: number): boolean {
    const bit = ctr % REPLAY_WINDOW_SIZE;
    return (((this.#seen[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  }

  #set(ctr: number, isSeen: boolean): void {
    const bit = ctr % REPLAY_WINDOW_SIZE;
    const mask = 1 << (bit & 31);
    const word = this.#seen[bit >>> 5] ?? 0;
    this.#seen[bit >>> 5] = isSeen ? word | mask : word & ~mask;
  }

  /** Cheap check before opening. It changes nothing: a forged counter must not move the window. */
  isFresh(ctr: number): boolean {
    if (ctr > this.#highest) return true;
    return ctr > this.#highest - REPLAY_WINDOW_SIZE && !this.#isSeen(ctr);
  }

  /**
   * Marks `ctr` as seen, once its frame proved authentic.
   * @returns false when it was seen meanwhile: the same frame was being opened twice at once.
   */
  accept(ctr: number): boolean {
    if (!this.isFresh(ctr)) return false;
    if (ctr - this.#highest >= REPLAY_WINDOW_SIZE) {
      this.#seen.fill(0);
    } else {
      for (let skipped = this.#highest + 1; skipped < ctr; skipped++) this.#set(skipped, false);
    }
    this.#set(ctr, true);
    this.#highest = Math.max(this.#highest, ctr);
    return true;
  }
}
