// RFC 9605 Appendix C, all of it, through the code that we ship; only AES-CTR with HMAC, which we
// don't, has its cipher here.

import { describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import { concat, fromHex, hex } from "../../src/base/bytes.ts";
import { Secret } from "../../src/base/secret.ts";
import { webCryptoAead } from "../../src/client/web-crypto.ts";
import type { Aead } from "../../src/core/sframe/aead.ts";
import { ProtectKey, UnprotectKey } from "../../src/core/sframe/frame-key.ts";
import { encodeHeader, parseHeader } from "../../src/core/sframe/header.ts";
import type { CipherSuite } from "../../src/core/sframe/key-schedule.ts";
import {
  AES_128_GCM_SHA256_128,
  frameKeyAndSalt,
  frameNonce,
  frameSecret,
} from "../../src/core/sframe/key-schedule.ts";
import { aesCtrHmac } from "./aes-ctr-hmac.ts";
import vectors from "./sframe.json";

function ctrSuite(id: number, tagBytes: number): [CipherSuite, Aead] {
  return [{ id, hash: "sha256", keyBytes: 48, nonceBytes: 12, tagBytes }, aesCtrHmac(tagBytes)];
}

const AES_256_GCM_SHA512_128: CipherSuite = {
  id: 5,
  hash: "sha512",
  keyBytes: 32,
  nonceBytes: 12,
  tagBytes: 16,
};

const SUITES = new Map<number, [CipherSuite, Aead]>([
  [1, ctrSuite(1, 10)],
  [2, ctrSuite(2, 8)],
  [3, ctrSuite(3, 4)],
  [4, [AES_128_GCM_SHA256_128, webCryptoAead]],
  [5, [AES_256_GCM_SHA512_128, webCryptoAead]],
]);

function bytes(text: string): Bytes {
  const parsed = fromHex(text);
  if (parsed === null) throw new Error("not hexadecimal");
  return parsed;
}

function suiteOf(id: number): [CipherSuite, Aead] {
  const suite = SUITES.get(id);
  if (suite === undefined) throw new Error("unknown suite");
  return suite;
}

test("every header vector is written and read", () => {
  expect(vectors.header.length).toBe(289);
  for (const { kid, ctr, encoded } of vectors.header) {
    const header = { kid: BigInt(kid), ctr: BigInt(ctr) };
    expect(hex(encodeHeader(header))).toBe(encoded);
    expect(parseHeader(bytes(encoded))).toEqual({ ...header, length: encoded.length / 2 });
  }
});

describe("AES-CTR with HMAC", () => {
  test.each(vectors.aesCtrHmac)("suite $cipherSuite seals and opens", async (vector) => {
    const [, aead] = suiteOf(vector.cipherSuite);
    const [key, nonce, aad] = [bytes(vector.key), bytes(vector.nonce), bytes(vector.aad)];
    const sealed = await (await aead.sealKey(key)).seal(nonce, aad, bytes(vector.pt));
    expect(hex(sealed)).toBe(vector.ct);
    const opened = await (await aead.openKey(key)).open(nonce, aad, bytes(vector.ct));
    expect(opened && hex(opened)).toBe(vector.pt);
  });
});

describe("the whole of SFrame", () => {
  test.each(vectors.sframe)("suite $cipherSuite derives secret, key, salt and nonce", (vector) => {
    const [suite] = suiteOf(vector.cipherSuite);
    const secret = frameSecret(suite, bytes(vector.baseKey));
    expect(hex(secret.bytes)).toBe(vector.sframeSecret);
    const { key, salt } = frameKeyAndSalt(suite, secret, BigInt(vector.kid));
    expect(hex(key.bytes)).toBe(vector.sframeKey);
    expect(hex(salt.bytes)).toBe(vector.sframeSalt);
    expect(hex(frameNonce(salt.bytes, BigInt(vector.ctr)))).toBe(vector.nonce);
  });

  test.each(vectors.sframe)("suite $cipherSuite protects and unprotects", async (vector) => {
    const [suite, aead] = suiteOf(vector.cipherSuite);
    const secret = new Secret(bytes(vector.sframeSecret));
    const [kid, ctr] = [BigInt(vector.kid), BigInt(vector.ctr)];
    const sender = await ProtectKey.derive(suite, aead, secret, kid, ctr);
    const metadata = bytes(vector.metadata);
    expect(hex(await sender.protect(metadata, bytes(vector.pt)))).toBe(vector.ct);
    const receiver = await UnprotectKey.derive(suite, aead, secret, kid);
    const opened = await receiver.unprotect(metadata, bytes(vector.ct));
    expect(opened && hex(opened)).toBe(vector.pt);
    const altered = concat(metadata, new Uint8Array(1));
    expect(await receiver.unprotect(altered, bytes(vector.ct))).toBeNull();
  });
});
