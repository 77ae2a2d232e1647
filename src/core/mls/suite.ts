// The two MLS cipher suites that a link can name (RFC 9420 §5.1; draft-ietf-mls-pq-ciphersuites).

import {
  Aes128Gcm,
  Aes256Gcm,
  CipherSuite,
  DhkemX25519HkdfSha256,
  HkdfSha256,
  HkdfSha512,
} from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import type { CiphersuiteImpl, Hpke } from "ts-mls";
import { makeGenericHpke } from "ts-mls/crypto/implementation/hpke.js";
import { equalConstantTime } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Suite } from "../../protocol/entry-messages.ts";
import type { Subtle } from "./subtle.ts";
import { openAesGcm, own, sealAesGcm } from "./subtle.ts";

/** What ts-mls computes with, and how long the suite's public keys are. */
export type MlsSuite = CiphersuiteImpl & {
  readonly hpkePublicKeyBytes: number;
  readonly signatureKeyBytes: number;
};

const SUITE_NAMES = {
  xwing: "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
  classical: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
} as const;

/**
 * Assembled here and not by ts-mls, whose own provider pulls eighteen suites into the bundle.
 * Hashes and HKDF are @noble/hashes: a key schedule is hundreds of tiny calls, and each would be a
 * round trip through WebCrypto. @hpke takes its ephemeral keys from `globalThis.crypto`; everything
 * else random comes from `random` and `subtle`.
 */
export async function makeSuite(
  suite: Suite,
  subtle: Subtle,
  random: RandomBytes,
): Promise<MlsSuite> {
  const hash = suite === "xwing" ? sha512 : sha256;
  return {
    name: SUITE_NAMES[suite],
    hpkePublicKeyBytes: suite === "xwing" ? 1216 : 32,
    signatureKeyBytes: 32,
    rng: { randomBytes: random },
    hash: {
      digest: async (bytes) => hash(bytes),
      mac: async (key, bytes) => hmac(hash, key, bytes),
      verifyMac: async (key, mac, bytes) => equalConstantTime(mac, hmac(hash, key, bytes)),
    },
    kdf: {
      size: hash.outputLen,
      extract: async (salt, ikm) => extract(hash, ikm, salt),
      expand: async (prk, info, length) => expand(hash, prk, info, length),
    },
    signature: ed25519(subtle),
    hpke: await makeHpke(suite, subtle),
  };
}

function makeHpke(suite: Suite, subtle: Subtle): Promise<Hpke> {
  const aead = {
    encrypt: (key: Uint8Array, iv: Uint8Array, additional: Uint8Array, plaintext: Uint8Array) =>
      sealAesGcm(subtle, key, iv, additional, plaintext),
    decrypt: (key: Uint8Array, iv: Uint8Array, additional: Uint8Array, ciphertext: Uint8Array) =>
      openAesGcm(subtle, key, iv, additional, ciphertext),
  };
  return suite === "xwing"
    ? makeGenericHpke(
        { kem: "X-Wing", kdf: "HKDF-SHA512", aead: "AES256GCM" },
        aead,
        new CipherSuite({ kem: new XWing(), kdf: new HkdfSha512(), aead: new Aes256Gcm() }),
      )
    : makeGenericHpke(
        { kem: "DHKEM-X25519-HKDF-SHA256", kdf: "HKDF-SHA256", aead: "AES128GCM" },
        aead,
        new CipherSuite({
          kem: new DhkemX25519HkdfSha256(),
          kdf: new HkdfSha256(),
          aead: new Aes128Gcm(),
        }),
      );
}

/** Private keys are PKCS #8, public keys the 32 bytes of RFC 8032. */
function ed25519(subtle: Subtle): CiphersuiteImpl["signature"] {
  return {
    async sign(privateKey, message) {
      const key = await subtle.importKey("pkcs8", own(privateKey), "Ed25519", false, ["sign"]);
      return new Uint8Array(await subtle.sign("Ed25519", key, own(message)));
    },
    async verify(publicKey, message, signature) {
      const key = await subtle.importKey("raw", own(publicKey), "Ed25519", false, ["verify"]);
      return subtle.verify("Ed25519", key, own(signature), own(message));
    },
    async keygen() {
      const pair = await subtle.generateKey("Ed25519", true, ["sign", "verify"]);
      return {
        publicKey: new Uint8Array(await subtle.exportKey("raw", pair.publicKey)),
        signKey: new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey)),
      };
    },
  };
}
