// The ways in which one published picture can be sent to a receiver that shows it at some height, the cheapest first.

import type { Millis } from "../../base/time.ts";
import type { Source } from "../../protocol/socket-messages.ts";
import {
  PICTURE_HEIGHT,
  type PictureSource,
  TEMPORAL_SHARES,
  VIDEO_LAYERS,
  type VideoLayer,
} from "../../protocol/video-layers.ts";
import type { Step } from "./allocation.ts";
import type { Layer } from "./layer.ts";
import type { Publication } from "./publication.ts";

/** Of the wanted height: less shows blur, more sends four times the pixels for a few lines. */
const HEIGHT_ENOUGH = 0.8;

/**
 * A camera's motion comes first: a larger picture only with half of its frames at least. On a screen
 * details do: the largest picture that fits, however seldom it changes.
 */
export function ladderOf(publication: Publication, height: number, now: Millis): Step[] {
  const layers = publication.layers.filter(({ spatial }) =>
    publication.isLayerAvailable(spatial, now),
  );
  const enough = layers.find((layer) => heightOf(publication, layer) >= height * HEIGHT_ENOUGH);
  const top = enough ?? layers.at(-1);
  const isDetailed = publication.negotiated.source === "screen";
  return layers
    .filter(({ spatial }) => spatial <= (top?.spatial ?? -1))
    .flatMap((layer, place) => {
      const steps = stepsOf(publication, layer);
      if (isDetailed) return layer === top ? steps : steps.slice(0, 1);
      return place === 0 ? steps : steps.slice(Math.max(0, steps.length - 2));
    });
}

/** @returns the layer that `height` asks for, whether it can be had now or not. */
export function layerFor(publication: Publication, height: number): Layer | undefined {
  const { layers } = publication;
  const isEnough = (layer: Layer) => heightOf(publication, layer) >= height * HEIGHT_ENOUGH;
  return layers.find(isEnough) ?? layers.at(-1);
}

function stepsOf(publication: Publication, layer: Layer): Step[] {
  const { spatial, meter } = layer;
  const isMeasured = meter.bps(0) !== null;
  const temporalLayers = isMeasured ? meter.temporalLayers : TEMPORAL_SHARES.length;
  const expected = expectedOf(publication, layer).bpsMax;
  return Array.from({ length: temporalLayers }, (_, temporal) => {
    const share = TEMPORAL_SHARES[temporal] ?? 1;
    return { spatial, temporal, bps: meter.bps(temporal) ?? expected * share };
  });
}

function heightOf(publication: Publication, layer: Layer): number {
  return layer.height ?? PICTURE_HEIGHT / expectedOf(publication, layer).scale;
}

/** By the layer's name, or else its place from the largest. */
function expectedOf({ negotiated, layers }: Publication, { spatial }: Layer): VideoLayer {
  const known = VIDEO_LAYERS[isPicture(negotiated.source) ? negotiated.source : "camera"];
  const rid = negotiated.rids[spatial];
  const place = Math.max(0, known.length - layers.length + spatial);
  return known.find((layer) => layer.rid === rid) ?? known[place] ?? LARGEST;
}

const LARGEST: VideoLayer = { rid: "", scale: 1, bpsMax: 1_100_000 };

function isPicture(source: Source): source is PictureSource {
  return source === "camera" || source === "screen";
}
