// Notices that somebody speaks who is muted, by how loud their microphone is; only this browser knows.

/** Of the meter's five bars; quieter is breath, paper, a keyboard far off. */
const SPEECH_LEVEL = 3;

/** Shorter answers a cough, longer lets somebody talk to nobody. Milliseconds of speech. */
const SPEECH_MS = 600;

/** Between two words; a longer silence begins anew. */
const PAUSE_MS = 500;

/** Shorter nags who talks to somebody in the room, longer forgets who does it again. */
const QUIET_MS = 20_000;

export class MutedSpeech {
  #startedAt: number | null = null;
  #loudAt = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** @returns whether the person is to be told now. */
  handleLevel(bars: number, now: number): boolean {
    if (this.#startedAt !== null && now - this.#loudAt > PAUSE_MS) this.#startedAt = null;
    if (bars < SPEECH_LEVEL) return false;
    this.#startedAt ??= now;
    this.#loudAt = now;
    if (now - this.#startedAt < SPEECH_MS || now - this.#toldAt < QUIET_MS) return false;
    this.#toldAt = now;
    return true;
  }
}
