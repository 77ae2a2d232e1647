// How many bytes at the front of a frame stay in the clear, because packetiser and SFU read them (PROTOCOL §8).

import type { Codec } from "./codec.ts";

/*
 * VP8, RFC 6386 §9.1: the lowest bit of byte 0 is P, 0 for a key frame.
 *
 *   key frame:   frame tag 3 ‖ start code 9d 01 2a ‖ width 2 ‖ height 2
 *   delta frame: frame tag 3
 *
 * So the server learns key or delta, the picture's size, and the length of the first partition.
 */
const VP8_KEY_PREFIX_BYTES = 10;
const VP8_DELTA_PREFIX_BYTES = 3;
const VP8_START_CODE = [0x9d, 0x01, 0x2a] as const;

function vp8PrefixLength(frame: Uint8Array): number | null {
  const first = frame[0];
  if (first === undefined) return null;
  if ((first & 1) === 1) {
    return frame.length >= VP8_DELTA_PREFIX_BYTES ? VP8_DELTA_PREFIX_BYTES : null;
  }
  if (frame.length < VP8_KEY_PREFIX_BYTES) return null;
  // A frame that isn't VP8 after all must not have ten bytes of it sent in the clear.
  return VP8_START_CODE.every((byte, index) => frame[3 + index] === byte)
    ? VP8_KEY_PREFIX_BYTES
    : null;
}

/**
 * Of VP9 and Opus nothing stays clear: what the SFU reads of VP9 stands in the payload descriptor
 * (RFC 9628 §4.2), which the packetiser writes without a look at the frame.
 * @returns bytes, the same before and after protection; null when `frame` isn't one of `codec`.
 */
export function clearPrefixLength(codec: Codec, frame: Uint8Array): number | null {
  return codec === "vp8" ? vp8PrefixLength(frame) : 0;
}
