// Who may hold one of the few ICE-TCP connections, and for how long: a stranger only when there is room.

import type { Millis } from "../../base/time.ts";
import { addressBlocks } from "../entry/address-block.ts";

/** More lets strangers hold more sockets, fewer turns away people behind networks without UDP. */
const CONNECTIONS_MAX = 512;
/** More lets one subscriber turn away the others, fewer turns away a large office. */
const CONNECTIONS_PER_BLOCK_MAX = 64;
/** The same for who rents a /56 or /48 of IPv6, on which other networks have many subscribers. */
const CONNECTIONS_PER_SITE_MAX = 256;
/** Longer lets strangers fill the places for longer, shorter turns away a slow network's first check. */
const PROOF_MS = 10_000;
/** ICE checks come every few seconds on a path in use. */
const IDLE_MS = 30_000;

type Place = {
  /** From narrow to wide. */
  readonly blocks: readonly string[];
  isProven: boolean;
  /** Something was sent to it since the last look. */
  isInUse: boolean;
  expiresAt: number;
};

/**
 * A place is proven by the first packet that is sent to its holder, and kept by those that follow:
 * nothing is ever sent to who made no ICE check with integrity, while any stranger can send bytes.
 */
export class TcpPlaces<Holder> {
  /** The oldest in front. */
  readonly #places = new Map<Holder, Place>();
  readonly #perBlock = new Map<string, number>();

  /**
   * Takes a place for `holder`, if need be that of one who proved nothing yet.
   * @returns whose place it was, null for a free one; "refused" when all are proven.
   */
  take(holder: Holder, address: string, now: Millis): Holder | null | "refused" {
    const blocks = addressBlocks(address);
    // The narrowest that is full: one that leaves it leaves the wider ones, too.
    const full = blocks.find((block, width) => {
      const max = width === 0 ? CONNECTIONS_PER_BLOCK_MAX : CONNECTIONS_PER_SITE_MAX;
      return this.#count(block) >= max;
    });
    const isFull = full !== undefined || this.#places.size >= CONNECTIONS_MAX;
    const evicted = isFull ? this.#unproven(full ?? null) : null;
    if (isFull && evicted === null) return "refused";
    if (evicted !== null) this.leave(evicted);
    for (const block of blocks) this.#perBlock.set(block, this.#count(block) + 1);
    const expiresAt = now + PROOF_MS;
    this.#places.set(holder, { blocks, isProven: false, isInUse: false, expiresAt });
    return evicted;
  }

  /** @returns who is to go first: the oldest unproven of `block`, or of the widest that holds most. */
  #unproven(block: string | null): Holder | null {
    let found: Holder | null = null;
    let most = 0;
    for (const [holder, place] of this.#places) {
      if (place.isProven || (block !== null && !place.blocks.includes(block))) continue;
      const count = this.#count(place.blocks.at(-1) ?? "");
      if (count <= most) continue;
      found = holder;
      most = count;
    }
    return found;
  }

  #count(block: string): number {
    return this.#perBlock.get(block) ?? 0;
  }

  /** Something was sent to `holder`. */
  handleSent(holder: Holder): void {
    const place = this.#places.get(holder);
    if (place === undefined) return;
    place.isProven = true;
    place.isInUse = true;
  }

  /** Its connection ended, or is about to. */
  leave(holder: Holder): void {
    const place = this.#places.get(holder);
    if (place === undefined) return;
    this.#places.delete(holder);
    for (const block of place.blocks) {
      const left = this.#count(block) - 1;
      if (left === 0) this.#perBlock.delete(block);
      else this.#perBlock.set(block, left);
    }
  }

  /** @returns whose time is over: they proved nothing, or nothing was sent to them for a while. */
  takeExpired(now: Millis): Holder[] {
    const expired: Holder[] = [];
    for (const [holder, place] of this.#places) {
      if (place.isInUse) place.expiresAt = now + IDLE_MS;
      place.isInUse = false;
      if (now >= place.expiresAt) expired.push(holder);
    }
    for (const holder of expired) this.leave(holder);
    return expired;
  }
}
