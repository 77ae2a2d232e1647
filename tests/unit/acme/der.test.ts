// DER as X.690 wants it, and what we make of it as OpenSSL reads it.

import { describe, expect, test } from "bun:test";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { hex } from "../../../src/base/bytes.ts";
import { challengeCertificate } from "../../../src/server/acme/certificate-request.ts";
import * as der from "../../../src/server/acme/der.ts";
import { keyAuthorization, signedRequest } from "../../../src/server/acme/jws.ts";
import { systemRandom } from "../../../src/server/random.ts";

describe("DER", () => {
  test("numbers, names and times are as in the standard's examples", () => {
    expect(hex(der.integer(new Uint8Array([0, 0, 0x80])))).toBe("02020080");
    expect(hex(der.integer(new Uint8Array([0])))).toBe("020100");
    expect(hex(der.objectIdentifier("1.2.840.113549"))).toBe("06062a864886f70d");
    expect(hex(der.utcTime(new Date(Date.UTC(2026, 0, 2, 3, 4, 5))))).toBe(
      `170d${Buffer.from("260102030405Z").toString("hex")}`,
    );
    expect(hex(der.bitString(new Uint8Array([1])))).toBe("03020001");
    expect(hex(der.boolean(true))).toBe("0101ff");
  });

  test("a length says how long the content is, in as few bytes as can be", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70_000 }), (length) => {
        const bytes = der.octetString(new Uint8Array(length));
        const first = bytes[1] ?? 0;
        const digits = first < 0x80 ? 0 : first & 0x7f;
        const told = bytes.subarray(2, 2 + digits).reduce((sum, byte) => sum * 256 + byte, 0);
        expect(digits === 0 ? first : told).toBe(length);
        expect(bytes.length).toBe(2 + digits + length);
        expect(digits === 0 || (bytes[2] ?? 0) > 0).toBe(true);
      }),
    );
  });
});

describe("what is signed", () => {
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

  test("the certificate of a challenge names the domain, and is signed by its key", () => {
    const now = new Date();
    const pem = challengeCertificate("meet.example.org", "token.print", key, systemRandom, now);
    const certificate = new X509Certificate(pem);
    expect(certificate.checkHost("meet.example.org")).toBe("meet.example.org");
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  test("a request carries the key before there is an account, and its URL afterwards", () => {
    const headOf = (accountUrl: string | null) => {
      const body = signedRequest(key, { nonce: "n", url: "https://a/b", accountUrl }, null);
      return JSON.parse(atob(JSON.parse(body).protected));
    };
    expect(headOf(null)).toMatchObject({ alg: "ES256", nonce: "n", jwk: { kty: "EC" } });
    expect(headOf(null)).not.toHaveProperty("jwk.d");
    expect(headOf("https://a/1")).toMatchObject({ kid: "https://a/1" });
    expect(keyAuthorization("token", key)).toMatch(/^token\.[\w-]{43}$/);
  });
});
