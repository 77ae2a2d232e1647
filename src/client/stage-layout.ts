// Divides the stage: what is large, the strip or page of the others, the turner of pages, one's own floating picture.

import type { Rect, Size } from "./tile-layout.ts";
import { ASPECT_MAX, tileRects } from "./tile-layout.ts";

/** CSS pixels. */
export type StageShape = Size & {
  /** Things are mirrored where one reads from the right. */
  readonly isRtl: boolean;
};

export const CORNERS = ["top-start", "top-end", "bottom-start", "bottom-end"] as const;
export type Corner = (typeof CORNERS)[number];

export type StageCounts = {
  /** Large ones. */
  readonly main: number;
  /** The others, on all pages together. */
  readonly rest: number;
  /** Of those with a picture no more than this come at once, so no page has more. */
  readonly pictures: number;
  /** From 0; past the last is the last. */
  readonly page: number;
  /** What is large needs no shape of its own: a screen has one. */
  readonly isScreen: boolean;
  /** Where one's own picture floats; null when it doesn't. */
  readonly corner: Corner | null;
};

export type StageLayout = {
  readonly main: readonly Rect[];
  /** Of those on the page. */
  readonly rest: readonly Rect[];
  readonly page: number;
  readonly pages: number;
  /** The first of the others on the page. */
  readonly first: number;
  /** How many of the others have a place on the first page. */
  readonly perPage: number;
  /** Null when there is one page. */
  readonly pager: Rect | null;
  readonly floating: Rect | null;
};

/** Smaller glues people together, larger takes room from them. CSS pixels. */
const GAP_WIDE = 12;
const GAP_NARROW = 8;
const NARROW_WIDTH = 640;

/** On the largest screen; more faces than this are a crowd in which nobody is looked at. */
const PAGE_MAX = 25;

/** Square pixels of a tile. Smaller shows a face that can't be read, larger turns pages for nothing. */
const TILE_AREA_MIN = 24_000;

/** What a finger hits. */
const PAGER_HEIGHT = 44;

/** Of the stage. Smaller can't be seen, larger takes the room of what is looked at. */
const STRIP_SHARE = 0.17;
const STRIP_WIDTH = { min: 116, max: 248 };
const STRIP_HEIGHT = { min: 76, max: 168 };

/** Narrower tiles of a strip below cut off ears. */
const STRIP_ASPECT_MIN = 0.95;

const FLOATING_SHARE = 0.2;
const FLOATING_WIDTH = { min: 96, max: 256 };
const FLOATING_UPRIGHT = 3 / 4;
const FLOATING_INSET = 12;

function between(value: number, { min, max }: { readonly min: number; readonly max: number }) {
  return Math.round(Math.min(max, Math.max(min, value)));
}

function gapOf({ width }: Size): number {
  return width < NARROW_WIDTH ? GAP_NARROW : GAP_WIDE;
}

/** The strip stands beside what is large on a wide stage, and below it on an upright one. */
type Strip = { readonly isBeside: boolean; readonly region: Rect; readonly tile: Size };

function stripOf(shape: StageShape, hasPager: boolean): Strip {
  const pager = hasPager ? PAGER_HEIGHT : 0;
  if (shape.width > shape.height) {
    const width = between(shape.width * STRIP_SHARE, STRIP_WIDTH);
    const region = { x: shape.width - width, y: 0, width, height: shape.height - pager };
    return { isBeside: true, region, tile: { width, height: Math.round(width / ASPECT_MAX) } };
  }
  const height = between(shape.height * STRIP_SHARE, STRIP_HEIGHT);
  const region = { x: 0, y: shape.height - pager - height, width: shape.width, height };
  const gap = gapOf(shape);
  const columns = Math.max(1, Math.floor((region.width + gap) / (height * STRIP_ASPECT_MIN + gap)));
  const width = Math.min(height * ASPECT_MAX, (region.width - gap * (columns - 1)) / columns);
  return { isBeside: false, region, tile: { width: Math.floor(width), height } };
}

function stripRoom(shape: StageShape, hasPager: boolean): number {
  const { isBeside, region, tile } = stripOf(shape, hasPager);
  const gap = gapOf(shape);
  const room = isBeside
    ? (region.height + gap) / (tile.height + gap)
    : (region.width + gap) / (tile.width + gap);
  return Math.max(1, Math.floor(room));
}

function galleryRoom({ width, height }: Size, hasPager: boolean): number {
  const area = width * Math.max(1, height - (hasPager ? PAGER_HEIGHT : 0));
  return Math.min(PAGE_MAX, Math.max(1, Math.floor(area / TILE_AREA_MIN)));
}

