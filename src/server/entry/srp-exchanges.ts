// The SRP exchanges between their two requests: bounded, short-lived, each good for one proof.

import type { RandomBytes } from "../../base/random.ts";
import type { Clock, Millis } from "../../base/time.ts";
import type { SrpServer } from "../../core/srp/server.ts";
import type { ExchangeId } from "../../protocol/ids.ts";
import { exchangeIdFrom, ID_BYTES } from "../../protocol/ids.ts";
import type { Meeting } from "../store/store.ts";
import type { Admitted } from "./admission.ts";

/** Longer holds memory for nothing, shorter fails on slow phones and networks. */
export const EXCHANGE_MS = 30_000;

/** Larger costs memory (2 kB each), smaller lets a flood push out honest exchanges sooner. */
export const EXCHANGES_MAX = 8_192;

export type SrpExchange = {
  readonly server: SrpServer;
  /** Null when the ID is unknown and the record false. */
  readonly meeting: Meeting | null;
  /** Of the address that began it: who ends it from another gains none there. */
  readonly admitted: Admitted;
};

type Pending = SrpExchange & { readonly expiresAt: Millis };

export class SrpExchanges {
  readonly #random: RandomBytes;
  readonly #clock: Clock;
  /** In the order of their making, which is that of their expiry. */
  readonly #pending = new Map<ExchangeId, Pending>();

  constructor(random: RandomBytes, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** When full, the oldest makes room: a flood then costs its victims a race, not their entry. */
  add(exchange: SrpExchange): ExchangeId {
    this.handleTick();
    const id = exchangeIdFrom(this.#random(ID_BYTES));
    const expiresAt = (this.#clock() + EXCHANGE_MS) as Millis;
    this.#pending.set(id, { ...exchange, expiresAt });
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= EXCHANGES_MAX) break;
      this.#pending.delete(oldest);
    }
    return id;
  }

  /** Takes it out, right proof or wrong: one exchange is one guess. @returns null when there is none. */
  take(id: ExchangeId): SrpExchange | null {
    this.handleTick();
    const exchange = this.#pending.get(id) ?? null;
    this.#pending.delete(id);
    return exchange;
  }

  handleTick(): void {
    const now = this.#clock();
    for (const [id, exchange] of this.#pending) {
      if (exchange.expiresAt > now) break;
      this.#pending.delete(id);
    }
  }
}
