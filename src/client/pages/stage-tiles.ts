// What stands on the stage and where: tiles and screens with their places, and what the server is asked for.

import type { ParticipantId } from "../../protocol/ids.ts";
import type { StageLayout } from "../stage-layout.ts";
import type { StageItem, StagePlan } from "../stage-plan.ts";
import type { Rect } from "../tile-layout.ts";
import type { ShownTiles } from "../view-request.ts";
import type { ScreenView } from "./share-view.ts";
import type { TileView } from "./tile-view.ts";

/** Where something stands, and whether there is room for more than an icon and a short name. */
export type Placed = { readonly place: Rect; readonly isSmall: boolean; readonly isLarge: boolean };

export type StageTile = TileView &
  Placed & {
    readonly isFloating: boolean;
    readonly isPinned: boolean;
    readonly isSpotlit: boolean;
    readonly isMirrored: boolean;
  };

export type StageScreen = ScreenView & Placed;

export type Marks = {
  readonly pins: readonly string[];
  readonly spotlight: readonly string[];
  readonly isMirrored: boolean;
};

/** A tile under either has room for an icon and a short name only. */
const SMALL_WIDTH = 200;
const SMALL_HEIGHT = 140;

/** Pixels. More than most screens have: letters are read at their own size, by zooming. */
const SCREEN_HEIGHT = 2_160;

type Standing = StageItem & Placed & { readonly isFloating: boolean };

function placedAt(place: Rect, isLarge: boolean): Placed {
  return { place, isLarge, isSmall: place.width < SMALL_WIDTH || place.height < SMALL_HEIGHT };
}

/** All that is in sight, the large ones first. */
export function standing(plan: StagePlan, layout: StageLayout): readonly Standing[] {
  const { main, floating } = plan;
  const onPage = plan.rest.slice(layout.first, layout.first + layout.rest.length);
  const put = (items: readonly StageItem[], places: readonly Rect[], isLarge: boolean) =>
    items.flatMap((item, index): Standing[] => {
      const place = places[index];
      return place ? [{ ...item, ...placedAt(place, isLarge), isFloating: false }] : [];
    });
  const all = [...put(main, layout.main, true), ...put(onPage, layout.rest, main.length === 0)];
  if (floating === null || layout.floating === null) return all;
  const place = placedAt(layout.floating, false);
  return [...all, { id: floating, source: "camera", ...place, isFloating: true }];
}

/** In the order of joining, whatever their places are: what stays in the page glides, what is moved in it jumps. */
export function tilesOn(
  stage: readonly Standing[],
  tiles: readonly TileView[],
  { pins, spotlight, isMirrored }: Marks,
): readonly StageTile[] {
  return tiles.flatMap((tile): StageTile[] => {
    const found = stage.find(({ id, source }) => id === tile.id && source === "camera");
    if (found === undefined) return [];
    const { place, isSmall, isLarge, isFloating } = found;
    return [
      {
        ...tile,
        place,
        isSmall,
        isLarge,
        isFloating,
        isPinned: pins.includes(tile.id),
        isSpotlit: spotlight.includes(tile.id),
        isMirrored: tile.isSelf && isMirrored,
      },
    ];
  });
}

export function screensOn(
  stage: readonly Standing[],
  screens: readonly ScreenView[],
): readonly StageScreen[] {
  return screens.flatMap((screen): StageScreen[] => {
    const found = stage.find(({ id, source }) => id === screen.id && source === "screen");
    if (found === undefined) return [];
    const { place, isSmall, isLarge } = found;
    return [{ ...screen, place, isSmall, isLarge }];
  });
}

/** Of a face in the small window. Pixels. */
const ELSEWHERE_HEIGHT = 180;

/**
 * @param elsewhere who is seen beside the stage.
 * @param pixelRatio pixels of the screen to one of the page's.
 */
export function shownOn(
  stage: readonly Standing[],
  plan: StagePlan,
  elsewhere: readonly ParticipantId[],
  pixelRatio: number,
): Pick<ShownTiles, "pinned" | "visible"> {
  const wanted = stage.map(({ id, source, place }) => {
    const isWhole =
      source === "screen" && plan.main.some((item) => item.id === id && item.source === source);
    const height = isWhole ? SCREEN_HEIGHT : Math.round(place.height * pixelRatio);
    return { participantId: id, source, height };
  });
  const others = elsewhere.map((participantId) => ({
    participantId,
    source: "camera" as const,
    height: ELSEWHERE_HEIGHT,
  }));
  const [pinned, rest] = [wanted.slice(0, plan.main.length), wanted.slice(plan.main.length)];
  return { pinned, visible: [...others, ...rest] };
}
