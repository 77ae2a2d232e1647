// What could be shown at best on a link: the picture with the highest rate that fits beside the voice, loss mended.

import { VIDEO_LAYERS } from "../../src/protocol/video-layers.ts";
import { Encoder, FRAME_MS } from "../sim/sfu/encoder.ts";
import { PACKET_BYTES } from "../sim/sfu/network.ts";
import { seeded } from "../support/schedule.ts";

const FRAGMENT_BYTES = 1_100;
const CALIBRATION_FRAMES = 600;
/** Of the modelled microphone while it talks: 80 bytes each 20 ms. */
export const VOICE_BPS = (80 + PACKET_BYTES) * 8 * 50;

export type Step = { readonly spatial: number; readonly temporal: number; readonly bps: number };

/** The ways in which a camera can be sent, with their rates on the wire: larger pictures with half of the frames at least. */
export function ladder(): Step[] {
  return VIDEO_LAYERS.camera.flatMap(({ bpsMax, scale }, spatial) => {
    const height = 720 / scale;
    const encoder = new Encoder({ codec: "vp8", publisher: 0, spatial, height, random: seeded(1) });
    encoder.bps = bpsMax;
    const bytes = [0, 0, 0];
    for (let frame = 0; frame < CALIBRATION_FRAMES; frame++) {
      const encoded = encoder.encode(frame * FRAME_MS);
      if (encoded === null) continue;
      const packets = Math.ceil(encoded.bytes / FRAGMENT_BYTES);
      const onWire = encoded.bytes + packets * PACKET_BYTES;
      for (let temporal = encoded.frame.temporal; temporal < 3; temporal++) {
        bytes[temporal] = (bytes[temporal] ?? 0) + onWire;
      }
    }
    const steps = bytes.map((sum, temporal) => ({
      spatial,
      temporal,
      bps: (sum * 8000) / (CALIBRATION_FRAMES * FRAME_MS),
    }));
    return spatial === 0 ? steps : steps.slice(1);
  });
}

/** @returns the best step that fits; null when no picture does. */
export function idealStep(steps: readonly Step[], rateBps: number, loss: number): Step | null {
  const room = rateBps - VOICE_BPS;
  const fitting = steps.filter(({ bps }) => bps / (1 - loss) <= room);
  return fitting.reduce<Step | null>(
    (best, step) => (best === null || step.bps > best.bps ? step : best),
    null,
  );
}
