// The host's Ed25519 key in the browser, made from the seed in the host's link (RFC 8032, RFC 8410 §7).

import type { Bytes } from "../base/bytes.ts";
import { concat, fromBase64url } from "../base/bytes.ts";
import type { Secret } from "../base/secret.ts";

/** PKCS #8 of an Ed25519 private key, up to its 32 bytes. */
const PKCS8_HEAD = new Uint8Array([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);

const ALGORITHM = { name: "Ed25519" };

export type HostKey = {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  /** @returns 64 bytes. */
  readonly sign: (message: Bytes) => Promise<Bytes>;
};

/** @returns null when this browser's WebCrypto has no Ed25519. */
export async function hostKeyFromSeed(subtle: SubtleCrypto, seed: Secret): Promise<HostKey | null> {
  const pkcs8 = concat(PKCS8_HEAD, seed.bytes);
  try {
    // WebCrypto tells the public half of an extractable key only; the one kept to sign isn't.
    const readable = await subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]);
    const { x = "" } = await subtle.exportKey("jwk", readable);
    const publicKey = fromBase64url(x);
    if (publicKey?.length !== 32) return null;
    const key = await subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
    const sign = async (message: Bytes) =>
      new Uint8Array(await subtle.sign(ALGORITHM, key, message));
    return { publicKey, sign };
  } catch {
    return null;
  } finally {
    pkcs8.fill(0);
  }
}
