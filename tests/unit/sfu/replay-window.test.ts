// No index is taken twice, nor one too old to tell, against a slow and simple model.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { ReplayWindow } from "../../../src/core/sfu/replay-window.ts";

const WINDOW = 1024;

test("each index of the window is fresh until it was seen, over any orders and leaps", () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: -80, max: 90 }) },
    { weight: 1, arbitrary: fc.integer({ min: -1_500, max: 1_500 }) },
    { weight: 1, arbitrary: fc.constantFrom(WINDOW - 1, WINDOW, WINDOW + 1, 2 ** 33) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      let highest = -1;
      for (const offset of steps) {
        const index = highest + offset;
        const isFresh = index >= 0 && index > highest - WINDOW && !seen.has(index);
        expect(window.isFresh(index)).toBe(isFresh);
        if (!isFresh) continue;
        window.mark(index);
        seen.add(index);
        highest = Math.max(highest, index);
        expect(window.highest).toBe(highest);
      }
    }),
  );
});
