// The VP9 payload descriptor: read where pictures and layers begin, and renumbered for each receiver (RFC 9628 §4.2).

import { readU16, writeU16 } from "./big-endian.ts";
import type { PictureDescriptor, PictureNumbering } from "./picture.ts";

//   0 1 2 3 4 5 6 7
//  +-+-+-+-+-+-+-+-+
//  |I|P|L|F|B|E|V|Z|  then, if I: 1 or 2 bytes of picture id (M is the top bit);
//  +-+-+-+-+-+-+-+-+  if L: TID 3, U 1, SID 3, D 1, and unless F: 1 byte of TL0PICIDX;
//                     if F and P: up to 3 bytes of P_DIFF 7, N 1, N saying that another follows;
//                     if V: N_S 3, Y 1, G 1, RSV 3, then if Y: width 2, height 2 of N_S + 1 layers …

const P_DIFFS_MAX = 3;
const SIZE_BYTES = 4;

/** @returns null when `payload` ends before its frame begins, or is no VP9. */
export function parseVp9(payload: Uint8Array): PictureDescriptor | null {
  const first = payload[0] ?? 0;
  const [isInter, isFlexible] = [(first & 0x40) !== 0, (first & 0x10) !== 0];
  const idBytes = idBytesOf(payload);
  let offset = 1 + idBytes;
  const hasLayers = (first & 0x20) !== 0;
  const layers = hasLayers ? (payload[offset++] ?? 0) : 0;
  const tl0PicIdx = hasLayers && !isFlexible ? (payload[offset++] ?? 0) : null;
  if (isFlexible && isInter) {
    let differences = 1;
    while (((payload[offset++] ?? 0) & 1) !== 0) if (++differences > P_DIFFS_MAX) return null;
  }
  if (offset >= payload.length) return null;
  // The first spatial layer begins a picture: all that follow it are of the same.
  const startsFrame = (first & 0x08) !== 0 && (layers & 0x0e) === 0;
  return {
    startsFrame,
    startsKeyFrame: startsFrame && !isInter,
    pictureId:
      idBytes === 0 ? null : idBytes === 1 ? (payload[1] ?? 0) : readU16(payload, 1) & 0x7fff,
    pictureIdBits: idBytes === 2 ? 15 : 7,
    tl0PicIdx,
    temporal: Math.min(layers >> 5, TEMPORAL_MAX),
    isSync: false,
    opensAbove: (layers & 0x10) !== 0,
    keepsGaps: true,
    keyIdx: null,
    height: (first & 0x02) === 0 ? null : heightAt(payload, offset),
  };
}

/** We count four layers; nobody makes more. */
const TEMPORAL_MAX = 3;

function idBytesOf(payload: Uint8Array): 0 | 1 | 2 {
  if (((payload[0] ?? 0) & 0x80) === 0) return 0;
  return (payload[1] ?? 0) < 0x80 ? 1 : 2;
}

/** @returns the height of the largest layer; null when it isn't told. */
function heightAt(payload: Uint8Array, offset: number): number | null {
  const structure = payload[offset] ?? 0;
  const end = offset + 1 + ((structure >> 5) + 1) * SIZE_BYTES;
  return (structure & 0x10) === 0 || payload.length < end ? null : readU16(payload, end - 2);
}

/** Replaces the numbers of a descriptor that `parseVp9` could read; its length stays. */
export function writeVp9Numbers(payload: Uint8Array, numbering: PictureNumbering): void {
  const first = payload[0] ?? 0;
  const idBytes = idBytesOf(payload);
  const pictureId = numbering.pictureId ?? 0;
  if (idBytes === 1) payload[1] = pictureId & 0x7f;
  if (idBytes === 2) writeU16(payload, 1, 0x8000 | (pictureId & 0x7fff));
  const hasTl0PicIdx = (first & 0x20) !== 0 && (first & 0x10) === 0;
  if (hasTl0PicIdx) payload[2 + idBytes] = numbering.tl0PicIdx & 0xff;
}
