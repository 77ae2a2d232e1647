// The STUN that ICE-lite needs: reads binding requests and writes their answers (RFC 8489, RFC 8445 §7).

import { createHmac, timingSafeEqual } from "node:crypto";
import { fromUtf8, utf8 } from "../../base/bytes.ts";
import { readU16, readU32, writeU16, writeU32 } from "../../core/sfu/rtp/big-endian.ts";
import { parseIp } from "./ip-address.ts";

//  message type 16 | length 16 | magic cookie 32 | transaction id 96 | attributes: type 16, length 16, value, padding
const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;

const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const XOR_MAPPED_ADDRESS = 0x0020;
const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
const FINGERPRINT_XOR = 0x5354554e;
const INTEGRITY_BYTES = 20;

export type BindingRequest = {
  readonly transactionId: Uint8Array;
  /** "ours:theirs": the ICE user name fragments. */
  readonly username: string;
  readonly isNominating: boolean;
  readonly integrity: Uint8Array;
  /** Where the integrity attribute starts: what comes after it isn't authenticated. */
  readonly integrityOffset: number;
};

/** @returns null for anything but a binding request with a user name and integrity. */
export function parseBindingRequest(packet: Uint8Array): BindingRequest | null {
  if (packet.length < HEADER_BYTES || readU16(packet, 0) !== BINDING_REQUEST) return null;
  if (readU32(packet, 4) !== MAGIC_COOKIE) return null;
  if (readU16(packet, 2) !== packet.length - HEADER_BYTES) return null;
  let username: string | null = null;
  let isNominating = false;
  let offset = HEADER_BYTES;
  while (offset + 4 <= packet.length) {
    const type = readU16(packet, offset);
    const length = readU16(packet, offset + 2);
    const value = packet.subarray(offset + 4, offset + 4 + length);
    if (value.length !== length) return null;
    if (type === USERNAME) username = fromUtf8(value);
    if (type === USE_CANDIDATE) isNominating = true;
    if (type === MESSAGE_INTEGRITY) {
      if (username === null || length !== INTEGRITY_BYTES) return null;
      return {
        transactionId: packet.slice(8, HEADER_BYTES),
        username,
        isNominating,
        integrity: value,
        integrityOffset: offset,
      };
    }
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  return null;
}

/**
 * Proves that the sender knows the password of the answer, which came to it over the socket: without
 * it a stranger could point a participant's media at a victim, or take its place.
 */
export function hasIntegrity(
  packet: Uint8Array,
  request: BindingRequest,
  password: string,
): boolean {
  const covered = packet.slice(0, request.integrityOffset);
  writeU16(covered, 2, request.integrityOffset + 4 + INTEGRITY_BYTES - HEADER_BYTES);
  return timingSafeEqual(hmac(password, covered), request.integrity);
}

/** @returns the answer to `request`, which came from `address` and `port`; null for an odd address. */
export function bindingSuccess(
  request: BindingRequest,
  address: string,
  port: number,
  password: string,
): Uint8Array | null {
  const ip = parseIp(address);
  if (ip === null) return null;
  const mappedBytes = 8 + ip.length;
  const integrityOffset = HEADER_BYTES + mappedBytes;
  const fingerprintOffset = integrityOffset + 4 + INTEGRITY_BYTES;
  const packet = new Uint8Array(fingerprintOffset + 8);
  writeU16(packet, 0, BINDING_SUCCESS);
  writeU32(packet, 4, MAGIC_COOKIE);
  packet.set(request.transactionId, 8);

  writeU16(packet, HEADER_BYTES, XOR_MAPPED_ADDRESS);
  writeU16(packet, HEADER_BYTES + 2, mappedBytes - 4);
  packet[HEADER_BYTES + 5] = ip.length === 4 ? 1 : 2;
  writeU16(packet, HEADER_BYTES + 6, port ^ (MAGIC_COOKIE >>> 16));
  // The mask is the cookie and the transaction id, which stand one after the other at 4.
  ip.forEach((byte, place) => {
    packet[HEADER_BYTES + 8 + place] = byte ^ (packet[4 + place] ?? 0);
  });

  writeU16(packet, 2, integrityOffset + 4 + INTEGRITY_BYTES - HEADER_BYTES);
  writeU16(packet, integrityOffset, MESSAGE_INTEGRITY);
  writeU16(packet, integrityOffset + 2, INTEGRITY_BYTES);
  packet.set(hmac(password, packet.subarray(0, integrityOffset)), integrityOffset + 4);

  writeU16(packet, 2, fingerprintOffset + 8 - HEADER_BYTES);
  writeU16(packet, fingerprintOffset, FINGERPRINT);
  writeU16(packet, fingerprintOffset + 2, 4);
  const checksum = crc32(packet.subarray(0, fingerprintOffset));
  writeU32(packet, fingerprintOffset + 4, (checksum ^ FINGERPRINT_XOR) >>> 0);
  return packet;
}

function hmac(password: string, covered: Uint8Array): Uint8Array {
  return createHmac("sha1", utf8(password)).update(covered).digest();
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ 0xedb88320;
  }
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let checksum = 0xffffffff;
  for (const byte of bytes) {
    checksum = (checksum >>> 8) ^ (CRC_TABLE[(checksum ^ byte) & 0xff] ?? 0);
  }
  return ~checksum >>> 0;
}
