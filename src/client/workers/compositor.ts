// Draws a person over something else: the blurred picture itself, or one of their own.

import { opacityOf } from "../media/person-opacity.ts";
import type { Segmenter } from "./segmenter.ts";

type Picture = VideoFrame | ImageBitmap | OffscreenCanvas;

/** Of the last frame's outline; more smears a moving hand, less lets the edge flicker. */
const KEPT = 0.35;

/** The background is drawn as small as this and large again, which blurs the same in every browser. */
const BLUR_STEPS = [4, 16, 40, 16, 4];

function contextOf(canvas: OffscreenCanvas, isRead = false): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: isRead });
  if (context === null) throw new Error("no canvas for workers");
  context.imageSmoothingQuality = "high";
  return context;
}

function fit(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

export class Compositor {
  readonly #segmenter: Segmenter;
  readonly #picture: ImageBitmap | null;
  readonly #small: OffscreenCanvas;
  readonly #outline: OffscreenCanvas;
  readonly #mask: ImageData;
  readonly #stages = BLUR_STEPS.map(() => new OffscreenCanvas(1, 1));
  readonly #whole = new OffscreenCanvas(1, 1);

  constructor(segmenter: Segmenter, picture: ImageBitmap | null) {
    const { width, height } = segmenter;
    this.#segmenter = segmenter;
    this.#picture = picture;
    this.#small = new OffscreenCanvas(width, height);
    this.#outline = new OffscreenCanvas(width, height);
    this.#mask = new ImageData(width, height);
  }

  /** @returns its own canvas, valid until the next call. */
  compose(frame: Picture, width: number, height: number): OffscreenCanvas {
    const outline = this.#outlineOf(frame);
    fit(this.#whole, width, height);
    const context = contextOf(this.#whole);
    context.globalCompositeOperation = "copy";
    context.drawImage(outline, 0, 0, width, height);
    context.globalCompositeOperation = "source-in";
    context.drawImage(frame, 0, 0, width, height);
    context.globalCompositeOperation = "destination-over";
    context.drawImage(this.#picture ?? this.#blurred(frame, width, height), 0, 0, width, height);
    return this.#whole;
  }

  #outlineOf(frame: Picture): OffscreenCanvas {
    const { width, height } = this.#segmenter;
    const context = contextOf(this.#small, true);
    context.drawImage(frame, 0, 0, width, height);
    const likelihoods = this.#segmenter.segment(context.getImageData(0, 0, width, height).data);
    const { data } = this.#mask;
    likelihoods.forEach((likelihood, point) => {
      const before = data[point * 4 + 3] ?? 0;
      data[point * 4 + 3] = before * KEPT + opacityOf(likelihood) * (1 - KEPT);
    });
    contextOf(this.#outline).putImageData(this.#mask, 0, 0);
    return this.#outline;
  }

  #blurred(frame: Picture, width: number, height: number): OffscreenCanvas {
    let last: Picture = frame;
    for (const [index, step] of BLUR_STEPS.entries()) {
      const stage = this.#stages[index] ?? this.#whole;
      const [stageWidth, stageHeight] = [Math.ceil(width / step), Math.ceil(height / step)];
      fit(stage, stageWidth, stageHeight);
      contextOf(stage).drawImage(last, 0, 0, stageWidth, stageHeight);
      last = stage;
    }
    return this.#stages.at(-1) ?? this.#whole;
  }
}
