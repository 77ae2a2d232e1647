// The STUN that we need: binding requests and their answers, both read and written (RFC 8489, RFC 8445 §7).

import { createHmac, timingSafeEqual } from "node:crypto";
import { concat, fromUtf8, utf8 } from "../../base/bytes.ts";
import { readU16, readU32, writeU16, writeU32 } from "../../core/sfu/rtp/big-endian.ts";
import { parseIp } from "./ip-address.ts";

//  message type 16 | length 16 | magic cookie 32 | transaction id 96 | attributes: type 16, length 16, value, padding
const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const COOKIE_BYTES = new Uint8Array([0x21, 0x12, 0xa4, 0x42]);
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;

const PRIORITY = 0x0024;
const ICE_CONTROLLED = 0x8029;
/** Of a peer-reflexive candidate (RFC 8445 §5.1.2); nobody compares ours. */
const OWN_PRIORITY = 110 * 2 ** 24 + 65_535 * 2 ** 8 + 255;

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

type Attributes = {
  readonly username: string | null;
  readonly isNominating: boolean;
  readonly integrity: Uint8Array;
  readonly integrityOffset: number;
};

/** Reads up to the integrity. @returns null unless `packet` is of `type`, whole, and has one. */
function parseMessage(packet: Uint8Array, type: number): Attributes | null {
  if (packet.length < HEADER_BYTES || readU16(packet, 0) !== type) return null;
  if (readU32(packet, 4) !== MAGIC_COOKIE) return null;
  if (readU16(packet, 2) !== packet.length - HEADER_BYTES) return null;
  let username: string | null = null;
  let isNominating = false;
  let offset = HEADER_BYTES;
  while (offset + 4 <= packet.length) {
    const attribute = readU16(packet, offset);
    const length = readU16(packet, offset + 2);
    const value = packet.subarray(offset + 4, offset + 4 + length);
    if (value.length !== length) return null;
    if (attribute === USERNAME) username = fromUtf8(value);
    if (attribute === USE_CANDIDATE) isNominating = true;
    if (attribute === MESSAGE_INTEGRITY) {
      if (length !== INTEGRITY_BYTES) return null;
      return { username, isNominating, integrity: value, integrityOffset: offset };
    }
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  return null;
}

/** @returns null for anything but a binding request with a user name and integrity. */
export function parseBindingRequest(packet: Uint8Array): BindingRequest | null {
  const parsed = parseMessage(packet, BINDING_REQUEST);
  if (parsed === null || parsed.username === null) return null;
  const { username, ...rest } = parsed;
  return { ...rest, username, transactionId: packet.slice(8, HEADER_BYTES) };
}

/** @returns the transaction ID of an answer with integrity under `password`; null for anything else. */
export function parseBindingSuccess(packet: Uint8Array, password: string): Uint8Array | null {
  const parsed = parseMessage(packet, BINDING_SUCCESS);
  if (parsed === null || !hasIntegrity(packet, parsed, password)) return null;
  return packet.slice(8, HEADER_BYTES);
}

/** True for what may answer a check of ours. */
export function isBindingSuccess(packet: Uint8Array): boolean {
  return readU16(packet, 0) === BINDING_SUCCESS;
}

/**
 * Proves that the sender knows the password of the answer, which came to it over the socket: without
 * it a stranger could point a participant's media at a victim, or take its place.
 */
export function hasIntegrity(
  packet: Uint8Array,
  request: Pick<BindingRequest, "integrity" | "integrityOffset">,
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
  const mapped = new Uint8Array(8 + ip.length);
  writeU16(mapped, 0, XOR_MAPPED_ADDRESS);
  writeU16(mapped, 2, mapped.length - 4);
  mapped[5] = ip.length === 4 ? 1 : 2;
  writeU16(mapped, 6, port ^ (MAGIC_COOKIE >>> 16));
  const mask = concat(COOKIE_BYTES, request.transactionId);
  ip.forEach((byte, place) => {
    mapped[8 + place] = byte ^ (mask[place] ?? 0);
  });
  return sealed(BINDING_SUCCESS, request.transactionId, mapped, password);
}

/** A check of our own, of which `username` is "theirs:ours" and `password` theirs. */
export function bindingRequest(
  transactionId: Uint8Array,
  username: string,
  password: string,
): Uint8Array {
  const name = utf8(username);
  const attributes = new Uint8Array(4 + Math.ceil(name.length / 4) * 4 + 8 + 12);
  writeU16(attributes, 0, USERNAME);
  writeU16(attributes, 2, name.length);
  attributes.set(name, 4);
  const priorityAt = attributes.length - 20;
  writeU16(attributes, priorityAt, PRIORITY);
  writeU16(attributes, priorityAt + 2, 4);
  writeU32(attributes, priorityAt + 4, OWN_PRIORITY);
  // Its value breaks ties between two that both control; one that is lite never does.
  writeU16(attributes, priorityAt + 8, ICE_CONTROLLED);
  writeU16(attributes, priorityAt + 10, 8);
  return sealed(BINDING_REQUEST, transactionId, attributes, password);
}

/** A message with integrity and fingerprint after its attributes. */
function sealed(
  type: number,
  transactionId: Uint8Array,
  attributes: Uint8Array,
  password: string,
): Uint8Array {
  const integrityOffset = HEADER_BYTES + attributes.length;
  const fingerprintOffset = integrityOffset + 4 + INTEGRITY_BYTES;
  const packet = new Uint8Array(fingerprintOffset + 8);
  writeU16(packet, 0, type);
  packet.set(COOKIE_BYTES, 4);
  packet.set(transactionId, 8);
  packet.set(attributes, HEADER_BYTES);

  writeU16(packet, 2, fingerprintOffset - HEADER_BYTES);
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
