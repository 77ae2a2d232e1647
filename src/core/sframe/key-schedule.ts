// From an epoch's base key to a key and a salt for each KID, and to a nonce for each frame. RFC 9605 §4.4.2, §4.4.3.

import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../../base/bytes.ts";
import { concat, copy, utf8 } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";

/** A row of RFC 9605 §4.5; sizes in bytes. */
export type CipherSuite = {
  /** In the IANA registry, §8.1. */
  readonly id: number;
  readonly hash: "sha256" | "sha512";
  readonly keyBytes: number;
  readonly nonceBytes: number;
  readonly tagBytes: number;
};

/** The one that we use: its full tag costs 16 bytes a frame, and WebCrypto has it everywhere. */
export const AES_128_GCM_SHA256_128: CipherSuite = {
  id: 4,
  hash: "sha256",
  keyBytes: 16,
  nonceBytes: 12,
  tagBytes: 16,
};

const HASHES = { sha256, sha512 };

/** `sframe_secret`: what every KID's key of an epoch is derived from. */
export function frameSecret(suite: CipherSuite, baseKey: Uint8Array): Secret {
  return new Secret(extract(HASHES[suite.hash], baseKey, new Uint8Array(0)));
}

/** Label ‖ KID as 8 bytes ‖ suite as 2 bytes: neither KIDs nor suites ever share a key. */
function keyLabel(suite: CipherSuite, label: string, kid: bigint): Bytes {
  const suffix = new Uint8Array(10);
  const view = new DataView(suffix.buffer);
  view.setBigUint64(0, kid);
  view.setUint16(8, suite.id);
  return concat(utf8(label), suffix);
}

/** `sframe_key` and `sframe_salt` of `kid`. */
export function frameKeyAndSalt(
  suite: CipherSuite,
  secret: Secret,
  kid: bigint,
): { readonly key: Secret; readonly salt: Secret } {
  const derive = (label: string, length: number): Secret => {
    const info = keyLabel(suite, label, kid);
    return new Secret(expand(HASHES[suite.hash], secret.bytes, info, length));
  };
  return {
    key: derive("SFrame 1.0 Secret key ", suite.keyBytes),
    salt: derive("SFrame 1.0 Secret salt ", suite.nonceBytes),
  };
}

/** salt XOR CTR, the counter in its last 8 bytes. */
export function frameNonce(salt: Uint8Array, ctr: bigint): Bytes {
  const nonce = copy(salt);
  const view = new DataView(nonce.buffer);
  const offset = nonce.length - 8;
  view.setBigUint64(offset, view.getBigUint64(offset) ^ ctr);
  return nonce;
}
