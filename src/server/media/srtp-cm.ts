// AES_CM_128_HMAC_SHA1_80 for SRTP and SRTCP (RFC 3711), for peers without GCM.

import {
  createCipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import { concat } from "../../base/bytes.ts";
import { readU32, writeU32 } from "../../core/sfu/rtp/big-endian.ts";
import { deriveSrtpKey, type SrtpCipher, type SrtpMaster, xorU16, xorU32 } from "./srtp-cipher.ts";

const TAG_BYTES = 10;
const SALT_BYTES = 14;
const AUTHENTICATION_KEY_BYTES = 20;
const RTCP_CLEAR_BYTES = 8;
const INDEX_BYTES = 4;
const ENCRYPTED_FLAG = 0x80000000;

type SessionKey = {
  readonly key: KeyObject;
  readonly authentication: KeyObject;
  readonly salt: Uint8Array;
};

export class SrtpCm implements SrtpCipher {
  readonly #rtp: SessionKey;
  readonly #rtcp: SessionKey;
  readonly #rollover = new Uint8Array(4);

  constructor(rtp: SessionKey, rtcp: SessionKey) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
  }

  static derive(master: SrtpMaster): SrtpCm {
    const derived = (label: Parameters<typeof deriveSrtpKey>[1], length: number) =>
      deriveSrtpKey(master, label, length);
    return new SrtpCm(
      {
        key: createSecretKey(derived("rtpKey", 16)),
        authentication: createSecretKey(derived("rtpAuthentication", AUTHENTICATION_KEY_BYTES)),
        salt: derived("rtpSalt", SALT_BYTES),
      },
      {
        key: createSecretKey(derived("rtcpKey", 16)),
        authentication: createSecretKey(derived("rtcpAuthentication", AUTHENTICATION_KEY_BYTES)),
        salt: derived("rtcpSalt", SALT_BYTES),
      },
    );
  }

  #rtpTag(authenticated: Uint8Array, index: number): Uint8Array {
    writeU32(this.#rollover, 0, Math.floor(index / 0x10000));
    const hmac = createHmac("sha1", this.#rtp.authentication);
    return hmac.update(authenticated).update(this.#rollover).digest().subarray(0, TAG_BYTES);
  }

  #rtcpTag(authenticated: Uint8Array): Uint8Array {
    const hmac = createHmac("sha1", this.#rtcp.authentication);
    return hmac.update(authenticated).digest().subarray(0, TAG_BYTES);
  }

  protectRtp(
    out: Uint8Array,
    headerLength: number,
    payload: Uint8Array,
    ssrc: number,
    index: number,
  ): number {
    out.set(counterMode(this.#rtp, ssrc, index, payload), headerLength);
    const end = headerLength + payload.length;
    out.set(this.#rtpTag(out.subarray(0, end), index), end);
    return end + TAG_BYTES;
  }

  unprotectRtp(
    packet: Uint8Array,
    headerLength: number,
    ssrc: number,
    index: number,
  ): Uint8Array | null {
    const end = packet.length - TAG_BYTES;
    if (end < headerLength) return null;
    if (!timingSafeEqual(this.#rtpTag(packet.subarray(0, end), index), packet.subarray(end))) {
      return null;
    }
    return counterMode(this.#rtp, ssrc, index, packet.subarray(headerLength, end));
  }

  // header and SSRC 8 | ciphertext | E and index 4 | tag 10
  protectRtcp(packet: Uint8Array, index: number): Uint8Array {
    const trailer = new Uint8Array(INDEX_BYTES);
    writeU32(trailer, 0, (ENCRYPTED_FLAG | index) >>> 0);
    const content = packet.subarray(RTCP_CLEAR_BYTES);
    const encrypted = counterMode(this.#rtcp, readU32(packet, 4), index, content);
    const message = concat(packet.subarray(0, RTCP_CLEAR_BYTES), encrypted, trailer);
    return concat(message, this.#rtcpTag(message));
  }

  unprotectRtcp(packet: Uint8Array): { packet: Uint8Array; index: number } | null {
    const end = packet.length - TAG_BYTES;
    const trailerAt = end - INDEX_BYTES;
    if (trailerAt < RTCP_CLEAR_BYTES) return null;
    if (!timingSafeEqual(this.#rtcpTag(packet.subarray(0, end)), packet.subarray(end))) return null;
    const trailer = readU32(packet, trailerAt);
    if (trailer < ENCRYPTED_FLAG) return null;
    const index = trailer - ENCRYPTED_FLAG;
    const content = packet.subarray(RTCP_CLEAR_BYTES, trailerAt);
    const opened = counterMode(this.#rtcp, readU32(packet, 4), index, content);
    return { packet: concat(packet.subarray(0, RTCP_CLEAR_BYTES), opened), index };
  }
}

/** RFC 3711 §4.1.1: the counter block starts at salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16. */
function counterMode(
  session: SessionKey,
  ssrc: number,
  index: number,
  content: Uint8Array,
): Uint8Array {
  const iv = new Uint8Array(16);
  iv.set(session.salt);
  xorU32(iv, 4, ssrc);
  xorU32(iv, 8, Math.floor(index / 0x10000));
  xorU16(iv, 12, index & 0xffff);
  return createCipheriv("aes-128-ctr", session.key, iv).update(content);
}
