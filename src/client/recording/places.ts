// Where everything is in a recording's picture: a screen large with people beside it, or people alone.

import { layOutTiles, tilePosition } from "../tile-layout.ts";

export type Place = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

const GAP = 12;

/** Of the picture's width. Larger makes letters small, smaller makes faces small. */
const STRIP_PART = 0.22;

function within({ x, y, width, height }: Place, count: number, isStrip: boolean): Place[] {
  const area = { count, width, height, gap: GAP, isStrip };
  const layout = layOutTiles(area);
  return Array.from({ length: count }, (_, index) => {
    const position = tilePosition(area, layout, index);
    return {
      x: x + position.x,
      y: y + position.y,
      width: layout.tileWidth,
      height: layout.tileHeight,
    };
  });
}

/** @returns a place for each person and each screen, within `width` by `height`. */
export function placesOf(
  people: number,
  screens: number,
  width: number,
  height: number,
): { readonly people: readonly Place[]; readonly screens: readonly Place[] } {
  const all = { x: GAP, y: GAP, width: width - 2 * GAP, height: height - 2 * GAP };
  if (screens === 0) return { people: within(all, people, false), screens: [] };
  const stripWidth = Math.round(all.width * STRIP_PART);
  const stage = { ...all, width: all.width - stripWidth - GAP };
  const strip = { ...all, x: stage.x + stage.width + GAP, width: stripWidth };
  return { people: within(strip, people, true), screens: within(stage, screens, false) };
}
