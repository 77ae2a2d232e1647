// Who saves data asks for small pictures and sends small ones, and sends none that nobody receives.

import { expect, test } from "bun:test";
import { heightIn, layersIn } from "../../../../src/client/media/data-mode.ts";

test.each([
  ["all", "camera", [true, false, true], [true, false, true]],
  ["all", "camera", [], []],
  ["save", "camera", [], [true, false, false]],
  // Somebody receives the largest alone: from now on the smallest.
  ["save", "camera", [false, false, true], [true, false, false]],
  ["sound", "camera", [false, false, false], [false, false, false]],
  ["save", "screen", [true, true], [true, true]],
] as const)("%s: of a %s asked as %p goes %p", (mode, source, asked, sent) => {
  expect(layersIn(mode, source, asked)).toEqual([...sent]);
});

test("a tile is asked for no higher than the smallest layer", () => {
  expect(heightIn("all", 720)).toBe(720);
  expect(heightIn("save", 720)).toBe(180);
  expect(heightIn("save", 90)).toBe(90);
});
