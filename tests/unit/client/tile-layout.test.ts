// How tiles are laid out: columns for each number of people and shape of stage.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { layOutTiles, tilePosition } from "../../../src/client/tile-layout.ts";

const DESKTOP = { width: 1416, height: 764, gap: 12 };
const BESIDE_PANEL = { width: 1056, height: 764, gap: 12 };
const PHONE = { width: 366, height: 706, gap: 8 };
const PHONE_ON_ITS_SIDE = { width: 820, height: 270, gap: 8 };
const SMALL_PHONE = { width: 296, height: 500, gap: 8 };

describe("columns", () => {
  const table = [
    {
      stage: "desktop",
      area: DESKTOP,
      columns: { 1: 1, 2: 2, 3: 2, 4: 2, 5: 3, 9: 3, 16: 4, 17: 5 },
    },
    { stage: "beside a panel", area: BESIDE_PANEL, columns: { 1: 1, 2: 1, 3: 2, 4: 2, 9: 3 } },
    { stage: "phone", area: PHONE, columns: { 1: 1, 2: 1, 3: 1, 5: 2, 6: 2, 9: 2, 17: 3 } },
    { stage: "phone on its side", area: PHONE_ON_ITS_SIDE, columns: { 1: 1, 2: 2, 3: 3, 6: 3 } },
    { stage: "small phone", area: SMALL_PHONE, columns: { 1: 1, 2: 1, 9: 2, 17: 3 } },
  ] as const;
  for (const { stage, area, columns } of table) {
    for (const [count, expected] of Object.entries(columns)) {
      test(`${count} on a ${stage} stand in ${expected}`, () => {
        expect(layOutTiles({ ...area, count: Number(count) }).columns).toBe(expected);
      });
    }
  }
});

test("one person on a phone fills it, upright", () => {
  const { tileWidth, tileHeight } = layOutTiles({ ...PHONE, count: 1 });
  expect(tileWidth).toBe(366);
  expect(tileHeight).toBeGreaterThan(640);
});

test("a last row that isn't full is centred", () => {
  const area = { ...DESKTOP, count: 3 };
  const layout = layOutTiles(area);
  const { x } = tilePosition(area, layout, 2);
  expect(x).toBe(Math.round((area.width - layout.tileWidth) / 2));
});

const areas = fc.record({
  count: fc.integer({ min: 1, max: 25 }),
  width: fc.integer({ min: 280, max: 4000 }),
  height: fc.integer({ min: 150, max: 2200 }),
  gap: fc.constantFrom(8, 12),
});

test("no tile leaves the stage sideways, none lies over another", () => {
  fc.assert(
    fc.property(areas, (area) => {
      const layout = layOutTiles(area);
      const places = Array.from({ length: area.count }, (_, i) => tilePosition(area, layout, i));
      for (const [index, { x, y }] of places.entries()) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + layout.tileWidth).toBeLessThanOrEqual(area.width + 1);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y + layout.tileHeight).toBeLessThanOrEqual(area.height + 1);
        for (const other of places.slice(0, index)) {
          const isApart =
            Math.abs(other.x - x) >= layout.tileWidth || Math.abs(other.y - y) >= layout.tileHeight;
          expect(isApart).toBe(true);
        }
      }
    }),
  );
});
