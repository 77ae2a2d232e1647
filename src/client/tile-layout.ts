// Lays tiles of equal size out in rows so that people are seen as large as the area allows.

export type TileArea = {
  readonly count: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
};

export type TileLayout = {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
};

export type Size = { readonly width: number; readonly height: number };

/** CSS pixels from the top left corner. */
export type Rect = Size & { readonly x: number; readonly y: number };

/** What cameras send; a wider tile would cut off foreheads. */
export const ASPECT_MAX = 16 / 9;

/** Smaller crops a face's sides away on a wide stage, larger leaves the stage empty. */
const ASPECT_MIN_LANDSCAPE = 4 / 3;

/** A phone's camera held upright; smaller would crop even that. */
const ASPECT_MIN_PORTRAIT = 9 / 16;

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

/** @returns the columns that show people largest; whole pixels. */
export function layOutTiles(area: TileArea): TileLayout {
  const aspectMin = area.width < area.height ? ASPECT_MIN_PORTRAIT : ASPECT_MIN_LANDSCAPE;
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
  return {
    columns: bestColumns,
    rows: Math.ceil(area.count / bestColumns),
    tileWidth: Math.floor(best.width),
    tileHeight: Math.floor(best.height),
  };
}

/** @returns the top left corner of the tile; a last row that isn't full is centred. */
export function tilePosition(
  area: TileArea,
  layout: TileLayout,
  index: number,
): { readonly x: number; readonly y: number } {
  const { columns, rows, tileWidth, tileHeight } = layout;
  const row = Math.floor(index / columns);
  const inRow = Math.min(columns, area.count - row * columns);
  const rowWidth = inRow * (tileWidth + area.gap) - area.gap;
  const blockHeight = rows * (tileHeight + area.gap) - area.gap;
  const x = (area.width - rowWidth) / 2 + (index % columns) * (tileWidth + area.gap);
  const y = (area.height - blockHeight) / 2 + row * (tileHeight + area.gap);
  return { x: Math.round(x), y: Math.round(y) };
}

/** @returns where each of `count` tiles stands within `region`. */
export function tileRects(count: number, region: Rect, gap: number): readonly Rect[] {
  const area: TileArea = { count, width: region.width, height: region.height, gap };
  const layout = layOutTiles(area);
  return Array.from({ length: count }, (_, index) => {
    const { x, y } = tilePosition(area, layout, index);
    const { tileWidth: width, tileHeight: height } = layout;
    return { x: region.x + x, y: region.y + y, width, height };
  });
}
