// Measures the bit rate of a stream, each temporal layer together with those below it.

import type { Millis } from "../../base/time.ts";

/** RFC 7741: two bits. */
export const TEMPORAL_LAYERS_MAX = 4;

/** Shorter follows each key frame, longer is late when somebody begins to move. */
const WINDOW_MS = 500;
/** Of what a window says against what was known. */
const WEIGHT = 0.4;
/** IP, UDP, RTP with an extension, and SRTP's tag. */
const OVERHEAD_BYTES = 64;

export class BitrateMeter {
  readonly #bytes = new Float64Array(TEMPORAL_LAYERS_MAX);
  readonly #bps = new Float64Array(TEMPORAL_LAYERS_MAX);
  #since: Millis | null = null;
  #isMeasured = false;
  #temporalHighest = 0;

  handlePacket(payloadBytes: number, temporal: number, now: Millis): void {
    this.#since ??= now;
    const elapsedMs = now - this.#since;
    if (elapsedMs >= WINDOW_MS) this.#close(elapsedMs, now);
    this.#bytes[temporal] = (this.#bytes[temporal] ?? 0) + payloadBytes + OVERHEAD_BYTES;
    if (temporal > this.#temporalHighest) this.#temporalHighest = temporal;
  }

  /** How many temporal layers came, at least 1. */
  get temporalLayers(): number {
    return this.#temporalHighest + 1;
  }

  /** Bits per second of the layers up to `temporal`; null before the first window is over. */
  bps(temporal: number): number | null {
    if (!this.#isMeasured) return null;
    let sum = 0;
    for (let layer = 0; layer <= temporal; layer++) sum += this.#bps[layer] ?? 0;
    return sum;
  }

  /** Of all layers, and nothing once packets ceased to come; null before the first window is over. */
  bpsAt(now: Millis): number | null {
    if (this.#since !== null && now - this.#since > 2 * WINDOW_MS) return 0;
    return this.bps(TEMPORAL_LAYERS_MAX - 1);
  }

  /** What was measured is of another stream. */
  reset(): void {
    this.#bytes.fill(0);
    this.#since = null;
    this.#isMeasured = false;
    this.#temporalHighest = 0;
  }

  #close(elapsedMs: number, now: Millis): void {
    for (let layer = 0; layer < TEMPORAL_LAYERS_MAX; layer++) {
      const bps = ((this.#bytes[layer] ?? 0) * 8000) / elapsedMs;
      const known = this.#bps[layer] ?? 0;
      this.#bps[layer] = this.#isMeasured ? known + (bps - known) * WEIGHT : bps;
    }
    this.#bytes.fill(0);
    this.#isMeasured = true;
    this.#since = now;
  }
}
