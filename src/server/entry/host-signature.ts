// Checks Ed25519 signatures, by a meeting's host key for the most part (RFC 8032; the key's wrapping is RFC 8410 §4).

import { createPublicKey, verify } from "node:crypto";
import { concat } from "../../base/bytes.ts";
import type { SignatureCheck } from "../../protocol/policy.ts";

/** SubjectPublicKeyInfo of an Ed25519 key, up to the key's 32 bytes. */
const SPKI_HEAD = new Uint8Array([
  0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
]);

/** Never throws: bytes that are no point of the curve are a wrong signature. */
export function isHostSignature(
  hostKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const der = Buffer.from(concat(SPKI_HEAD, hostKey));
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

export function isSigned({ publicKey, message, signature }: SignatureCheck): boolean {
  return isHostSignature(publicKey, message, signature);
}
