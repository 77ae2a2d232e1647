// How much of the network pictures may take: all there is, little, or nothing.

import type { Source } from "../../protocol/socket-messages.ts";
import { PICTURE_HEIGHT, VIDEO_LAYERS } from "../../protocol/video-layers.ts";

/** "save": small pictures, both ways. "sound": none come; one's own camera is off until turned on. */
export const DATA_MODES = ["all", "save", "sound"] as const;
export type DataMode = (typeof DATA_MODES)[number];

/** The smallest layer of a camera, in lines. */
const SMALL_HEIGHT = PICTURE_HEIGHT / Math.max(...VIDEO_LAYERS.camera.map(({ scale }) => scale));

/** How high a camera's picture is asked for where a tile shows it `height` pixels high. */
export function heightIn(mode: DataMode, height: number): number {
  return mode === "all" ? height : Math.min(height, SMALL_HEIGHT);
}

/**
 * The layers to be sent, the smallest first.
 *
 * @param asked those that somebody receives; empty for all.
 */
export function layersIn(
  mode: DataMode,
  source: Source,
  asked: readonly boolean[],
): readonly boolean[] {
  if (mode === "all" || source !== "camera") return asked;
  const isAsked = asked.length === 0 || asked.includes(true);
  return VIDEO_LAYERS.camera.map((_, layer) => isAsked && layer === 0);
}
