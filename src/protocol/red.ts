// Redundant audio (RFC 2198 §3): a payload that repeats earlier frames before its own. Its headers stay clear, for the SFU.

import type { Bytes } from "../base/bytes.ts";
import { concat } from "../base/bytes.ts";

//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-------------+---------------------------+-------------------+
//  |1|  block PT   |  timestamp offset         |   block length    |  for each that is repeated, then
//  |0|  block PT   |  and all blocks in the order of their headers: the last one's length is the rest.

const HEADER_BYTES = 4;
/** Chromium repeats one frame; more than this nobody does. */
const REPEATED_MAX = 8;
export const BLOCK_BYTES_MAX = 1_023;

export type RedBlock = {
  readonly payloadType: number;
  /** By how many ticks its frame is older. */
  readonly timestampOffset: number;
  readonly bytes: Uint8Array;
};

export type RedPayload = {
  /** The oldest first. */
  readonly repeated: readonly RedBlock[];
  readonly payloadType: number;
  /** The frame of the packet's own time. */
  readonly primary: Uint8Array;
};

/** @returns null for what isn't whole. Its frames are views into `payload`. */
export function parseRed(payload: Uint8Array): RedPayload | null {
  const heads: { payloadType: number; timestampOffset: number; length: number }[] = [];
  let offset = 0;
  for (let first = payload[0] ?? 0; (first & 0x80) !== 0; first = payload[offset] ?? 0) {
    const [, second = 0, third = 0, fourth = 0] = payload.subarray(offset, offset + HEADER_BYTES);
    const timestampOffset = (second << 6) | (third >> 2);
    heads.push({
      payloadType: first & 0x7f,
      timestampOffset,
      length: ((third & 3) << 8) | fourth,
    });
    offset += HEADER_BYTES;
    if (heads.length > REPEATED_MAX || offset >= payload.length) return null;
  }
  const payloadType = payload[offset] ?? 0;
  offset += 1;
  const repeated: RedBlock[] = [];
  for (const { length, ...head } of heads) {
    repeated.push({ ...head, bytes: payload.subarray(offset, offset + length) });
    offset += length;
  }
  return offset > payload.length
    ? null
    : { repeated, payloadType, primary: payload.subarray(offset) };
}

/** Leaves out what is too long to be repeated. */
export function writeRed({ repeated, payloadType, primary }: RedPayload): Bytes {
  const fitting = repeated.filter(({ bytes }) => bytes.length <= BLOCK_BYTES_MAX);
  const heads = fitting.map(({ bytes, timestampOffset, ...block }) => {
    const { length } = bytes;
    const third = ((timestampOffset & 0x3f) << 2) | (length >> 8);
    return new Uint8Array([0x80 | block.payloadType, timestampOffset >> 6, third, length & 0xff]);
  });
  const blocks = fitting.map(({ bytes }) => bytes);
  return concat(...heads, new Uint8Array([payloadType]), ...blocks, primary);
}

/** Gives all blocks of what `parseRed` could read the payload type that its receiver knows. */
export function writeBlockTypes(payload: Uint8Array, payloadType: number): void {
  let offset = 0;
  for (; ((payload[offset] ?? 0) & 0x80) !== 0; offset += HEADER_BYTES) {
    payload[offset] = 0x80 | payloadType;
  }
  payload[offset] = payloadType;
}
