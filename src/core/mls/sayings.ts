// What one said of late, kept to be said again to whoever couldn't open it.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { GRACE_MS } from "../../protocol/limits.ts";
import type { ChatType } from "./chat-fields.ts";
import { chatFields } from "./chat-fields.ts";
import type { Group } from "./group.ts";
import type { Said, Signal } from "./signal.ts";

/**
 * Whoever was cut off sends what it said when it is back. Shorter loses that; longer keeps in memory
 * what was said.
 */
const KEPT_MS = GRACE_MS + 30_000;

/** More lines than a person types within that. */
const KEPT_MAX = 64;

/**
 * How often one may ask for the same line: what is said again is sealed to a leaf whose key may be
 * another by then. More lets an insider have everything said to it over and over.
 */
export const ASKS_MAX = 3;

type Saying = Said & {
  readonly epoch: bigint;
  readonly at: Millis;
  /** Those who were in, and how often each may still ask: it is nobody else's to hear. */
  readonly hearers: Map<ParticipantId, number>;
};

/** A state is told again by itself; and no other signal means anything in a later epoch. */
export type KeptSignal = Extract<Signal, { type: ChatType | "reaction" | "ask" }>;

export function isKept(signal: Signal): signal is KeptSignal {
  return (
    Object.hasOwn(chatFields, signal.type) || signal.type === "reaction" || signal.type === "ask"
  );
}

export class Sayings {
  #sayings: Saying[] = [];

  add(said: Said, { epoch, roster }: Pick<Group, "epoch" | "roster">, now: Millis): void {
    if (!isKept(said.signal)) return;
    const hearers = new Map(roster.map(({ participantId }) => [participantId, ASKS_MAX]));
    const fresh = this.#sayings.filter(({ at }) => now - at < KEPT_MS);
    this.#sayings = [...fresh.slice(1 - KEPT_MAX), { ...said, epoch, at: now, hearers }];
  }

  /**
   * `asker` missed what was said in `epoch`. Against a later joiner, for whom a server plays again what
   * was said before: only who was in then gets it.
   */
  take(epoch: bigint, asker: ParticipantId, now: Millis): Said[] {
    return this.#sayings.filter(({ at, hearers, ...saying }) => {
      const asksLeft = hearers.get(asker) ?? 0;
      if (saying.epoch !== epoch || now - at >= KEPT_MS || asksLeft === 0) return false;
      hearers.set(asker, asksLeft - 1);
      return true;
    });
  }

  clear(): void {
    this.#sayings = [];
  }
}
