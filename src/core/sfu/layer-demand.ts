// Which layers of one publication its publisher is to send: those that somebody receives, or soon may.

import type { Millis } from "../../base/time.ts";

/** Shorter makes encoders start anew with each page that somebody turns, longer spends uplinks on nobody. */
const HOLD_MS = 4_000;

/** Shorter gives a layer up that is about to come, longer waits for one that an uplink has no room for. */
const START_MS = 3_000;

export class LayerDemand {
  /** The smallest first; all are sent until told otherwise. */
  readonly #active: boolean[];
  readonly #neededAt: (Millis | null)[];
  /** Since when a layer is to be sent. */
  readonly #activeSince: (Millis | null)[];

  constructor(layers: number) {
    this.#active = new Array(layers).fill(true);
    this.#neededAt = new Array(layers).fill(null);
    this.#activeSince = new Array(layers).fill(null);
  }

  get active(): readonly boolean[] {
    return this.#active;
  }

  /** True while the publisher may not have begun to send it yet. */
  mayCome(layer: number, now: Millis): boolean {
    const since = this.#activeSince[layer];
    return !this.#active[layer] || since == null || now - since < START_MS;
  }

  /** Its publisher begins to send: all layers may come. */
  handleStart(now: Millis): void {
    this.#activeSince.fill(now);
  }

  /**
   * The smallest is always sent: it costs little, and is there at once when a way narrows.
   * @returns true when the publisher is to be told.
   */
  update(needed: ReadonlySet<number>, now: Millis): boolean {
    let hasChanged = false;
    for (let layer = 0; layer < this.#active.length; layer++) {
      const neededAt = this.#neededAt[layer] ?? now;
      this.#neededAt[layer] = needed.has(layer) ? now : neededAt;
      const isActive = layer === 0 || needed.has(layer) || now - neededAt < HOLD_MS;
      if (isActive === this.#active[layer]) continue;
      hasChanged = true;
      this.#active[layer] = isActive;
      this.#activeSince[layer] = now;
    }
    return hasChanged;
  }
}
