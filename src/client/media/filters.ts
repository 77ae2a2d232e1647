// What can be done to one's sound and picture before it is sent, loaded when somebody first wants it.

import { readPicture } from "./own-picture.ts";
import type { TrackFilter } from "./track-filter.ts";

/** "strong" is RNNoise; "off" lets music through. */
export const NOISES = ["browser", "strong", "off"] as const;
export type Noise = (typeof NOISES)[number];

export const BACKGROUNDS = ["none", "blur", "image"] as const;
export type Background = (typeof BACKGROUNDS)[number];

/** A module of the build beside this one, so that who never asks for it never loads it. */
function besideThis(name: string): string {
  return new URL(`./${name}.js`, import.meta.url).href;
}

export function noiseFilter(noise: Noise): TrackFilter | null {
  if (noise !== "strong") return null;
  return async (device) => {
    const filter: typeof import("./noise-filter.ts") = await import(besideThis("noise-filter"));
    return filter.filterNoise(device);
  };
}

/** A new one each time: the picture may be another. */
export function backgroundFilter(background: Background): TrackFilter | null {
  if (background === "none") return null;
  return async (device) => {
    const picture = background === "image" ? await readPicture() : null;
    if (background === "image" && picture === null) throw new Error("no picture is kept");
    const filter: typeof import("./background-filter.ts") = await import(
      besideThis("background-filter")
    );
    return filter.filterBackground(device, picture);
  };
}
