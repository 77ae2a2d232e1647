// The RTP header (RFC 3550 §5.1) and its one-byte header extensions (RFC 8285 §4.2).

import { readU16, readU32, writeU16, writeU32 } from "./big-endian.ts";

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-+-+-------+-+-------------+-------------------------------+
// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
// +---+-+-+-------+-+-------------+-------------------------------+
// |                           timestamp                           |
// +---------------------------------------------------------------+
// |                             SSRC                              |
// +---------------------------------------------------------------+
// | CC x CSRC … | if X: profile 16, words 16, then the extensions  |

export const RTP_HEADER_BYTES = 12;
const ONE_BYTE_EXTENSIONS = 0xbede;

export type RtpHeader = {
  readonly hasPadding: boolean;
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Bytes before the payload, CSRCs and extensions included. */
  readonly length: number;
  /** Where the extension elements start and end; equal when there are none. */
  readonly extensionsStart: number;
  readonly extensionsEnd: number;
};

/** @returns null when `packet` isn't RTP version 2 with a whole header. */
export function parseRtpHeader(packet: Uint8Array): RtpHeader | null {
  const first = packet[0] ?? 0;
  const second = packet[1] ?? 0;
  if (packet.length < RTP_HEADER_BYTES || first >> 6 !== 2) return null;
  let length = RTP_HEADER_BYTES + (first & 15) * 4;
  let extensionsStart = length;
  if ((first & 16) !== 0) {
    if (packet.length < length + 4) return null;
    const isOneByte = readU16(packet, length) === ONE_BYTE_EXTENSIONS;
    const bytes = readU16(packet, length + 2) * 4;
    length += 4 + bytes;
    extensionsStart = isOneByte ? length - bytes : length;
  }
  if (packet.length < length) return null;
  return {
    hasPadding: (first & 32) !== 0,
    marker: (second & 128) !== 0,
    payloadType: second & 127,
    sequenceNumber: readU16(packet, 2),
    timestamp: readU32(packet, 4),
    ssrc: readU32(packet, 8),
    length,
    extensionsStart,
    extensionsEnd: length,
  };
}

/** @returns the value of extension `id` (1 to 14), a view into `packet`, or null. */
export function findExtension(
  packet: Uint8Array,
  header: RtpHeader,
  id: number,
): Uint8Array | null {
  let offset = header.extensionsStart;
  while (offset < header.extensionsEnd) {
    const head = packet[offset] ?? 0;
    offset += 1;
    if (head === 0) continue;
    if (head >> 4 === 15) return null;
    const end = offset + (head & 15) + 1;
    if (end > header.extensionsEnd) return null;
    if (head >> 4 === id) return packet.subarray(offset, end);
    offset = end;
  }
  return null;
}

/** @returns the first byte of extension `id`, without a view of it; null when it isn't there. */
export function firstExtensionByte(
  packet: Uint8Array,
  header: RtpHeader,
  id: number,
): number | null {
  let offset = header.extensionsStart;
  while (offset < header.extensionsEnd) {
    const head = packet[offset] ?? 0;
    const end = head === 0 ? offset + 1 : offset + (head & 15) + 2;
    if (head >> 4 === 15 || end > header.extensionsEnd) return null;
    if (head >> 4 === id) return packet[offset + 1] ?? null;
    offset = end;
  }
  return null;
}

type Written = Pick<RtpHeader, "hasPadding" | "marker" | "payloadType" | "timestamp" | "ssrc">;

/** Writes the fixed header without CSRCs and extensions: `RTP_HEADER_BYTES`. */
export function writeRtpHeader(
  out: Uint8Array,
  header: Written & Pick<RtpHeader, "sequenceNumber">,
): void {
  writeRtpHeaderAs(out, header, header.sequenceNumber);
}

/** Of an extension block with one element of two bytes: profile 2, words 2, head 1, value 2, padding 1. */
export const TWCC_BYTES = 8;

/** Writes a transport-wide number behind the fixed header, whose flag it sets: `TWCC_BYTES`. */
export function writeTwcc(out: Uint8Array, id: number, transportSequence: number): void {
  out[0] = (out[0] ?? 0) | 0x10;
  writeU16(out, 12, ONE_BYTE_EXTENSIONS);
  writeU16(out, 14, 1);
  out[16] = (id << 4) | 1;
  writeU16(out, 17, transportSequence);
  out[19] = 0;
}

/** The same for a header whose sequence number stands elsewhere. */
export function writeRtpHeaderAs(out: Uint8Array, header: Written, sequenceNumber: number): void {
  out[0] = header.hasPadding ? 0xa0 : 0x80;
  out[1] = (header.marker ? 128 : 0) | header.payloadType;
  writeU16(out, 2, sequenceNumber);
  writeU32(out, 4, header.timestamp);
  writeU32(out, 8, header.ssrc);
}
