// Chooses whose sound a meeting hears, by the levels in the headers of their packets (RFC 6464).

import type { Millis } from "../../base/time.ts";

/** What a level says of digital silence; the loudest sound is 0, in dB below full scale. */
export const SILENT_LEVEL = 127;

/** Decibels above digital silence. Lower takes fans for voices, higher leaves out the soft-spoken. */
const SPEECH_LOUDNESS = 77;

/** Of a rise, with each packet (20 ms): larger lets a key's click in, smaller cuts off first words. */
const ATTACK = 1 / 2;

/** Of a fall, with each packet: larger takes vowels for ends, smaller keeps who has stopped loud. */
const RELEASE = 1 / 8;

/** A pause in the packets: what came before it says nothing of how loud it is now. */
const STALE_MS = 200;

/** Longer carries silence to everybody, shorter cuts between two sentences. */
const TAIL_MS = 2_000;

/** More at once is noise to listeners and costs each of them 50 packets a second, fewer cuts laughter. */
const AUDIBLE_MAX = 8;

/** In decibels, by which one too many has to be louder: less makes two who shout take turns. */
const MARGIN = 6;

/** Whoever is heard stays so for this long: shorter chops words, longer lets eight keep out a ninth. */
const AUDIBLE_MS_MIN = 500;

/** Less makes a cough a speaker, more shows who speaks late. */
const TURN_MS = 600;

/** A longer pause ends a turn. Shorter never lets a hesitant person become a speaker. */
const PAUSE_MS = 500;

/** Longer keeps pictures for who has long stopped, shorter changes them with each exchange. */
const SPEAKER_MS = 10_000;

type Voice = {
  loudness: number;
  heardAt: number;
  /** When it last was loud enough for speech. */
  loudAt: number;
  turnStartedAt: number;
  /** When it last had spoken for `TURN_MS`. */
  spokeAt: number;
  audibleSince: number;
  /** Whether its last packet was to be forwarded. */
  wasForwarded: boolean;
};

/** "resumed": to be forwarded, after packets that were not. */
export type Hearing = "audible" | "resumed" | "inaudible";

/**
 * Publications hold places, as many as a receiver has audio slots, and while there are enough of
 * them everything is heard. In a larger meeting only the loudest are; who spins a yarn and pauses
 * keeps its place, and is heard again with its first words; a place is taken for somebody who
 * speaks from who hasn't for the longest time.
 *
 * Levels are their sender's word: a liar among the members can have one place of `AUDIBLE_MAX` for
 * each publication of its own, and no more. Nobody's sound gets another's name by it.
 */
export class ActiveSpeakers<T> {
  readonly #placesMax: number;
  readonly #audibleMax: number;
  /** In the order of joining. */
  readonly #voices = new Map<T, Voice>();
  readonly #places = new Set<T>();
  readonly #audible = new Set<T>();
  #changes = 0;

  constructor(placesMax: number) {
    this.#placesMax = placesMax;
    this.#audibleMax = Math.min(placesMax, AUDIBLE_MAX);
  }

  /** Grows when places change hands, and when somebody becomes loud, or a speaker. */
  get changes(): number {
    return this.#changes;
  }

