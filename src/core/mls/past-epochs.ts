// When the keys for late messages of epochs that are over go, so that nobody finds them later.

import type { Millis } from "../../base/time.ts";
import type { Group } from "./group.ts";

/** Shorter drops messages that were under way when an epoch ended, longer keeps old keys around. */
const KEPT_MS = 10_000;

export class PastEpochs {
  /** The earliest first. */
  #kept: { readonly epoch: bigint; readonly forgetAt: Millis }[] = [];

  /** The one before `epoch` is over. */
  handleEpoch(epoch: bigint, now: Millis): void {
    this.#kept.push({ epoch: epoch - 1n, forgetAt: (now + KEPT_MS) as Millis });
  }

  handleTick(group: Group, now: Millis): void {
    const over = this.#kept.filter(({ forgetAt }) => now >= forgetAt);
    const last = over.at(-1);
    if (last === undefined) return;
    this.#kept = this.#kept.slice(over.length);
    group.forgetUpTo(last.epoch);
  }

  nextWakeup(): Millis | null {
    return this.#kept[0]?.forgetAt ?? null;
  }
}
