// The part of WebCrypto that MLS uses: an edge lends the platform's own.

import type { Bytes } from "../../base/bytes.ts";

type Key = { readonly type: string };
type AesGcm = { readonly name: "AES-GCM"; readonly iv: Bytes; readonly additionalData: Bytes };
type Usage = "encrypt" | "decrypt" | "sign" | "verify";

/** `SubtleCrypto` fits it. */
export type Subtle = {
  importKey(
    format: "raw" | "pkcs8",
    key: Bytes,
    algorithm: "AES-GCM" | "Ed25519",
    isExtractable: boolean,
    usages: Usage[],
  ): Promise<Key>;
  exportKey(format: "raw" | "pkcs8", key: Key): Promise<ArrayBuffer>;
  generateKey(
    algorithm: "Ed25519",
    isExtractable: boolean,
    usages: ("sign" | "verify")[],
  ): Promise<{ readonly publicKey: Key; readonly privateKey: Key }>;
  sign(algorithm: "Ed25519", key: Key, message: Bytes): Promise<ArrayBuffer>;
  verify(algorithm: "Ed25519", key: Key, signature: Bytes, message: Bytes): Promise<boolean>;
  encrypt(algorithm: AesGcm, key: Key, plaintext: Bytes): Promise<ArrayBuffer>;
  decrypt(algorithm: AesGcm, key: Key, ciphertext: Bytes): Promise<ArrayBuffer>;
};

/** AES-GCM with a 16-byte tag; a key of 16 or 32 bytes, a nonce of 12. */
export async function sealAesGcm(
  subtle: Subtle,
  key: Uint8Array,
  iv: Uint8Array,
  additional: Uint8Array,
  plaintext: Uint8Array,
): Promise<Bytes> {
  const imported = await subtle.importKey("raw", own(key), "AES-GCM", false, ["encrypt"]);
  const algorithm: AesGcm = { name: "AES-GCM", iv: own(iv), additionalData: own(additional) };
  return new Uint8Array(await subtle.encrypt(algorithm, imported, own(plaintext)));
}

/** @throws when the tag doesn't fit. */
export async function openAesGcm(
  subtle: Subtle,
  key: Uint8Array,
  iv: Uint8Array,
  additional: Uint8Array,
  ciphertext: Uint8Array,
): Promise<Bytes> {
  const imported = await subtle.importKey("raw", own(key), "AES-GCM", false, ["decrypt"]);
  const algorithm: AesGcm = { name: "AES-GCM", iv: own(iv), additionalData: own(additional) };
  return new Uint8Array(await subtle.decrypt(algorithm, imported, own(ciphertext)));
}

/** WebCrypto refuses shared memory, and TypeScript can't see that ours never is: copied if it is. */
export function own(bytes: Uint8Array): Bytes {
  return isOwn(bytes) ? bytes : new Uint8Array(bytes);
}

function isOwn(bytes: Uint8Array): bytes is Bytes {
  return bytes.buffer instanceof ArrayBuffer;
}
