// Chooses which of many publications the few slots of one receiver carry, and changes as little as it can.

import { assert } from "../../base/assert.ts";
import type { Millis } from "../../base/time.ts";

/** Why something should be carried: a higher claim takes a slot from a lower one. */
export const CLAIM = {
  /** Nothing comes of it at present. */
  idle: 0,
  /** It is there to be carried. */
  flowing: 1,
  /** Of who speaks, or spoke lately. */
  speaking: 2,
  /** The receiver shows it. */
  wanted: 3,
} as const;
export type Claim = (typeof CLAIM)[keyof typeof CLAIM];

export type Candidate<T> = { readonly item: T; readonly claim: Claim };

/** By the claim of who wants in: how long a slot carries what it carries, at least. */
export type Holds = Readonly<Record<Claim, number>>;

type Place<T> = {
  item: T | null;
  since: number;
  /** Of its item in the choice under way; -1 when it is no candidate any more. */
  claim: number;
  /** Of its item among the candidates. */
  rank: number;
};

/**
 * What is carried stays where it is for as long as it is a candidate, unless one with a higher claim
 * finds no other slot. Then the lowest claim goes, and of equal ones the last among the candidates.
 */
export class SlotChooser<T> {
  readonly #holds: Holds;
  readonly #places: readonly Place<T>[];
  readonly #placeOf = new Map<T, Place<T>>();
  #dueAt: Millis | null = null;

  constructor(count: number, holds: Holds) {
    this.#holds = holds;
    this.#places = Array.from({ length: count }, () => ({
      item: null,
      since: Number.NEGATIVE_INFINITY,
      claim: -1,
      rank: 0,
    }));
  }

  get count(): number {
    return this.#places.length;
  }

  itemAt(slot: number): T | null {
    return this.#places[slot]?.item ?? null;
  }

  /** When to choose again because a slot was held; null when that wasn't so. */
  get dueAt(): Millis | null {
    return this.#dueAt;
  }

  /**
   * @param candidates the best first: no claim is higher than the one before it; each item once.
   * @param prefer the slot where an item would be best placed, -1 for any.
   * @returns the slots that changed, ascending.
   */
  choose(
    candidates: readonly Candidate<T>[],
    now: Millis,
    prefer: (item: T) => number = () => -1,
  ): readonly number[] {
    this.#dueAt = null;
    const before = this.#places.map(({ item }) => item);
    const challengers = this.#meet(candidates);
    for (const place of this.#places) if (place.claim < 0) this.#empty(place);
    for (const candidate of challengers) {
      const place = this.#placeFor(candidate, prefer(candidate.item), now);
      if (place === null) break;
      this.#put(candidate, place, now);
    }
    return this.#places.flatMap(({ item }, slot) => (item === before[slot] ? [] : [slot]));
  }

  /** Notes how each carried item stands among the candidates. @returns the others, in their order. */
  #meet(candidates: readonly Candidate<T>[]): readonly Candidate<T>[] {
    for (const place of this.#places) place.claim = -1;
    const challengers: Candidate<T>[] = [];
    let lowest: number = CLAIM.wanted;
    candidates.forEach((candidate, rank) => {
      assert(candidate.claim <= lowest, "candidates out of order");
      lowest = candidate.claim;
      const place = this.#placeOf.get(candidate.item);
      if (place === undefined) {
        challengers.push(candidate);
        return;
      }
      place.claim = candidate.claim;
      place.rank = rank;
    });
    return challengers;
  }

  #placeFor({ claim }: Candidate<T>, preferred: number, now: Millis): Place<T> | null {
    const wished = this.#places[preferred];
    if (wished?.item === null) return wished;
    const free = this.#places.find(({ item }) => item === null);
    if (free !== undefined) return free;
    const weakest = this.#weakestBelow(claim, now);
    const isWishedAsWeak =
      wished?.claim === weakest?.claim && this.#heldUntil(wished, claim) <= now;
    return wished !== undefined && weakest !== null && isWishedAsWeak ? wished : weakest;
  }

  #weakestBelow(claim: Claim, now: Millis): Place<T> | null {
    let weakest: Place<T> | null = null;
    for (const place of this.#places) {
      if (place.claim >= claim) continue;
      const until = this.#heldUntil(place, claim);
      if (until > now) {
        this.#dueAt = Math.min(this.#dueAt ?? until, until) as Millis;
      } else if (weakest === null || isWeaker(place, weakest)) {
        weakest = place;
      }
    }
    return weakest;
  }

  #heldUntil(place: Place<T> | undefined, claim: Claim): number {
    return (place?.since ?? 0) + this.#holds[claim];
  }

  #empty(place: Place<T>): void {
    if (place.item !== null) this.#placeOf.delete(place.item);
    place.item = null;
  }

  #put({ item, claim }: Candidate<T>, place: Place<T>, now: Millis): void {
    this.#empty(place);
    place.item = item;
    place.since = now;
    place.claim = claim;
    // It isn't to be replaced in this choice: who comes after it has no higher claim.
    place.rank = -1;
    this.#placeOf.set(item, place);
  }
}

function isWeaker(a: Place<unknown>, b: Place<unknown>): boolean {
  return a.claim === b.claim ? a.rank > b.rank : a.claim < b.claim;
}
