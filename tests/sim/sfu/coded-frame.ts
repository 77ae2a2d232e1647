// What the modelled encoders put into packets: a descriptor as browsers write it, and behind it the truth for the checkers.

import { readU16, readU32, writeU16, writeU32 } from "../../../src/core/sfu/rtp/big-endian.ts";
import type { VideoCodec } from "../../../src/protocol/codecs.ts";

/** The truth about a frame. Frames of one layer of one publisher are numbered from 0. */
export type CodedFrame = {
  readonly codec: VideoCodec;
  readonly publisher: number;
  readonly spatial: number;
  readonly number: number;
  readonly isKey: boolean;
  readonly temporal: number;
  /** Needs no frame of a higher temporal layer than the base. */
  readonly isSync: boolean;
  readonly tl0PicIdx: number;
  /** The frames of the layer that it can't be decoded without. */
  readonly references: readonly number[];
  readonly height: number;
  readonly timestamp: number;
};

/** Descriptor 6, and the first 10 bytes of VP8, which stay clear; of VP9 the descriptor, 10 at most. */
const TRUTH_AT = 16;
const TRUTH_BYTES = 24;
export const FRAGMENT_BYTES_MIN = TRUTH_AT + TRUTH_BYTES;

/** @param place of the packet in its frame. */
export function writeFragment(frame: CodedFrame, place: number, bytes: number): Uint8Array {
  const payload = new Uint8Array(Math.max(bytes, FRAGMENT_BYTES_MIN));
  if (frame.codec === "vp8") writeVp8(payload, frame, place === 0);
  else writeVp9(payload, frame, place === 0);
  writeU32(payload, TRUTH_AT, frame.number);
  payload[TRUTH_AT + 4] = frame.publisher;
  payload[TRUTH_AT + 5] = frame.spatial;
  const flags = (frame.isKey ? 1 : 0) | (frame.isSync ? 2 : 0) | (frame.codec === "vp9" ? 16 : 0);
  payload[TRUTH_AT + 6] = flags | (frame.temporal << 2);
  payload[TRUTH_AT + 7] = frame.references.length;
  frame.references.forEach((reference, at) => {
    writeU32(payload, TRUTH_AT + 8 + 4 * at, reference);
  });
  return payload;
}

function writeVp8(payload: Uint8Array, frame: CodedFrame, isFirst: boolean): void {
  payload[0] = 0x80 | (isFirst ? 0x10 : 0);
  payload[1] = 0xe0;
  writeU16(payload, 2, 0x8000 | (frame.number & 0x7fff));
  payload[4] = frame.tl0PicIdx;
  payload[5] = (frame.temporal << 6) | (frame.isSync ? 0x20 : 0);
  payload[6] = frame.isKey ? 0 : 1;
  if (!frame.isKey) return;
  payload[14] = frame.height & 255;
  payload[15] = frame.height >> 8;
}

/** As Chromium: in flexible mode, with every picture a switching point. */
function writeVp9(payload: Uint8Array, frame: CodedFrame, isFirst: boolean): void {
  const { isKey, number, references, height } = frame;
  const hasStructure = isKey && isFirst;
  payload[0] = 0xb0 | (isKey ? 0 : 0x40) | (isFirst ? 0x08 : 0) | (hasStructure ? 0x02 : 0);
  writeU16(payload, 1, 0x8000 | (number & 0x7fff));
  payload[3] = (frame.temporal << 5) | 0x10;
  references.forEach((reference, at) => {
    payload[4 + at] = ((number - reference) << 1) | (at + 1 < references.length ? 1 : 0);
  });
  if (hasStructure) payload.set([0x10, 0x05, 0, height >> 8, height & 255], 4);
}

/** By how much the pictures that a VP9 fragment's needs are before it. */
export function differencesOf(payload: Uint8Array): number[] {
  const differences: number[] = [];
  let hasMore = ((payload[0] ?? 0) & 0x40) !== 0;
  for (let at = 4; hasMore; at++) {
    differences.push((payload[at] ?? 0) >> 1);
    hasMore = ((payload[at] ?? 0) & 1) !== 0;
  }
  return differences;
}

/** What a fragment truly is of: the SFU can't read it, it is ciphertext to it. */
export type Truth = Pick<
  CodedFrame,
  "codec" | "publisher" | "spatial" | "number" | "isKey" | "temporal" | "references"
>;

export function readTruth(payload: Uint8Array): Truth {
  const flags = payload[TRUTH_AT + 6] ?? 0;
  const count = payload[TRUTH_AT + 7] ?? 0;
  return {
    codec: (flags & 16) === 0 ? "vp8" : "vp9",
    publisher: payload[TRUTH_AT + 4] ?? 0,
    spatial: payload[TRUTH_AT + 5] ?? 0,
    number: readU32(payload, TRUTH_AT),
    isKey: (flags & 1) !== 0,
    temporal: (flags >> 2) & 3,
    references: Array.from({ length: count }, (_, at) => readU32(payload, TRUTH_AT + 8 + 4 * at)),
  };
}

/** True for what is of an encoder, not padding. */
export function isFragment(payload: Uint8Array): boolean {
  return payload.length >= FRAGMENT_BYTES_MIN && readU16(payload, 0) >> 15 === 1;
}
