// How loud each audio slot is, from the sound that was decoded.

type Sample = { readonly energy: number; readonly duration: number };

/**
 * Takes the totals of `RTCInboundRtpStreamStats`. The level in the RTP header (RFC 6464) would be
 * cheaper, but the server can write it: it could make anybody seem to speak.
 */
export class AudioLevels {
  readonly #totals = new Map<number, Sample>();
  readonly #levels = new Map<number, number>();

  /**
   * @param energy `totalAudioEnergy`: full scale squared, times seconds.
   * @param duration `totalSamplesDuration`, seconds.
   */
  handleSample(slot: number, energy: number, duration: number): void {
    const before = this.#totals.get(slot) ?? { energy: 0, duration: 0 };
    this.#totals.set(slot, { energy, duration });
    const elapsed = duration - before.duration;
    const power = elapsed > 0 ? (energy - before.energy) / elapsed : 0;
    this.#levels.set(slot, Math.sqrt(Math.max(0, power)));
  }

  /** RMS between the last two samples, 0 to 1. */
  level(slot: number): number {
    return this.#levels.get(slot) ?? 0;
  }

  louderThan(level: number): ReadonlySet<number> {
    return new Set([...this.#levels].filter(([, rms]) => rms > level).map(([slot]) => slot));
  }
}
