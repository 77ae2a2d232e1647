// The code that people compare.

import { expect, test } from "bun:test";
import { safetyCodeOf } from "../../../src/core/mls/safety-code.ts";
import { SAFETY_EMOJI } from "../../../src/core/mls/safety-emoji.ts";

const authenticator = (fill: number) => new Uint8Array(32).fill(fill);

test("a safety code is eight emoji with names and 30 digits in groups of five", () => {
  const { emoji, digits } = safetyCodeOf(authenticator(1));
  expect(emoji).toHaveLength(8);
  expect(emoji.every((one) => SAFETY_EMOJI.includes(one))).toBe(true);
  expect(digits).toMatch(/^\d{5}( \d{5}){5}$/);
});

test("a safety code never changes for the same epoch", () => {
  const { emoji, digits } = safetyCodeOf(authenticator(1));
  expect(safetyCodeOf(authenticator(1))).toEqual({ emoji, digits });
  expect(emoji.map(({ name }) => name).join(" ")).toBe(
    "cheese book banana fire gift heart elephant cake",
  );
  expect(digits).toBe("71186 51324 40060 03182 71629 87597");
});

test("no two epochs share a safety code", () => {
  const codes = Array.from({ length: 200 }, (_, fill) => safetyCodeOf(authenticator(fill)));
  const shown = (at: number) => codes[at]?.emoji.map(({ symbol }) => symbol).join("");
  expect(new Set(codes.map(({ digits }) => digits)).size).toBe(200);
  expect(new Set(codes.map((_, at) => shown(at))).size).toBe(200);
});

test("the emoji are 64, and none looks or sounds like another", () => {
  expect(SAFETY_EMOJI).toHaveLength(64);
  expect(new Set(SAFETY_EMOJI.map(({ symbol }) => symbol)).size).toBe(64);
  expect(new Set(SAFETY_EMOJI.map(({ name }) => name)).size).toBe(64);
});
