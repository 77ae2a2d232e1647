// The attributes of the stage: how large it is, where something stands, a swipe, and the picture that is dragged.

import Alpine from "@alpinejs/csp";
import type { Corner } from "../stage-layout.ts";
import type { MeasuredStage } from "./stage-view.ts";

/** At the stage when its size, or the way of reading, changed. */
const STAGE_MEASURED = "stage-measured";
const STAGE_SWIPED = "stage-swiped";
const CORNER_CHOSEN = "corner-chosen";

/** Shorter turns pages by mistake, longer needs both hands. CSS pixels. */
const SWIPE_MIN = 48;

/** A press that moves less is a click. */
const DRAG_MIN = 6;

/** What has a use of its own for a finger that moves. */
const NOT_SWIPED = 'button, input, [data-floating="true"], [data-zoomed="true"]';

function isRtl(): boolean {
  return document.documentElement.dir === "rtl";
}

function tell<T>(element: HTMLElement, name: string, detail: T): void {
  element.dispatchEvent(new CustomEvent<T>(name, { detail, bubbles: true }));
}

function measure(element: HTMLElement): void {
  const { clientWidth: width, clientHeight: height } = element;
  if (width === 0 || height === 0) return;
  const pixelRatio = devicePixelRatio;
  tell<MeasuredStage>(element, STAGE_MEASURED, { width, height, isRtl: isRtl(), pixelRatio });
}

function isPlaced(value: unknown): value is {
  readonly place: { x: number; y: number; width: number; height: number };
} {
  return typeof value === "object" && value !== null && "place" in value;
}

function swipes(element: HTMLElement, signal: AbortSignal): void {
  let from: PointerEvent | null = null;
  element.addEventListener(
    "pointerdown",
    (event) => {
      const isOwnUse = event.target instanceof Element && event.target.closest(NOT_SWIPED) !== null;
      from = event.pointerType === "touch" && event.isPrimary && !isOwnUse ? event : null;
    },
    { signal },
  );
  element.addEventListener(
    "pointerup",
    (event) => {
      if (from === null) return;
      const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
      from = null;
      if (Math.abs(x) < SWIPE_MIN || Math.abs(x) < 2 * Math.abs(y)) return;
      tell(element, STAGE_SWIPED, x < 0 === isRtl() ? -1 : 1);
    },
    { signal },
  );
  element.addEventListener("pointercancel", () => (from = null), { signal });
}

/** @returns the corner of the stage that the middle of the tile is nearest to. */
function cornerAt(tile: DOMRect, stage: DOMRect): Corner {
  const isTop = tile.y + tile.height / 2 < stage.y + stage.height / 2;
  const isLeft = tile.x + tile.width / 2 < stage.x + stage.width / 2;
  return `${isTop ? "top" : "bottom"}-${isLeft === isRtl() ? "end" : "start"}`;
}

const STEPS: Readonly<Record<string, (corner: Corner) => Corner>> = {
  ArrowUp: (corner) => (corner.endsWith("start") ? "top-start" : "top-end"),
  ArrowDown: (corner) => (corner.endsWith("start") ? "bottom-start" : "bottom-end"),
  ArrowLeft: (corner) => beside(corner, !isRtl()),
  ArrowRight: (corner) => beside(corner, isRtl()),
};

function beside(corner: Corner, isStart: boolean): Corner {
  const isTop = corner.startsWith("top");
  if (isStart) return isTop ? "top-start" : "bottom-start";
  return isTop ? "top-end" : "bottom-end";
}

function drags(tile: HTMLElement, signal: AbortSignal): void {
  const isFloating = () => tile.dataset["floating"] === "true";
  tile.addEventListener(
    "pointerdown",
    (event) => {
      const isButton = event.target instanceof Element && event.target.closest("button") !== null;
      if (!isFloating() || event.button !== 0 || isButton) return;
      event.preventDefault();
      tile.setPointerCapture(event.pointerId);
      const end = new AbortController();
      let hasMoved = false;
      const drop = () => {
        end.abort();
        const stage = tile.parentElement?.getBoundingClientRect();
        const now = tile.getBoundingClientRect();
        tile.style.translate = "";
        delete tile.dataset["dragged"];
        if (hasMoved && stage) tell(tile, CORNER_CHOSEN, cornerAt(now, stage));
      };
      const move = ({ clientX, clientY }: PointerEvent) => {
        const [x, y] = [clientX - event.clientX, clientY - event.clientY];
        hasMoved ||= Math.hypot(x, y) > DRAG_MIN;
        if (!hasMoved) return;
        tile.dataset["dragged"] = "true";
        tile.style.translate = `${x}px ${y}px`;
      };
      tile.addEventListener("pointermove", move, { signal: end.signal });
      for (const name of ["pointerup", "pointercancel"] as const) {
        tile.addEventListener(name, drop, { signal: end.signal });
      }
    },
    { signal },
  );
}

export function addStageDirectives(): void {
  Alpine.directive("stage", (element, _, { cleanup }) => {
    const closing = new AbortController();
    const resizes = new ResizeObserver(() => measure(element));
    resizes.observe(element);
    swipes(element, closing.signal);
    cleanup(() => {
      resizes.disconnect();
      closing.abort();
    });
  });

  // Through the CSSOM: a style attribute in markup is what the page's policy forbids.
  Alpine.directive("place", (element, { expression }, { effect, evaluateLater }) => {
    const evaluate = evaluateLater(expression);
    effect(() =>
      evaluate((value) => {
        if (!isPlaced(value)) return;
        const { x, y, width, height } = value.place;
        element.style.transform = `translate(${x}px, ${y}px)`;
        element.style.width = `${width}px`;
        element.style.height = `${height}px`;
      }),
    );
  });

  Alpine.directive("drag", (element, _, { cleanup }) => {
    const closing = new AbortController();
    drags(element, closing.signal);
    cleanup(() => closing.abort());
  });

  // The arrow keys of the button move the picture as a drag would.
  Alpine.directive("corner", (element, { expression }, { cleanup, evaluateLater }) => {
    const evaluate = evaluateLater(expression);
    const closing = new AbortController();
    const handleKey = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      evaluate((corner) => tell(element, CORNER_CHOSEN, step(corner as Corner)));
    };
    element.addEventListener("keydown", handleKey, { signal: closing.signal });
    cleanup(() => closing.abort());
  });
}
