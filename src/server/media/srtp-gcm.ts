// AEAD_AES_128_GCM for SRTP and SRTCP (RFC 7714).

import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { concat } from "../../base/bytes.ts";
import { readU32, writeU32 } from "../../core/sfu/rtp/big-endian.ts";
import { deriveSrtpKey, type SrtpCipher, type SrtpMaster, xorU16, xorU32 } from "./srtp-cipher.ts";

const TAG_BYTES = 16;
const SALT_BYTES = 12;
/** SSRC and header: what RTCP leaves in the clear. */
const RTCP_CLEAR_BYTES = 8;
const INDEX_BYTES = 4;
const ENCRYPTED_FLAG = 0x80000000;

type SessionKey = { readonly key: KeyObject; readonly salt: Uint8Array };

export class SrtpGcm implements SrtpCipher {
  readonly #rtp: SessionKey;
  readonly #rtcp: SessionKey;
  readonly #iv = new Uint8Array(SALT_BYTES);

  constructor(rtp: SessionKey, rtcp: SessionKey) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
  }

  static derive(master: SrtpMaster): SrtpGcm {
    const key = (label: "rtpKey" | "rtcpKey") => createSecretKey(deriveSrtpKey(master, label, 16));
    const salt = (label: "rtpSalt" | "rtcpSalt") => deriveSrtpKey(master, label, SALT_BYTES);
    return new SrtpGcm(
      { key: key("rtpKey"), salt: salt("rtpSalt") },
      { key: key("rtcpKey"), salt: salt("rtcpSalt") },
    );
  }

  // RFC 7714 §8.1: 00 00 | SSRC 32 | ROC 32 | SEQ 16, XOR salt.
  #rtpIv(ssrc: number, index: number): Uint8Array {
    this.#iv.set(this.#rtp.salt);
    xorU32(this.#iv, 2, ssrc);
    xorU32(this.#iv, 6, Math.floor(index / 0x10000));
    xorU16(this.#iv, 10, index & 0xffff);
    return this.#iv;
  }

  // RFC 7714 §9.1: 00 00 | SSRC 32 | 00 00 | 0 and SRTCP index 31, XOR salt.
  #rtcpIv(ssrc: number, index: number): Uint8Array {
    this.#iv.set(this.#rtcp.salt);
    xorU32(this.#iv, 2, ssrc);
    xorU32(this.#iv, 8, index);
    return this.#iv;
  }

  protectRtp(
    out: Uint8Array,
    headerLength: number,
    payload: Uint8Array,
    ssrc: number,
    index: number,
  ): number {
    const cipher = createCipheriv("aes-128-gcm", this.#rtp.key, this.#rtpIv(ssrc, index));
    cipher.setAAD(out.subarray(0, headerLength));
    out.set(cipher.update(payload), headerLength);
    cipher.final();
    out.set(cipher.getAuthTag(), headerLength + payload.length);
    return headerLength + payload.length + TAG_BYTES;
  }

  unprotectRtp(
    packet: Uint8Array,
    headerLength: number,
    ssrc: number,
    index: number,
  ): Uint8Array | null {
    const iv = this.#rtpIv(ssrc, index);
    return open(this.#rtp.key, iv, packet.subarray(0, headerLength), packet.subarray(headerLength));
  }

  // header and SSRC 8 | ciphertext | tag 16 | E and index 4
  protectRtcp(packet: Uint8Array, index: number): Uint8Array {
    const trailer = new Uint8Array(INDEX_BYTES);
    writeU32(trailer, 0, (ENCRYPTED_FLAG | index) >>> 0);
    const clear = packet.subarray(0, RTCP_CLEAR_BYTES);
    const iv = this.#rtcpIv(readU32(packet, 4), index);
    const cipher = createCipheriv("aes-128-gcm", this.#rtcp.key, iv);
    cipher.setAAD(concat(clear, trailer));
    const encrypted = cipher.update(packet.subarray(RTCP_CLEAR_BYTES));
    cipher.final();
    return concat(clear, encrypted, cipher.getAuthTag(), trailer);
  }

  unprotectRtcp(packet: Uint8Array): { packet: Uint8Array; index: number } | null {
    const end = packet.length - INDEX_BYTES;
    if (end < RTCP_CLEAR_BYTES + TAG_BYTES) return null;
    const trailer = readU32(packet, end);
    if (trailer < ENCRYPTED_FLAG) return null;
    const index = trailer - ENCRYPTED_FLAG;
    const clear = packet.subarray(0, RTCP_CLEAR_BYTES);
    const authenticated = concat(clear, packet.subarray(end));
    const iv = this.#rtcpIv(readU32(packet, 4), index);
    const opened = open(this.#rtcp.key, iv, authenticated, packet.subarray(RTCP_CLEAR_BYTES, end));
    return opened === null ? null : { packet: concat(clear, opened), index };
  }
}

function open(
  key: KeyObject,
  iv: Uint8Array,
  authenticated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | null {
  const end = sealed.length - TAG_BYTES;
  if (end < 0) return null;
  const decipher = createDecipheriv("aes-128-gcm", key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated);
  decipher.setAuthTag(sealed.subarray(end));
  const payload = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return payload;
}
