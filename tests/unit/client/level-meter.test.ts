// How loud samples are, from silence to a full meter.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { levelOf } from "../../../src/client/level-meter.ts";

function tone(amplitude: number): Float32Array {
  return Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 7));
}

test("silence is nothing, a quiet room nearly nothing, a near voice everything", () => {
  expect(levelOf(new Float32Array(1024))).toBe(0);
  expect(levelOf([])).toBe(0);
  expect(levelOf(tone(0.002))).toBe(0);
  expect(levelOf(tone(0.05))).toBeGreaterThan(0.3);
  expect(levelOf(tone(0.05))).toBeLessThan(0.8);
  expect(levelOf(tone(0.6))).toBe(1);
});

test("louder is never less", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), (amplitude) => {
      expect(levelOf(tone(amplitude * 2))).toBeGreaterThanOrEqual(levelOf(tone(amplitude)));
    }),
  );
});