  /** Who has a place: those who are heard now, then the others, each from the last that was loud. */
  get placed(): readonly T[] {
    return [...this.#places].sort((a, b) => this.#precedence(b) - this.#precedence(a));
  }

  /** True for one of the loudest, while it speaks and for a short time after. */
  isLoud(item: T): boolean {
    return this.#audible.has(item);
  }

  /** When it last held a turn; null for one who hasn't for a while. */
  spokeAt(item: T, now: Millis): Millis | null {
    const spokeAt = this.#voices.get(item)?.spokeAt ?? Number.NEGATIVE_INFINITY;
    return now - spokeAt < SPEAKER_MS ? (spokeAt as Millis) : null;
  }

  /** All that could be heard, in the order of joining. */
  setPublications(items: ReadonlySet<T>): void {
    for (const item of [...this.#voices.keys()]) if (!items.has(item)) this.#remove(item);
    for (const item of items) {
      if (!this.#voices.has(item)) this.#voices.set(item, newVoice());
    }
    while (this.#places.size < Math.min(this.#placesMax, this.#voices.size)) this.#fillPlace();
  }

  /** @param level 0 to 127, of one packet, in dB below full scale. */
  handleLevel(item: T, level: number, now: Millis): Hearing {
    const voice = this.#voices.get(item);
    if (voice === undefined) return "inaudible";
    this.#measure(voice, level, now);
    if (voice.loudness >= SPEECH_LOUDNESS) this.#handleSpeech(item, voice, now);
    if (this.#isCrowded && !this.#audible.has(item)) {
      voice.wasForwarded = false;
      return "inaudible";
    }
    const hearing = voice.wasForwarded ? "audible" : "resumed";
    voice.wasForwarded = true;
    return hearing;
  }

  handleTick(now: Millis): void {
    for (const item of this.#audible) {
      const voice = this.#voices.get(item);
      if (voice === undefined || now - voice.loudAt >= TAIL_MS) this.#audible.delete(item);
    }
  }

  get #isCrowded(): boolean {
    return this.#voices.size > this.#placesMax;
  }

  #measure(voice: Voice, level: number, now: Millis): void {
    const loudness = SILENT_LEVEL - level;
    if (now - voice.heardAt > STALE_MS) voice.loudness = 0;
    voice.heardAt = now;
    const step = loudness > voice.loudness ? ATTACK : RELEASE;
    voice.loudness += (loudness - voice.loudness) * step;
  }

  #handleSpeech(item: T, voice: Voice, now: Millis): void {
    if (now - voice.loudAt > PAUSE_MS) voice.turnStartedAt = now;
    voice.loudAt = now;
    if (now - voice.turnStartedAt >= TURN_MS) {
      if (now - voice.spokeAt >= SPEAKER_MS) this.#changes++;
      voice.spokeAt = now;
    }
    if (!this.#audible.has(item)) this.#admit(item, voice, now);
  }

  #admit(item: T, voice: Voice, now: Millis): void {
    if (this.#audible.size >= this.#audibleMax) this.handleTick(now);
    if (this.#audible.size >= this.#audibleMax && !this.#silenceQuietest(voice, now)) return;
    voice.audibleSince = now;
    this.#audible.add(item);
    this.#changes++;
    if (this.#places.has(item)) return;
    if (this.#places.size >= this.#placesMax) this.#vacatePlace();
    this.#places.add(item);
  }

  /** @returns false when nobody who is heard is so much quieter. */
  #silenceQuietest(than: Voice, now: Millis): boolean {
    let quietest: T | null = null;
    let loudness = than.loudness - MARGIN;
    for (const item of this.#audible) {
      const voice = this.#voices.get(item);
      if (voice === undefined || now - voice.audibleSince < AUDIBLE_MS_MIN) continue;
      if (voice.loudness > loudness) continue;
      quietest = item;
      loudness = voice.loudness;
    }
    return quietest !== null && this.#audible.delete(quietest);
  }

  /** Of who was loud the longest time ago; of those who never were, the last to join. */
  #vacatePlace(): void {
    let last: T | null = null;
    for (const item of this.#voices.keys()) {
      if (!this.#places.has(item) || this.#audible.has(item)) continue;
      if (last === null || this.#precedence(item) <= this.#precedence(last)) last = item;
    }
    if (last !== null) this.#places.delete(last);
  }

  #fillPlace(): void {
    let first: T | null = null;
    for (const item of this.#voices.keys()) {
      if (this.#places.has(item)) continue;
      if (first === null || this.#precedence(item) > this.#precedence(first)) first = item;
    }
    if (first === null) return;
    this.#places.add(first);
    this.#changes++;
  }

  #remove(item: T): void {
    this.#voices.delete(item);
    this.#audible.delete(item);
    if (this.#places.delete(item)) this.#changes++;
  }

  #precedence(item: T): number {
    if (this.#audible.has(item)) return Number.MAX_VALUE;
    return this.#voices.get(item)?.loudAt ?? NEVER;
  }
}

/** Far before any time, and finite: differences of it can be compared. */
const NEVER = -1e12;

function newVoice(): Voice {
  return {
    loudness: 0,
    heardAt: NEVER,
    loudAt: NEVER,
    turnStartedAt: NEVER,
    spokeAt: NEVER,
    audibleSince: NEVER,
    wasForwarded: true,
  };
}
