// The call's queue of one: each event is done, and its effects performed, before the next begins.

import type { Clock, Millis } from "../../base/time.ts";
import type { MemberEffect } from "../../core/mls/member-effect.ts";

/** Puts what it asks for into `out`. */
export type Event = (out: MemberEffect[]) => Promise<void> | undefined;

export type EventQueueOptions = {
  readonly clock: Clock;
  readonly perform: (effect: MemberEffect) => void;
  /** Fed when `nextWakeup` is due. */
  readonly handleTick: Event;
  /** When the machine has something to do next; null for never. */
  readonly nextWakeup: () => Millis | null;
  /** An event threw: a bug of ours, or of a library. */
  readonly handleBug: () => void;
};

export class EventQueue {
  readonly #options: EventQueueOptions;
  #last: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: EventQueueOptions) {
    this.#options = options;
  }

  feed(event: Event): void {
    this.#last = this.#last.then(() => this.#run(event));
  }

  /** Nothing begins any more, and of what is under way no effect is performed. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #run(event: Event): Promise<void> {
    if (this.#isClosed) return;
    const { perform, handleBug } = this.#options;
    const out: MemberEffect[] = [];
    try {
      await event(out);
      for (const effect of out) {
        // The person left meanwhile, or an effect ended it.
        if (this.#isClosed) return;
        perform(effect);
      }
    } catch {
      handleBug();
      return;
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const { clock, nextWakeup, handleTick } = this.#options;
    const wakeup = this.#isClosed ? null : nextWakeup();
    if (wakeup === null) return;
    this.#timer = setTimeout(() => this.feed(handleTick), Math.max(0, wakeup - clock()));
  }
}
