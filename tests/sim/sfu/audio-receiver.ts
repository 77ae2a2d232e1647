// A browser's receiver of one audio slot: how long its listener hears nothing while somebody speaks.

/** Packets come each 20 ms; a jitter buffer hides what is shorter. */
const HIDDEN_MS = 200;

export class AudioReceiver {
  received = 0;
  readonly gaps: { readonly at: number; readonly ms: number }[] = [];
  #heardAt: number | null = null;
  #index = -1;

  /** @param index of the slot's stream: a gap in time without one in numbers was silence (DTX). */
  handleRtp(index: number, now: number): void {
    this.received += 1;
    const ms = this.#heardAt === null ? 0 : now - this.#heardAt;
    if (ms > HIDDEN_MS && index > this.#index + 1) this.gaps.push({ at: now - ms, ms });
    this.#index = Math.max(this.#index, index);
    this.#heardAt = now;
  }
}
