// The one exception to a log without people: for some minutes, and loudly, the addresses of those who are turned down.

import type { RejectReason } from "../protocol/reject.ts";
import type { Log } from "./log.ts";

const MINUTE_MS = 60_000;

/** For an operator under attack, who has to tell a firewall whom to keep out. It ends by itself. */
export class AddressLog {
  readonly #log: Log;
  #isOpen: boolean;
  readonly #stopTimer: () => void;

  /** @param minutes 0 for not at all. */
  constructor(
    log: Log,
    minutes: number,
    startTimer: (callback: () => void, delayMs: number) => () => void,
  ) {
    this.#log = log;
    this.#isOpen = minutes > 0;
    if (!this.#isOpen) {
      this.#stopTimer = () => {};
      return;
    }
    log.warn("ADDRESSES OF VISITORS ARE LOGGED", { minutes, why: "--log-addresses" });
    this.#stopTimer = startTimer(() => {
      this.#isOpen = false;
      log.warn("addresses of visitors are logged no more");
    }, minutes * MINUTE_MS);
  }

  handleReject(reason: RejectReason, address: string): void {
    if (this.#isOpen) this.#log.warn("turned down", { reason, address });
  }

  close(): void {
    this.#stopTimer();
  }
}
