// How often something may be tried from one address, and from the wider blocks that one subscriber may hold.

import type { RandomBytes } from "../../base/random.ts";
import type { Clock } from "../../base/time.ts";
import { addressBlocks } from "./address-block.ts";
import type { AttemptRate, Try } from "./attempt-limits.ts";
import { AttemptLimits, takeAll } from "./attempt-limits.ts";

/**
 * What an IPv6 /64, /56 and /48 may do, as multiples of one address. Larger lets who rents a /48
 * count as a crowd, smaller makes neighbours at one provider pay for each other.
 */
const GROWTH = [1, 1.25, 1.5] as const;

export class AddressLimits {
  /** From narrow to wide, as `addressBlocks` names them. */
  readonly #limits: readonly AttemptLimits[];

  /** @param rate of one IPv4 address or one IPv6 /64. */
  constructor({ burst, refillMs }: AttemptRate, random: RandomBytes, clock: Clock) {
    this.#limits = GROWTH.map((growth) => {
      const rate = { burst: Math.floor(burst * growth), refillMs: refillMs / growth };
      return new AttemptLimits(rate, random, clock);
    });
  }

  /** Counts one try of `address`. @returns null when it must wait; a refused try costs nothing. */
  take(address: string): Try | null {
    const takes = addressBlocks(address).map(
      (block, width) => () => this.#limits[width]?.take(block) ?? null,
    );
    // The widest first: who used up a /48 opens no bucket for each of its /64.
    return takeAll(takes.reverse());
  }
}
