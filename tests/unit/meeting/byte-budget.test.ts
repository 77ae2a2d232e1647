// Honest bursts fit, floods don't.

import { expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import { ByteBudget } from "../../../src/core/meeting/byte-budget.ts";
import { COMMIT_BYTES_MAX, WELCOME_BYTES_MAX } from "../../../src/protocol/limits.ts";

const LARGEST = COMMIT_BYTES_MAX + WELCOME_BYTES_MAX;
const at = (ms: number) => ms as Millis;

test("the largest commit fits, and not a third at once", () => {
  const budget = new ByteBudget(at(0));
  expect([1, 2, 3].map(() => budget.take(LARGEST - 256, at(0)))).toEqual([true, true, false]);
});

test("it refills with time, up to its size and no further", () => {
  const budget = new ByteBudget(at(0));
  expect(budget.take(LARGEST - 256, at(3_600_000))).toBe(true);
  expect(budget.take(LARGEST - 256, at(3_600_000))).toBe(true);
  expect(budget.take(128 * 1024, at(3_600_000))).toBe(false);
  expect(budget.take(128 * 1024, at(3_601_100))).toBe(true);
});

test("a commit that came late counts for an eighth", () => {
  const budget = new ByteBudget(at(0));
  const late = () => {
    const isTaken = budget.take(LARGEST - 256, at(0));
    if (isTaken) budget.giveBackLate(LARGEST - 256);
    return isTaken;
  };
  const taken = Array.from({ length: 20 }, late);
  expect(taken.filter(Boolean).length).toBe(8);
});

test("a flood of empty messages ends as well", () => {
  const budget = new ByteBudget(at(0));
  const taken = Array.from({ length: 20_000 }, () => budget.take(0, at(0)));
  expect(taken.at(-1)).toBe(false);
});
