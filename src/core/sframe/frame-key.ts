// The key of one KID: one that only protects frames, or one that only unprotects them. RFC 9605 §4.4.3, §4.4.4.

import { assert } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import { concat, copy } from "../../base/bytes.ts";
import type { Secret } from "../../base/secret.ts";
import type { Aead, OpenKey, SealKey } from "./aead.ts";
import { encodeHeader, HEADER_BYTES_MAX, parseHeader } from "./header.ts";
import type { CipherSuite } from "./key-schedule.ts";
import { frameKeyAndSalt, frameNonce } from "./key-schedule.ts";

/** A sender at 1000 frames a second needs 285 thousand years; receivers count in doubles. */
export const CTR_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Protects frames under one KID and numbers them itself, so that no caller can repeat a nonce. */
export class ProtectKey {
  readonly #kid: bigint;
  readonly #key: SealKey;
  readonly #salt: Secret;
  #nextCtr: bigint;

  private constructor(kid: bigint, key: SealKey, salt: Secret, firstCtr: bigint) {
    this.#kid = kid;
    this.#key = key;
    this.#salt = salt;
    this.#nextCtr = firstCtr;
  }

  static async derive(
    suite: CipherSuite,
    aead: Aead,
    secret: Secret,
    kid: bigint,
    firstCtr = 0n,
  ): Promise<ProtectKey> {
    const { key, salt } = frameKeyAndSalt(suite, secret, kid);
    const sealKey = await aead.sealKey(key.bytes);
    key.zero();
    return new ProtectKey(kid, sealKey, salt, firstCtr);
  }

  /** @returns header ‖ ciphertext ‖ tag. */
  async protect(metadata: Uint8Array, plaintext: Bytes): Promise<Bytes> {
    // The counter moves before anything is awaited: two frames at once never share a nonce, and
    // a seal that fails leaves a gap rather than a number to use again.
    const ctr = this.#nextCtr;
    assert(ctr <= CTR_MAX, "frame counter exhausted");
    this.#nextCtr = ctr + 1n;
    const header = encodeHeader({ kid: this.#kid, ctr });
    const nonce = frameNonce(this.#salt.bytes, ctr);
    return concat(header, await this.#key.seal(nonce, concat(header, metadata), plaintext));
  }

  zero(): void {
    this.#salt.zero();
  }
}

/** Unprotects frames under one KID. Knows nothing of replay: see `ReplayWindow`. */
export class UnprotectKey {
  readonly #kid: bigint;
  readonly #key: OpenKey;
  readonly #salt: Secret;

  private constructor(kid: bigint, key: OpenKey, salt: Secret) {
    this.#kid = kid;
    this.#key = key;
    this.#salt = salt;
  }

  static async derive(
    suite: CipherSuite,
    aead: Aead,
    secret: Secret,
    kid: bigint,
  ): Promise<UnprotectKey> {
    const { key, salt } = frameKeyAndSalt(suite, secret, kid);
    const openKey = await aead.openKey(key.bytes);
    key.zero();
    return new UnprotectKey(kid, openKey, salt);
  }

  /** @returns the plaintext of header ‖ ciphertext ‖ tag; null when it isn't this key's, or altered. */
  async unprotect(metadata: Uint8Array, frame: Uint8Array): Promise<Bytes | null> {
    const header = parseHeader(frame.subarray(0, HEADER_BYTES_MAX));
    if (header === null || header.kid !== this.#kid) return null;
    const nonce = frameNonce(this.#salt.bytes, header.ctr);
    const aad = concat(frame.subarray(0, header.length), metadata);
    return this.#key.open(nonce, aad, copy(frame.subarray(header.length)));
  }

  zero(): void {
    this.#salt.zero();
  }
}
