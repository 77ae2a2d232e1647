// What one heard from each, so that nothing is heard twice; and what couldn't be opened, to be asked for.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Signal } from "./signal.ts";

/** Of each sender: more than can come again (`sayings.ts`), and a bound on what a flood leaves. */
const HEARD_MAX = 256;

/** Senders and epochs that are asked about: a server may name as many as it likes. */
const MISSED_MAX = 64;

/** Members ask one after another. Shorter has all ask at once. */
const TURN_MS = 200;

type Missed = Extract<Signal, { type: "missed" }>;

export class Hearing {
  readonly #heard = new Map<ParticipantId, Set<number>>();
  /** When each is to be asked for; null once it was. */
  readonly #missed = new Map<string, Missed & { dueAt: Millis | null }>();

  /** @returns false when it was heard before. */
  isNew(from: ParticipantId, id: number): boolean {
    const heard = this.#heard.get(from) ?? new Set();
    this.#heard.set(from, heard);
    if (heard.has(id)) return false;
    heard.add(id);
    const [oldest] = heard;
    if (heard.size > HEARD_MAX && oldest !== undefined) heard.delete(oldest);
    return true;
  }

  /** @param turn our place among those who may ask. */
  handleMissed(author: ParticipantId, epoch: bigint, turn: number, now: Millis): void {
    const key = `${author} ${epoch}`;
    if (this.#missed.has(key) || this.#missed.size >= MISSED_MAX) return;
    const dueAt = (now + turn * TURN_MS) as Millis;
    this.#missed.set(key, { type: "missed", author, epoch, dueAt });
  }

  /** What is to be asked for now. */
  take(now: Millis): Missed[] {
    return [...this.#missed.values()].flatMap((missed) => {
      if (missed.dueAt === null || now < missed.dueAt) return [];
      missed.dueAt = null;
      const { type, author, epoch } = missed;
      return [{ type, author, epoch }];
    });
  }

  /** Those who left say nothing more; and in a new epoch what is missed may be asked for again. */
  handleEpoch(isThere: (participantId: ParticipantId) => boolean): void {
    for (const id of [...this.#heard.keys()]) if (!isThere(id)) this.#heard.delete(id);
    for (const [key, { dueAt }] of this.#missed) if (dueAt === null) this.#missed.delete(key);
  }

  nextWakeup(): Millis | null {
    const due = [...this.#missed.values()].flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
    return due.length === 0 ? null : (Math.min(...due) as Millis);
  }
}
