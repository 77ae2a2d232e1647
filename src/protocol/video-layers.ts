// The layers in which a browser publishes its pictures, the smallest first: what it sends, and what the server expects.

import type { Codec } from "./codecs.ts";
import type { Source } from "./socket-messages.ts";

export type VideoLayer = {
  /** Its name in the offer and in packets (RFC 8851). */
  readonly rid: string;
  /** By what width and height are divided. */
  readonly scale: number;
  /** Above it a picture of this size gains little, below it shows. Bits per second. */
  readonly bpsMax: number;
};

/** What a publisher is to send. */
export type LayersWanted = {
  readonly source: Source;
  /** Of each layer, the smallest first, whether somebody receives it: others need not be sent. */
  readonly active: readonly boolean[];
  /** Of a picture what everybody can decode; of sound RED while packets are lost. */
  readonly codec: Codec;
};

export type PictureSource = Extract<Source, "camera" | "screen">;

/**
 * Of a camera 180, 360 and 720 lines: beside voices the largest fits into 1 Mb/s with half of its
 * frames, and the middle one into half of that with all. Of a screen half of it and all: its small
 * layer is for who has no room for the whole, and text can be read in it, just.
 */
export const VIDEO_LAYERS: Readonly<Record<PictureSource, readonly VideoLayer[]>> = {
  camera: [
    { rid: "q", scale: 4, bpsMax: 130_000 },
    { rid: "h", scale: 2, bpsMax: 500_000 },
    { rid: "f", scale: 1, bpsMax: 1_100_000 },
  ],
  screen: [
    { rid: "h", scale: 2, bpsMax: 400_000 },
    { rid: "f", scale: 1, bpsMax: 2_500_000 },
  ],
};

/** A full, a half and a quarter of the frames (W3C webrtc-svc): a receiver's way narrows, the picture stays. */
export const SCALABILITY_MODE = "L1T3";

/** Of what the three rates cost, each with those below it. */
export const TEMPORAL_SHARES = [0.4, 0.6, 1] as const;

/** Lines of a picture whose size isn't known yet. */
export const PICTURE_HEIGHT = 720;
