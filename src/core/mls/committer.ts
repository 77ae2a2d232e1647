// Who commits, and when: nobody is needed, and everybody takes over as time passes.

/** Shorter makes races, each a wasted commit; longer keeps a knocker waiting when members are silent. */
const RANK_DELAY_MS = 150;

/** A commit for a larger group takes longer to make, to carry and to process. */
const MEMBER_DELAY_MS = 6;

/** 2^16 divided by the golden ratio: its multiples spread evenly over the group, however it grows. */
const TURN = 40_503n;

/** How much later than the one before each member of a group of `count` commits. */
export function rankDelayMs(count: number): number {
  return RANK_DELAY_MS + MEMBER_DELAY_MS * count;
}

/**
 * The members in the order of their leaves, turned by the epoch so that it isn't always one
 * person's battery: the first commits at once, each next one a step later. By the epoch itself, the
 * first in a group that grows would always be the newest member, who knows the least of who waits.
 * @param leafIndexes of those who may commit, oneself among them, ascending.
 * @returns milliseconds to wait with work in hand.
 */
export function commitDelayMs(
  leafIndexes: readonly number[],
  ownLeafIndex: number,
  epoch: bigint,
): number {
  const count = leafIndexes.length;
  const place = leafIndexes.indexOf(ownLeafIndex);
  const first = Number((((epoch * TURN) & 0xffffn) * BigInt(count)) >> 16n);
  return ((place - first + count) % Math.max(1, count)) * rankDelayMs(count);
}
