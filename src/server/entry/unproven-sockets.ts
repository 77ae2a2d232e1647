// How many open sockets haven't yet proven that they belong to a session, in all and by address.

import { addressBlocks } from "./address-block.ts";

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

export class UnprovenSockets {
  #size = 0;
  /** By block, only those above none. The sockets that it counts are open: it is no list of visits. */
  readonly #byBlock = new Map<string, number>();

  get size(): number {
    return this.#size;
  }

  hasRoom(address: string): boolean {
    const blocks = addressBlocks(address);
    const counts = blocks.map((block) => this.#byBlock.get(block) ?? 0);
    if (counts.some((count, width) => count >= (BY_BLOCK_MAX[width] ?? 0))) return false;
    const isOneOfFew = (counts.at(-1) ?? 0) < FEW;
    return this.#size < UNPROVEN_MAX + (isOneOfFew ? KEPT_FOR_FEW : 0);
  }

  /** Counts an open socket. @returns what to call when it proved itself or closed, once or more. */
  add(address: string): () => void {
    const blocks = addressBlocks(address);
    this.#change(blocks, 1);
    let isCounted = true;
    return () => {
      if (isCounted) this.#change(blocks, -1);
      isCounted = false;
    };
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
