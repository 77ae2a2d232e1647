// The SFrame header: key ID and counter in as few bytes as they need. RFC 9605 §4.3.

import type { Bytes } from "../../base/bytes.ts";

/*
 *   0 1 2 3 4 5 6 7
 *  +-+-+-+-+-+-+-+-+-----------+-----------+
 *  |X|  K  |Y|  C  |  KID ...  |  CTR ...  |
 *  +-+-+-+-+-+-+-+-+-----------+-----------+
 *
 *  X = 0: K is the KID.   X = 1: K is the KID's length in bytes, minus one.
 *  Y = 0: C is the CTR.   Y = 1: C is the CTR's length in bytes, minus one.
 */

export type FrameHeader = {
  /** 0 to 2^64 - 1. */
  readonly kid: bigint;
  /** 0 to 2^64 - 1. */
  readonly ctr: bigint;
};

/** The config byte, then up to 8 bytes each of KID and CTR. */
export const HEADER_BYTES_MAX = 17;

/** Bytes that `value` needs outside of the config byte: 0 for 0 to 7, else 1 to 8. */
function extendedLength(value: bigint): number {
  if (value < 8n) return 0;
  let length = 1;
  while (value >> BigInt(8 * length) > 0n) length++;
  return length;
}

/** The four bits of the config byte for `value`. */
function configBits(value: bigint, length: number): number {
  return length === 0 ? Number(value) : 0x8 | (length - 1);
}

function writeUint(bytes: Bytes, value: bigint, offset: number, length: number): void {
  for (let index = 0; index < length; index++) {
    bytes[offset + index] = Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn);
  }
}

/** @returns 1 to 17 bytes. `kid` and `ctr` must fit 64 bits. */
export function encodeHeader({ kid, ctr }: FrameHeader): Bytes {
  const kidLength = extendedLength(kid);
  const ctrLength = extendedLength(ctr);
  const bytes = new Uint8Array(1 + kidLength + ctrLength);
  bytes[0] = (configBits(kid, kidLength) << 4) | configBits(ctr, ctrLength);
  writeUint(bytes, kid, 1, kidLength);
  writeUint(bytes, ctr, 1 + kidLength, ctrLength);
  return bytes;
}

/** @returns null when bytes are missing, or more were used than the value needs. */
function readField(bytes: Uint8Array, bits: number, offset: number, length: number): bigint | null {
  if (length === 0) return BigInt(bits);
  if (bytes.length < offset + length) return null;
  let value = 0n;
  for (let index = 0; index < length; index++) {
    value = (value << 8n) | BigInt(bytes[offset + index] ?? 0);
  }
  return extendedLength(value) === length ? value : null;
}

/**
 * Reads the header that `bytes` begins with.
 * @returns null when it is cut off, or not the shortest form, which §4.3 requires. Never throws.
 */
export function parseHeader(bytes: Uint8Array): (FrameHeader & { readonly length: number }) | null {
  const config = bytes[0];
  if (config === undefined) return null;
  const kidLength = (config & 0x80) === 0 ? 0 : ((config >> 4) & 7) + 1;
  const ctrLength = (config & 0x08) === 0 ? 0 : (config & 7) + 1;
  const kid = readField(bytes, (config >> 4) & 7, 1, kidLength);
  const ctr = readField(bytes, config & 7, 1 + kidLength, ctrLength);
  if (kid === null || ctr === null) return null;
  return { kid, ctr, length: 1 + kidLength + ctrLength };
}
