// The cipher that protects frames, as whoever holds the crypto gives it. RFC 9605 §4.4.1.

import type { Bytes } from "../../base/bytes.ts";

/** A key that only seals or only opens: RFC 9605 §4.4.1 forbids one that does both. */
export type SealKey = {
  /** @returns ciphertext and tag. */
  readonly seal: (nonce: Bytes, aad: Bytes, plaintext: Bytes) => Promise<Bytes>;
};

export type OpenKey = {
  /** @returns null when the tag is wrong. Never throws on any `ciphertext`. */
  readonly open: (nonce: Bytes, aad: Bytes, ciphertext: Bytes) => Promise<Bytes | null>;
};

/** Imports copies of key bytes, so that the caller may zero its own afterwards. */
export type Aead = {
  readonly sealKey: (key: Bytes) => Promise<SealKey>;
  readonly openKey: (key: Bytes) => Promise<OpenKey>;
};
