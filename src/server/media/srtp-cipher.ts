// What an SRTP protection profile does with packets in one direction.

import { createCipheriv } from "node:crypto";

/** The master key and salt of one direction, as DTLS-SRTP gives them (RFC 5764 §4.2). */
export type SrtpMaster = { readonly key: Uint8Array; readonly salt: Uint8Array };

export interface SrtpCipher {
  /**
   * Encrypts `payload` behind the header that `out` begins with. The caller never gives the same
   * `ssrc` and `index` twice: they make the nonce. @returns the packet's length in `out`.
   */
  protectRtp(
    out: Uint8Array,
    headerLength: number,
    payload: Uint8Array,
    ssrc: number,
    index: number,
  ): number;
  /** @returns the payload, owned by the caller; null when the packet is forged. */
  unprotectRtp(
    packet: Uint8Array,
    headerLength: number,
    ssrc: number,
    index: number,
  ): Uint8Array | null;
  protectRtcp(packet: Uint8Array, index: number): Uint8Array;
  /** @returns null when the packet is forged. */
  unprotectRtcp(packet: Uint8Array): { readonly packet: Uint8Array; readonly index: number } | null;
}

/** RFC 3711 §4.3.2. */
const LABELS = {
  rtpKey: 0,
  rtpAuthentication: 1,
  rtpSalt: 2,
  rtcpKey: 3,
  rtcpAuthentication: 4,
  rtcpSalt: 5,
} as const;

/** The key derivation of RFC 3711 §4.3.1 with AES-CM, for a key derivation rate of 0. */
export function deriveSrtpKey(
  master: SrtpMaster,
  label: keyof typeof LABELS,
  length: number,
): Uint8Array {
  const iv = new Uint8Array(16);
  iv.set(master.salt);
  iv[7] = (iv[7] ?? 0) ^ LABELS[label];
  return createCipheriv("aes-128-ctr", master.key, iv).update(new Uint8Array(length));
}

export function xorU32(bytes: Uint8Array, offset: number, value: number): void {
  for (let place = 0; place < 4; place++) {
    const byte = (value >>> (24 - 8 * place)) & 0xff;
    bytes[offset + place] = (bytes[offset + place] ?? 0) ^ byte;
  }
}

export function xorU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = (bytes[offset] ?? 0) ^ ((value >>> 8) & 0xff);
  bytes[offset + 1] = (bytes[offset + 1] ?? 0) ^ (value & 0xff);
}
