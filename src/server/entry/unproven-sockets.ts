// How many open sockets haven't yet proven that they belong to a session, in all and by address.

import type { Clock, Millis } from "../../base/time.ts";
import { addressBlock, addressBlocks } from "./address-block.ts";

/**
 * Each may hold one frame of 900 kB in the runtime before we see any of it. More lets strangers take
 * more memory, fewer refuses honest people whose proof is on its way.
 */
export const UNPROVEN_MAX = 256;

/**
 * From one address or IPv6 /64, and from the /56 and the /48 around it. Fewer refuses an office of
 * 100 that comes in within one second, more lets one subscriber take more of what all share.
 */
const BY_BLOCK_MAX = [128, 160, 192] as const;

/**
 * Kept for those who have few: two subscribers can take all of the others, and shut nobody out.
 * More costs memory as above, fewer lets fewer addresses shut everybody out.
 */
export const FEW = 4;
export const KEPT_FOR_FEW = 64;

/** Longer remembers an address for nothing, shorter fails on slow phones and networks. */
export const EXPECTED_MS = 15_000;

type Expected = { readonly block: string; readonly until: Millis };

export class UnprovenSockets {
  readonly #clock: Clock;
  #size = 0;
  /** One for each right proof of late whose socket hasn't come yet, the oldest first. */
  #expected: Expected[] = [];
  /** By block, only those above none. The sockets that it counts are open: it is no list of visits. */
  readonly #byBlock = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Somebody of this address has proved to hold a link, and opens a socket next: however many others
   * are open, it has room. A flood of sockets can so keep out who resumes, and nobody who comes in.
   */
  expect(address: string): void {
    const until = (this.#clock() + EXPECTED_MS) as Millis;
    this.#forgetOld();
    this.#expected.push({ block: addressBlock(address), until });
  }

  hasRoom(address: string): boolean {
    if (this.#placeOf(address) >= 0) return true;
    const blocks = addressBlocks(address);
    const counts = blocks.map((block) => this.#byBlock.get(block) ?? 0);
    if (counts.some((count, width) => count >= (BY_BLOCK_MAX[width] ?? 0))) return false;
    const isOneOfFew = (counts.at(-1) ?? 0) < FEW;
    return this.#size < UNPROVEN_MAX + (isOneOfFew ? KEPT_FOR_FEW : 0);
  }

  /** Counts an open socket. @returns what to call when it proved itself or closed, once or more. */
  add(address: string): () => void {
    const place = this.#placeOf(address);
    if (place >= 0) {
      this.#expected.splice(place, 1);
      return () => {};
    }
    const blocks = addressBlocks(address);
    this.#change(blocks, 1);
    let isCounted = true;
    return () => {
      if (isCounted) this.#change(blocks, -1);
      isCounted = false;
    };
  }

  #placeOf(address: string): number {
    this.#forgetOld();
    const own = addressBlock(address);
    return this.#expected.findIndex(({ block }) => block === own);
  }

  #forgetOld(): void {
    const now = this.#clock();
    const fresh = this.#expected.findIndex(({ until }) => until > now);
    this.#expected = fresh < 0 ? [] : this.#expected.slice(fresh);
  }

  #change(blocks: readonly string[], by: 1 | -1): void {
    this.#size += by;
    for (const block of blocks) {
      const count = (this.#byBlock.get(block) ?? 0) + by;
      if (count > 0) this.#byBlock.set(block, count);
      else this.#byBlock.delete(block);
    }
  }
}
