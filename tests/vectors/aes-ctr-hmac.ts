// AES-CTR with HMAC-SHA256 and a cut tag (RFC 9605 §4.5.1), only for the vectors of the suites that we don't use.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../../src/base/bytes.ts";
import { concat, copy, equal } from "../../src/base/bytes.ts";
import type { Aead } from "../../src/core/sframe/aead.ts";

const ENCRYPTION_KEY_BYTES = 16;

function u64(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

async function keystream(key: Bytes, nonce: Bytes, bytes: Bytes): Promise<Bytes> {
  const encryptionKey = key.slice(0, ENCRYPTION_KEY_BYTES);
  const usable = await crypto.subtle.importKey("raw", encryptionKey, "AES-CTR", false, ["encrypt"]);
  const counter = concat(nonce, new Uint8Array(4));
  const parameters = { name: "AES-CTR", counter, length: 32 };
  return new Uint8Array(await crypto.subtle.encrypt(parameters, usable, bytes));
}

function tagOf(key: Bytes, nonce: Bytes, aad: Bytes, ciphertext: Bytes, tagBytes: number): Bytes {
  const lengths = [aad.length, ciphertext.length, tagBytes].map(u64);
  const authenticated = concat(...lengths, nonce, aad, ciphertext);
  return copy(hmac(sha256, key.slice(ENCRYPTION_KEY_BYTES), authenticated)).slice(0, tagBytes);
}

export function aesCtrHmac(tagBytes: number): Aead {
  return {
    sealKey: async (bytes) => {
      const key = copy(bytes);
      return {
        seal: async (nonce, aad, plaintext) => {
          const ciphertext = await keystream(key, nonce, plaintext);
          return concat(ciphertext, tagOf(key, nonce, aad, ciphertext, tagBytes));
        },
      };
    },
    openKey: async (bytes) => {
      const key = copy(bytes);
      return {
        open: async (nonce, aad, sealed) => {
          const ciphertext = sealed.slice(0, -tagBytes);
          const tag = tagOf(key, nonce, aad, ciphertext, tagBytes);
          if (!equal(tag, sealed.slice(-tagBytes))) return null;
          return keystream(key, nonce, ciphertext);
        },
      };
    },
  };
}
