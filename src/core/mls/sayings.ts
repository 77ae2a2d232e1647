// What one said of late, kept to be said again to whoever couldn't open it.

import type { Millis } from "../../base/time.ts";
import { GRACE_MS } from "../../protocol/limits.ts";
import type { Said, Signal } from "./signal.ts";

/**
 * Whoever was cut off sends what it said when it is back. Shorter loses that; longer keeps in memory
 * what was said.
 */
const KEPT_MS = GRACE_MS + 30_000;

/** More lines than a person types within that. */
const KEPT_MAX = 64;

type Saying = Said & {
  /** In which it was said last. */
  epoch: bigint;
  readonly at: Millis;
};

/** A state is told again by itself; and no other signal means anything in a later epoch. */
function isKept({ type }: Signal): boolean {
  return type === "chat" || type === "reaction" || type === "ask";
}

export class Sayings {
  #sayings: Saying[] = [];

  add(said: Said, epoch: bigint, now: Millis): void {
    if (!isKept(said.signal)) return;
    const fresh = this.#sayings.filter(({ at }) => now - at < KEPT_MS);
    this.#sayings = [...fresh.slice(1 - KEPT_MAX), { ...said, epoch, at: now }];
  }

  /**
   * Somebody missed what was said in `epoch`: it is to be said in `current`, once for all who ask.
   */
  take(epoch: bigint, current: bigint, now: Millis): Said[] {
    if (epoch >= current) return [];
    const due = this.#sayings.filter((one) => one.epoch === epoch && now - one.at < KEPT_MS);
    for (const saying of due) saying.epoch = current;
    return due;
  }

  clear(): void {
    this.#sayings = [];
  }
}
