// The VP8 payload descriptor: read where frames and layers begin, and renumbered for each receiver (RFC 7741 §4.2).

import { readU16, writeU16 } from "./big-endian.ts";
import type { PictureDescriptor, PictureNumbering } from "./picture.ts";

//   0 1 2 3 4 5 6 7
//  +-+-+-+-+-+-----+
//  |X|R|N|S|R| PID |  then, if X:
//  |I|L|T|K|  RSV  |  if I: 1 or 2 bytes of picture id (M is the top bit);
//  +-+-+-+-+-------+  if L: 1 byte of TL0PICIDX; if T or K: TID 2, Y 1, KEYIDX 5.
//                     Then the payload header (§4.3), P the lowest bit of its first byte.

/** Start code, and the two sizes after it. */
const KEY_FRAME_HEADER_BYTES = 10;

/** @returns null when `payload` ends before its payload header begins. */
export function parseVp8(payload: Uint8Array): PictureDescriptor | null {
  const first = payload[0] ?? 0;
  const flags = (first & 0x80) === 0 ? 0 : (payload[1] ?? 0);
  let offset = (first & 0x80) === 0 ? 1 : 2;
  let pictureId: number | null = null;
  let pictureIdBits = 7;
  if ((flags & 0x80) !== 0) {
    pictureId = payload[offset] ?? 0;
    if (pictureId >= 0x80) {
      pictureId = ((pictureId & 0x7f) << 8) | (payload[offset + 1] ?? 0);
      pictureIdBits = 15;
      offset += 1;
    }
    offset += 1;
  }
  const tl0PicIdx = (flags & 0x40) === 0 ? null : (payload[offset++] ?? 0);
  const layers = (flags & 0x30) === 0 ? 0 : (payload[offset++] ?? 0);
  const header = payload[offset];
  if (header === undefined) return null;
  const hasTemporal = (flags & 0x20) !== 0;
  const startsFrame = (first & 0x10) !== 0 && (first & 0x07) === 0;
  const startsKeyFrame = startsFrame && (header & 1) === 0;
  const hasSize = startsKeyFrame && payload.length >= offset + KEY_FRAME_HEADER_BYTES;
  return {
    startsFrame,
    startsKeyFrame,
    pictureId,
    pictureIdBits,
    tl0PicIdx,
    temporal: hasTemporal ? layers >> 6 : 0,
    isSync: hasTemporal && (layers & 0x20) !== 0,
    opensAbove: false,
    keepsGaps: false,
    keyIdx: (flags & 0x10) === 0 ? null : layers & 0x1f,
    // SFrame leaves VP8's first 10 bytes clear (PROTOCOL §7). Little-endian, its two highest bits a scale that nobody uses (RFC 6386 §9.1).
    height: hasSize ? swap(readU16(payload, offset + 8)) & 0x3fff : null,
  };
}

function swap(value: number): number {
  return ((value & 0xff) << 8) | (value >> 8);
}

/** Replaces the numbers of a descriptor that `parseVp8` could read; its length stays. */
export function writeVp8Numbers(payload: Uint8Array, numbering: PictureNumbering): void {
  if (((payload[0] ?? 0) & 0x80) === 0) return;
  const flags = payload[1] ?? 0;
  let offset = 2;
  if ((flags & 0x80) !== 0) {
    const pictureId = numbering.pictureId ?? 0;
    if (((payload[2] ?? 0) & 0x80) === 0) {
      payload[2] = pictureId & 0x7f;
      offset += 1;
    } else {
      writeU16(payload, 2, 0x8000 | (pictureId & 0x7fff));
      offset += 2;
    }
  }
  if ((flags & 0x40) !== 0) payload[offset++] = numbering.tl0PicIdx & 0xff;
  if ((flags & 0x10) !== 0) {
    payload[offset] = ((payload[offset] ?? 0) & 0xe0) | (numbering.keyIdx & 0x1f);
  }
}
