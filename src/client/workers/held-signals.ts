// What is said while the socket is down: held until the missed commits are in, for nobody could open it before.

import type { OpenSignal } from "../../core/mls/signal.ts";

/** After the socket is back. Shorter seals in an epoch that is over, longer keeps back what was said. */
export const CATCH_UP_MS = 1_000;

/** More than a person types in a tunnel. */
const HELD_MAX = 256;

type Timer = ReturnType<typeof setTimeout>;

export type HeldSignalsOptions = {
  readonly say: (signal: OpenSignal) => void;
  readonly setTimer: (callback: () => void, delayMs: number) => Timer;
  readonly clearTimer: (timer: Timer) => void;
};

/*
 *   through --down--> holding --up--> catching up --1 s--> through
 *                        ^──────down──────┘
 */
export class HeldSignals {
  readonly #options: HeldSignalsOptions;
  #isHolding = false;
  #held: OpenSignal[] = [];
  #timer: Timer | undefined;

  constructor(options: HeldSignalsOptions) {
    this.#options = options;
  }

  handleSignal(signal: OpenSignal): void {
    if (!this.#isHolding) this.#options.say(signal);
    else if (this.#held.length < HELD_MAX) this.#held.push(signal);
  }

  handleConnection(state: "up" | "down"): void {
    this.#stop();
    if (state === "down") {
      this.#isHolding = true;
      return;
    }
    this.#timer = this.#options.setTimer(() => {
      this.#isHolding = false;
      for (const signal of this.#held.splice(0)) this.#options.say(signal);
    }, CATCH_UP_MS);
  }

  /** @returns what was never said. */
  close(): OpenSignal[] {
    this.#stop();
    return this.#held.splice(0);
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
