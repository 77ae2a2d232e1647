// How sure the network must be of a person before they show, and that the edge between is soft.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { opacityOf } from "../../../../src/client/media/person-opacity.ts";

test("what is hardly a person is hidden whole, and what surely is one shows whole", () => {
  for (const likelihood of [-1, 0, 0.1, 0.35]) expect(opacityOf(likelihood)).toBe(0);
  for (const likelihood of [0.75, 0.9, 1, 2]) expect(opacityOf(likelihood)).toBe(255);
});

test("between the two it grows with the likelihood", () => {
  const likelihood = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(likelihood, likelihood, (one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      expect(opacityOf(less)).toBeLessThanOrEqual(opacityOf(more));
    }),
  );
  expect(opacityOf(0.55)).toBeGreaterThan(100);
  expect(opacityOf(0.55)).toBeLessThan(155);
});