function stripRects(count: number, { isBeside, region, tile }: Strip, gap: number): Rect[] {
  const length = (isBeside ? tile.height : tile.width) + gap;
  const rest = (isBeside ? region.height : region.width) - (count * length - gap);
  const start = Math.max(0, Math.round(rest / 2));
  return Array.from({ length: count }, (_, index) => ({
    x: region.x + (isBeside ? 0 : start + index * length),
    y: region.y + (isBeside ? start + index * length : 0),
    ...tile,
  }));
}

/** @param tile the only large one, over which it floats unless there is room for it beside. */
function floatingRect(room: Rect, tile: Rect | undefined, corner: Corner): Rect {
  const isUpright = room.width < room.height;
  const width = between(Math.max(room.width, room.height) * FLOATING_SHARE, {
    ...FLOATING_WIDTH,
    // On a small stage it would else cover the face behind it.
    max: Math.min(FLOATING_WIDTH.max, Math.max(FLOATING_WIDTH.min, room.width * 0.3)),
  });
  const beside = tile === undefined ? 0 : (room.width - tile.width) / 2;
  const region = tile === undefined || beside > width + FLOATING_INSET ? room : tile;
  const height = Math.round(isUpright ? width / FLOATING_UPRIGHT : width / ASPECT_MAX);
  const [vertical, side] = corner.split("-");
  const right = region.x + region.width - width - FLOATING_INSET;
  const bottom = region.y + region.height - height - FLOATING_INSET;
  return {
    x: side === "start" ? region.x + FLOATING_INSET : right,
    y: vertical === "top" ? region.y + FLOATING_INSET : bottom,
    width,
    height,
  };
}

function mirrored(rect: Rect, { width }: Size): Rect {
  return { ...rect, x: width - rect.x - rect.width };
}

/** What is large gets what the strip leaves. */
function mainRegion(shape: StageShape, strip: Strip | null, gap: number): Rect {
  const { width, height } = shape;
  if (strip === null) return { x: 0, y: 0, width, height };
  return strip.isBeside
    ? { x: 0, y: 0, width: Math.max(1, strip.region.x - gap), height }
    : { x: 0, y: 0, width, height: Math.max(1, strip.region.y - gap) };
}

/** One alone on an upright stage fills it, as does a screen: it has a shape of its own. */
function bigRects(count: number, region: Rect, gap: number, isScreen: boolean): readonly Rect[] {
  const isWhole = count === 1 && (isScreen || region.width < region.height);
  return isWhole ? [region] : tileRects(count, region, gap);
}

export function layOutStage(shape: StageShape, counts: StageCounts): StageLayout {
  const gap = gapOf(shape);
  const roomOf = (of: StageShape, isPaged: boolean) =>
    Math.min(counts.pictures, counts.main > 0 ? stripRoom(of, isPaged) : galleryRoom(of, isPaged));
  const hasPager = counts.rest > roomOf(shape, false);
  const pages = hasPager ? Math.ceil(counts.rest / roomOf(shape, true)) : 1;
  const page = Math.min(Math.max(0, counts.page), pages - 1);
  // Pages of like size: on the last one nobody is suddenly huge.
  const perPage = Math.ceil(counts.rest / pages);
  const first = page * perPage;
  const shown = Math.max(0, Math.min(perPage, counts.rest - first));
  const pagerHeight = hasPager ? PAGER_HEIGHT : 0;
  const strip = counts.main > 0 && counts.rest > 0 ? stripOf(shape, hasPager) : null;
  const large = mainRegion(shape, strip, gap);
  const page0 = { x: 0, y: 0, width: shape.width, height: Math.max(1, shape.height - pagerHeight) };
  const main = bigRects(counts.main, large, gap, counts.isScreen);
  const rest = counts.main === 0 ? bigRects(shown, page0, gap, false) : [];
  const pager = {
    x: strip?.isBeside ? strip.region.x : 0,
    y: shape.height - PAGER_HEIGHT,
    width: strip?.isBeside ? strip.region.width : shape.width,
    height: PAGER_HEIGHT,
  };
  const turn = (rect: Rect) => (shape.isRtl ? mirrored(rect, shape) : rect);
  const room = counts.main > 0 ? large : page0;
  const [only, ...more] = counts.main > 0 ? main : rest;
  const face = more.length === 0 ? only : undefined;
  return {
    main: main.map(turn),
    rest: (strip === null ? rest : stripRects(shown, strip, gap)).map(turn),
    page,
    pages,
    first,
    perPage,
    pager: hasPager ? turn(pager) : null,
    floating: counts.corner === null ? null : turn(floatingRect(room, face, counts.corner)),
  };
}
