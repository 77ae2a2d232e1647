// Who is shown large because they speak: whoever holds the floor, not whoever coughs. Time is an argument.

import type { Millis } from "../base/time.ts";
import type { ParticipantId } from "../protocol/ids.ts";

/** Shorter shows who says "yes", longer comes when the sentence is over. */
const STEADY_MS = 800;

/** A pause of this length is one between words. */
const PAUSE_MS = 600;

/** Shorter makes the stage jump in a quick talk, longer lags behind it. */
const DWELL_MS = 2_000;

type Talk = { begun: number; last: number; isOn: boolean };

export class ActiveSpeaker {
  #current: ParticipantId | null = null;
  #since = 0;
  readonly #talks = new Map<ParticipantId, Talk>();
  readonly #heard = new Map<ParticipantId, number>();

  /** Null while nobody has spoken. */
  get current(): ParticipantId | null {
    return this.#current;
  }

  /** When somebody last held the floor, or spoke for as long as that takes; null for not yet. */
  heardAt(id: ParticipantId): number | null {
    return this.#heard.get(id) ?? null;
  }

  handleSpeaking(
    speaking: ReadonlySet<ParticipantId>,
    present: ReadonlySet<ParticipantId>,
    now: Millis,
  ): void {
    for (const id of this.#talks.keys()) {
      if (present.has(id)) continue;
      this.#talks.delete(id);
      this.#heard.delete(id);
    }
    if (this.#current !== null && !present.has(this.#current)) this.#current = null;
    for (const id of present) this.#note(id, speaking.has(id), now);
    const next = this.#next(now);
    if (next === null) return;
    this.#current = next;
    this.#since = now;
  }

  /** When somebody else is to be shown if all goes on as it does; null if nobody is. */
  nextWakeup(): Millis | null {
    const times = [...this.#talks].flatMap(([id, talk]) =>
      talk.isOn && id !== this.#current ? [this.#readyAt(talk)] : [],
    );
    const soonest = Math.min(...times);
    return Number.isFinite(soonest) ? (soonest as Millis) : null;
  }

  #note(id: ParticipantId, isOn: boolean, now: number): void {
    const talk = this.#talks.get(id);
    if (talk === undefined) {
      if (isOn) this.#talks.set(id, { begun: now, last: now, isOn });
      return;
    }
    if (isOn && !talk.isOn && now - talk.last > PAUSE_MS) talk.begun = now;
    if (isOn || talk.isOn) talk.last = now;
    talk.isOn = isOn;
    if (isOn && now - talk.begun >= STEADY_MS) this.#heard.set(id, now);
  }

  /** From when on `talk` is to be shown in the place of who is; never while that one goes on. */
  #readyAt(talk: Talk): number {
    if (this.#current === null) return talk.begun;
    const before = this.#talks.get(this.#current);
    const endedAt = before === undefined ? 0 : before.isOn ? Infinity : before.last + PAUSE_MS;
    return Math.max(talk.begun + STEADY_MS, endedAt, this.#since + DWELL_MS);
  }

  #next(now: number): ParticipantId | null {
    const ready = [...this.#talks].filter(
      ([id, talk]) => talk.isOn && id !== this.#current && this.#readyAt(talk) <= now,
    );
    ready.sort(([, a], [, b]) => a.begun - b.begun);
    return ready[0]?.[0] ?? null;
  }
}
