// What one heard from each, so that nothing is heard twice; and what couldn't be opened, to be asked for.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { ASKS_MAX } from "./sayings.ts";
import type { Signal } from "./signal.ts";

/** Of each sender: more than can come again (`sayings.ts`), and a bound on what a flood leaves. */
const HEARD_MAX = 256;

/** Senders and epochs that are asked about: a server may name as many as it likes. */
const MISSED_MAX = 64;

/** Members ask one after another. Shorter has all ask at once. */
const TURN_MS = 200;

type Missed = Extract<Signal, { type: "missed" }>;

type Question = Missed & {
  /** When it is to be asked; null while it isn't. */
  dueAt: Millis | null;
  askCount: number;
  /** In this epoch: the answer may be under way. */
  isAsked: boolean;
};

export class Hearing {
  readonly #heard = new Map<ParticipantId, Set<number>>();
  readonly #missed = new Map<string, Question>();

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
    const dueAt = (now + turn * TURN_MS) as Millis;
    const key = `${author} ${epoch}`;
    const known = this.#missed.get(key);
    if (known === undefined) {
      if (this.#missed.size >= MISSED_MAX && !this.#forgetOne()) return;
      const question = {
        type: "missed",
        author,
        epoch,
        dueAt,
        askCount: 0,
        isAsked: false,
      } as const;
      this.#missed.set(key, question);
    } else if (known.dueAt === null && !known.isAsked && known.askCount < ASKS_MAX) {
      known.dueAt = dueAt;
    }
  }

  /** @returns false when all are to be asked, or may be answered yet. */
  #forgetOne(): boolean {
    for (const [key, { dueAt, isAsked }] of this.#missed) {
      if (dueAt === null && !isAsked) return this.#missed.delete(key);
    }
    return false;
  }

  /** `author` said something again, sealed to a key that our leaf had before. */
  handleUnopened(author: ParticipantId, now: Millis): void {
    for (const question of this.#missed.values()) {
      const { askCount, dueAt } = question;
      if (question.author !== author || dueAt !== null) continue;
      if (askCount > 0 && askCount < ASKS_MAX) question.dueAt = now;
    }
  }

  /** What is to be asked for now. */
  take(now: Millis): Missed[] {
    return [...this.#missed.values()].flatMap((question) => {
      const { type, author, epoch, dueAt } = question;
      if (dueAt === null || now < dueAt) return [];
      question.dueAt = null;
      question.askCount++;
      question.isAsked = true;
      return [{ type, author, epoch }];
    });
  }

  /** Those who left say nothing more; and in a new epoch what is missed may be asked for again. */
  handleEpoch(isThere: (participantId: ParticipantId) => boolean): void {
    for (const id of [...this.#heard.keys()]) if (!isThere(id)) this.#heard.delete(id);
    for (const [key, question] of this.#missed) {
      question.isAsked = false;
      if (!isThere(question.author)) this.#missed.delete(key);
    }
  }

  nextWakeup(): Millis | null {
    const due = [...this.#missed.values()].flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
    return due.length === 0 ? null : (Math.min(...due) as Millis);
  }
}
