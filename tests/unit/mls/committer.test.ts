// Whose turn it is to commit.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { commitDelayMs, rankDelayMs } from "../../../src/core/mls/committer.ts";

/** The place in the list of leaves of who commits at once. */
function firstOf(leaves: readonly number[], epoch: bigint): number {
  return leaves.findIndex((leaf) => commitDelayMs(leaves, leaf, epoch) === 0);
}

test("alone, one commits at once", () => {
  for (const epoch of [0n, 1n, 2n, 1n << 60n]) expect(commitDelayMs([7], 7, epoch)).toBe(0);
});

test("the turn goes around the group, epoch by epoch", () => {
  const leaves = [0, 1, 2, 5, 9];
  const firsts = Array.from({ length: 10 }, (_, epoch) => firstOf(leaves, BigInt(epoch)));
  expect(firsts).toEqual([0, 3, 1, 4, 2, 0, 3, 1, 4, 2]);
});

test("in a group that grows by one each epoch it isn't the newest member's each time", () => {
  const isNewest = (epoch: number) => {
    const leaves = Array.from({ length: epoch + 1 }, (_, leaf) => leaf);
    return firstOf(leaves, BigInt(epoch)) === epoch;
  };
  const newest = Array.from({ length: 100 }, (_, index) => index + 1).filter(isNewest);
  expect(newest.length).toBeLessThan(15);
});

test("every member has a rank of its own, and one commits at once", () => {
  const leaves = fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(leaves, fc.bigInt(0n, 1n << 60n), (unsorted, epoch) => {
      const sorted = unsorted.toSorted((a, b) => a - b);
      const delays = sorted.map((leaf) => commitDelayMs(sorted, leaf, epoch));
      const expected = sorted.map((_, rank) => rank * rankDelayMs(sorted.length));
      expect(delays.toSorted((a, b) => a - b)).toEqual(expected);
    }),
  );
});
