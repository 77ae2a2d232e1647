// Lays tiles of equal size out in rows so that people are seen as large as the stage allows.

export type TileArea = {
  readonly count: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Beside a shared screen: no tile is higher than wide, however high the strip is. */
  readonly isStrip?: boolean;
};

export type TileLayout = {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Larger than the area's height when the tiles have to scroll. */
  readonly contentHeight: number;
};

/** What cameras send; a wider tile would cut off foreheads. */
const ASPECT_MAX = 16 / 9;

/** Smaller crops a face's sides away on a wide stage, larger leaves the stage empty. */
const ASPECT_MIN_LANDSCAPE = 4 / 3;

/** A phone's camera held upright; smaller would crop even that. */
const ASPECT_MIN_PORTRAIT = 9 / 16;

/** Below this many pixels a face can't be read, so the stage scrolls instead. */
const TILE_WIDTH_MIN = 88;

type Size = { readonly width: number; readonly height: number };

function fit(cell: Size, aspectMin: number): Size {
  const aspect = cell.width / cell.height;
  if (aspect > ASPECT_MAX) return { width: cell.height * ASPECT_MAX, height: cell.height };
  if (aspect < aspectMin) return { width: cell.width, height: cell.width / aspectMin };
  return cell;
}

/** Larger leaves a phone one thin column of tiles, smaller crops faces to fill a wide stage. */
const CROP_WEIGHT = 0.25;

/** A larger tile is better, and so is one that crops less of a 16:9 picture. */
function worth({ width, height }: Size): number {
  return width * height * Math.min(1, width / height / ASPECT_MAX) ** CROP_WEIGHT;
}

function cellOf(area: TileArea, columns: number, rows: number): Size {
  return {
    width: Math.max(1, (area.width - area.gap * (columns - 1)) / columns),
    height: Math.max(1, (area.height - area.gap * (rows - 1)) / rows),
  };
}

function scrolling(area: TileArea): TileLayout {
  const wanted = Math.floor((area.width + area.gap) / (TILE_WIDTH_MIN + area.gap));
  const columns = Math.min(area.count, Math.max(1, wanted));
  const rows = Math.ceil(area.count / columns);
  const { width } = cellOf(area, columns, 1);
  const tileHeight = Math.floor(width / ASPECT_MIN_LANDSCAPE);
  const contentHeight = rows * (tileHeight + area.gap) - area.gap;
  return { columns, rows, tileWidth: Math.floor(width), tileHeight, contentHeight };
}

/** @returns the columns that show people largest; whole pixels. */
export function layOutTiles(area: TileArea): TileLayout {
  const isUpright = area.width < area.height && area.isStrip !== true;
  const aspectMin = isUpright ? ASPECT_MIN_PORTRAIT : ASPECT_MIN_LANDSCAPE;
  let best: Size = { width: 0, height: 0 };
  let bestWorth = 0;
  let bestColumns = 1;
  for (let columns = 1; columns <= area.count; columns++) {
    const tile = fit(cellOf(area, columns, Math.ceil(area.count / columns)), aspectMin);
    if (worth(tile) > bestWorth) {
      best = tile;
      bestWorth = worth(tile);
      bestColumns = columns;
    }
  }
  if (area.count > 1 && best.width < TILE_WIDTH_MIN) return scrolling(area);
  return {
    columns: bestColumns,
    rows: Math.ceil(area.count / bestColumns),
    tileWidth: Math.floor(best.width),
    tileHeight: Math.floor(best.height),
    contentHeight: area.height,
  };
}

/** @returns the top left corner of the tile; a last row that isn't full is centred. */
export function tilePosition(
  area: TileArea,
  layout: TileLayout,
  index: number,
): { readonly x: number; readonly y: number } {
  const { columns, rows, tileWidth, tileHeight, contentHeight } = layout;
  const row = Math.floor(index / columns);
  const inRow = Math.min(columns, area.count - row * columns);
  const rowWidth = inRow * (tileWidth + area.gap) - area.gap;
  const blockHeight = rows * (tileHeight + area.gap) - area.gap;
  const x = (area.width - rowWidth) / 2 + (index % columns) * (tileWidth + area.gap);
  const y = (contentHeight - blockHeight) / 2 + row * (tileHeight + area.gap);
  return { x: Math.round(x), y: Math.round(y) };
}
