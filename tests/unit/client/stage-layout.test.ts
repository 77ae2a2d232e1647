// How the stage is divided: pages, strips, the pager, the floating picture; on each shape of screen.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { StageCounts } from "../../../src/client/stage-layout.ts";
import { CORNERS, layOutStage } from "../../../src/client/stage-layout.ts";
import type { Rect } from "../../../src/client/tile-layout.ts";

const SHAPES = {
  desktop: { width: 1256, height: 652, isRtl: false },
  tablet: { width: 796, height: 1000, isRtl: false },
  phone: { width: 366, height: 690, isRtl: false },
  "phone on its side": { width: 820, height: 250, isRtl: false },
} as const;

const counts = (parts: Partial<StageCounts>): StageCounts => ({
  main: 0,
  rest: 0,
  pictures: 100,
  page: 0,
  isScreen: false,
  corner: null,
  ...parts,
});

describe("a gallery's pages", () => {
  test.each([
    ["desktop", { 9: [9, 1], 17: [17, 1], 25: [25, 1], 26: [13, 2], 49: [25, 2], 100: [25, 4] }],
    ["tablet", { 9: [9, 1], 25: [25, 1], 49: [25, 2], 100: [25, 4] }],
    ["phone", { 9: [9, 1], 10: [10, 1], 17: [9, 2], 49: [9, 6], 100: [9, 12] }],
    ["phone on its side", { 8: [8, 1], 9: [5, 2], 49: [7, 7], 100: [7, 15] }],
  ] as const)("on a %s", (name, table) => {
    for (const [count, [onFirst, pages]] of Object.entries(table)) {
      const layout = layOutStage(SHAPES[name], counts({ rest: Number(count) }));
      expect([Number(count), layout.rest.length, layout.pages]).toEqual([
        Number(count),
        onFirst,
        pages,
      ]);
      expect(layout.pager === null).toBe(pages === 1);
    }
  });

  test("show each person once, and the last page is clamped", () => {
    const shape = SHAPES.desktop;
    const seen = [0, 1, 2, 3].flatMap((page) => {
      const { first, rest } = layOutStage(shape, counts({ rest: 90, page }));
      return rest.map((_, index) => first + index);
    });
    expect(seen).toEqual(Array.from({ length: 90 }, (_, index) => index));
    expect(layOutStage(shape, counts({ rest: 90, page: 99 })).page).toBe(3);
  });
});

test("no page has more pictures than come at once", () => {
  const { rest, pages } = layOutStage(SHAPES.desktop, counts({ rest: 25, pictures: 17 }));
  expect([rest.length, pages]).toEqual([13, 2]);
});

test("what is large has most of the room, the strip beside it on a wide stage and below on an upright one", () => {
  const wide = layOutStage(SHAPES.desktop, counts({ main: 1, rest: 4 }));
  const upright = layOutStage(SHAPES.phone, counts({ main: 1, rest: 3 }));
  const [large, first] = [wide.main[0], wide.rest[0]] as const;
  expect(large?.width).toBeGreaterThan(4 * (first?.width ?? 0));
  expect(first?.x).toBeGreaterThanOrEqual((large?.x ?? 0) + (large?.width ?? 0));
  expect(upright.rest[0]?.y).toBeGreaterThanOrEqual(
    (upright.main[0]?.y ?? 0) + (upright.main[0]?.height ?? 0),
  );
  expect(new Set(upright.rest.map(({ y }) => y)).size).toBe(1);
});

test("a screen has all that the strip leaves, a face a face's shape", () => {
  const shape = { ...SHAPES.desktop, height: 1_000 };
  const screen = layOutStage(shape, counts({ main: 1, rest: 4, isScreen: true })).main[0];
  const face = layOutStage(shape, counts({ main: 1, rest: 4 })).main[0];
  expect(screen?.height).toBe(1_000);
  expect((face?.width ?? 0) / (face?.height ?? 1)).toBeCloseTo(4 / 3, 1);
});

test("where one reads from the right, all is mirrored", () => {
  const parts = counts({ main: 1, rest: 60, corner: "top-start" });
  const left = layOutStage(SHAPES.desktop, parts);
  const right = layOutStage({ ...SHAPES.desktop, isRtl: true }, parts);
  const mirror = (rect: Rect) => ({ ...rect, x: 1256 - rect.x - rect.width });
  expect(right.rest).toEqual(left.rest.map(mirror));
  expect(right.main).toEqual(left.main.map(mirror));
  expect(right.pager).toEqual(left.pager && mirror(left.pager));
  expect(right.floating).toEqual(left.floating && mirror(left.floating));
});

const overlaps = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test("any stage: all within it, none over another, and one's own over what is large", () => {
  const shapes = fc.record({
    width: fc.integer({ min: 296, max: 3_800 }),
    height: fc.integer({ min: 210, max: 2_100 }),
    isRtl: fc.boolean(),
  });
  const parts = fc.record({
    main: fc.integer({ min: 0, max: 4 }),
    rest: fc.integer({ min: 1, max: 100 }),
    pictures: fc.integer({ min: 1, max: 100 }),
    page: fc.integer({ min: 0, max: 60 }),
    isScreen: fc.boolean(),
    corner: fc.constantFrom(null, ...CORNERS),
  });
  fc.assert(
    fc.property(shapes, parts, (shape, given) => {
      const { main, rest, pager, floating, pages, perPage } = layOutStage(shape, given);
      const all = [...main, ...rest, ...(pager === null ? [] : [pager])];
      expect(main.length).toBe(given.main);
      expect(rest.length).toBeGreaterThan(0);
      expect(pages * perPage).toBeGreaterThanOrEqual(given.rest);
      for (const [index, rect] of all.entries()) {
        expect(rect.x).toBeGreaterThanOrEqual(-1);
        expect(rect.y).toBeGreaterThanOrEqual(-1);
        expect(rect.x + rect.width).toBeLessThanOrEqual(shape.width + 1);
        expect(rect.y + rect.height).toBeLessThanOrEqual(shape.height + 1);
        const inner = { ...rect, width: rect.width - 2, height: rect.height - 2 };
        expect(all.slice(0, index).some((other) => overlaps(other, inner))).toBe(false);
      }
      if (floating === null) return;
      expect(floating.x).toBeGreaterThanOrEqual(0);
      expect(floating.y).toBeGreaterThanOrEqual(0);
      if (main.length > 0) expect(rest.some((rect) => overlaps(rect, floating))).toBe(false);
    }),
  );
});
