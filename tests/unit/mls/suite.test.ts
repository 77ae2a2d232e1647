// The cipher suites, against WebCrypto.

import { describe, expect, test } from "bun:test";
import { copy, hex, utf8 } from "../../../src/base/bytes.ts";
import { classical, subtle, xwing } from "./fixtures.ts";

const SUITES = [
  { suite: classical, digest: "SHA-256", size: 32, id: 1 },
  { suite: xwing, digest: "SHA-512", size: 64, id: 83 },
] as const;

describe.each(SUITES)("the suite $suite.name", ({ suite, digest, size }) => {
  const message = utf8("a message");
  const key = new Uint8Array(size).fill(3);

  test("hashes as WebCrypto does", async () => {
    const expected = new Uint8Array(await subtle.digest(digest, message));
    expect(hex(await suite.hash.digest(message))).toBe(hex(expected));
  });

  test("authenticates as WebCrypto does, and notices another tag", async () => {
    const algorithm = { name: "HMAC", hash: digest };
    const imported = await subtle.importKey("raw", key, algorithm, false, ["sign"]);
    const expected = new Uint8Array(await subtle.sign("HMAC", imported, message));
    const mac = await suite.hash.mac(key, message);
    expect(hex(mac)).toBe(hex(expected));
    expect(await suite.hash.verifyMac(key, mac, message)).toBe(true);
    expect(await suite.hash.verifyMac(key, mac.with(0, (mac[0] ?? 0) ^ 1), message)).toBe(false);
  });

  test("derives as WebCrypto does", async () => {
    const imported = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
    const algorithm = { name: "HKDF", hash: digest, salt: utf8("salt"), info: message };
    const expected = new Uint8Array(await subtle.deriveBits(algorithm, imported, 256));
    const prk = await suite.kdf.extract(utf8("salt"), key);
    expect(prk.length).toBe(size);
    expect(hex(await suite.kdf.expand(prk, message, 32))).toBe(hex(expected));
    expect(suite.kdf.size).toBe(size);
  });

  test("signs, and refuses another message", async () => {
    const keys = await suite.signature.keygen();
    const signature = await suite.signature.sign(keys.signKey, message);
    expect(keys.publicKey.length).toBe(suite.signatureKeyBytes);
    expect(await suite.signature.verify(keys.publicKey, message, signature)).toBe(true);
    expect(await suite.signature.verify(keys.publicKey, utf8("another"), signature)).toBe(false);
  });

  test("seals to a public key of the stated length", async () => {
    const keys = await suite.hpke.generateKeyPair();
    const publicKey = await suite.hpke.exportPublicKey(keys.publicKey);
    expect(publicKey.length).toBe(suite.hpkePublicKeyBytes);
    const info = utf8("info");
    const imported = await suite.hpke.importPublicKey(publicKey);
    const { enc, ct } = await suite.hpke.seal(imported, message, info);
    const opened = await suite.hpke.open(keys.privateKey, enc, ct, info);
    expect(copy(opened)).toEqual(message);
  });
});
