// Puts the tiles where the layout says, and again whenever their number or the stage changes.

import { layOutTiles, tilePosition } from "../tile-layout.ts";

/** Smaller glues people together, larger takes room from them. CSS pixels. */
const GAP_WIDE = 12;
const GAP_NARROW = 8;

const NARROW_WIDTH = 640;

/** A tile under either has room for an icon and a short name only. */
const SMALL_WIDTH = 200;
const SMALL_HEIGHT = 140;

/** At the container after each change; its detail is how high a tile is, in pixels of the screen. */
const TILES_ARRANGED = "tiles-arranged";

export class TileStage {
  readonly #container: HTMLElement;
  readonly #resizes: ResizeObserver;
  readonly #changes: MutationObserver;

  constructor(container: HTMLElement) {
    this.#container = container;
    this.#resizes = new ResizeObserver(() => this.#arrange());
    this.#resizes.observe(container);
    this.#changes = new MutationObserver(() => this.#arrange());
    this.#changes.observe(container, { childList: true });
  }

  close(): void {
    this.#resizes.disconnect();
    this.#changes.disconnect();
  }

  #arrange(): void {
    const tiles = this.#container.querySelectorAll<HTMLElement>(":scope > .tile");
    const { clientWidth: width, clientHeight: height } = this.#container;
    if (tiles.length === 0 || width === 0 || height === 0) return;
    const gap = width < NARROW_WIDTH ? GAP_NARROW : GAP_WIDE;
    const isStrip = this.#container.closest('[data-presenting="true"]') !== null;
    const area = { count: tiles.length, width, height, gap, isStrip };
    const layout = layOutTiles(area);
    const isSmall = layout.tileWidth < SMALL_WIDTH || layout.tileHeight < SMALL_HEIGHT;
    tiles.forEach((tile, index) => {
      const { x, y } = tilePosition(area, layout, index);
      // Through the CSSOM: a style attribute in markup is what the page's policy forbids.
      tile.style.transform = `translate(${x}px, ${y}px)`;
      tile.style.width = `${layout.tileWidth}px`;
      tile.style.height = `${layout.tileHeight}px`;
      tile.dataset["size"] = isSmall ? "small" : "large";
    });
    const detail = layout.tileHeight * devicePixelRatio;
    this.#container.dispatchEvent(new CustomEvent(TILES_ARRANGED, { detail }));
  }
}
