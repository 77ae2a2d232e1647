// Frames that look like VP8 to SFrame and to the SFU, and that no decoder would take: a load needs no more.

import { randomBytes } from "node:crypto";

const KEY_BYTES = 2_000;
const DELTA_BYTES = 400;

/** @returns a key frame of 320 × 180 and `count` − 1 that follow from it (RFC 6386 §9.1). */
export function syntheticFrames(count: number, deltaBytes = DELTA_BYTES): Uint8Array[] {
  return Array.from({ length: count }, (_, place) => {
    const frame = new Uint8Array(randomBytes(place === 0 ? KEY_BYTES : deltaBytes));
    if (place === 0) frame.set([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00]);
    else frame[0] = 0x11;
    return frame;
  });
}
