// What SRP must refuse: public numbers that make S known to everyone, wrong proofs, unsound verifiers.
// Seen to fail: with the range check of parsePublicNumber removed, A = 0 and A = N are accepted, and
// with the check of u removed, the hash that gives zeros is.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { concat, utf8 } from "../../../src/base/bytes.ts";
import type { RandomBytes } from "../../../src/base/random.ts";
import { makeVerifier, SrpClient } from "../../../src/core/srp/client.ts";
import type { SrpGroup } from "../../../src/core/srp/group.ts";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import { modPow, modulo, numberFromBytes, numberToBytes } from "../../../src/core/srp/number.ts";
import { isSoundVerifier, SrpServer } from "../../../src/core/srp/server.ts";

const { N } = GROUP_3072;
const LENGTH = GROUP_3072.numberBytes;

const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
const login = { identity: utf8("alice"), password: utf8("password123") };
const salt = random(16);
const record = {
  identity: login.identity,
  salt,
  verifier: makeVerifier(GROUP_3072, login, salt),
};

function number(value: bigint, length = LENGTH) {
  return numberToBytes(value, length);
}

describe("public numbers", () => {
  const illegal = [
    ["0", number(0n)],
    ["N", number(N)],
    ["N + 1", number(N + 1n)],
    ["2N, which needs a byte more", number(2n * N, LENGTH + 1)],
    ["the largest of its length", new Uint8Array(LENGTH).fill(255)],
    ["1 without its zeros", number(1n, 1)],
    ["1 with a zero too many", number(1n, LENGTH + 1)],
    ["nothing", new Uint8Array(0)],
  ] as const;

  for (const [name, bytes] of illegal) {
    test(`the server aborts on A = ${name}`, () => {
      const started = SrpServer.start(GROUP_3072, record, bytes, random);
      expect(started).toEqual({ ok: false, reason: "illegal-public" });
    });

    test(`the client aborts on B = ${name}`, () => {
      const client = new SrpClient(GROUP_3072, login, random);
      expect(client.prove(salt, bytes)).toEqual({ ok: false, reason: "illegal-public" });
    });
  }

  test("both sides abort on u = 0", () => {
    const zeroHash: SrpGroup = { ...GROUP_3072, hash: () => new Uint8Array(32) };
    const client = new SrpClient(zeroHash, login, random);
    const aborted = { ok: false, reason: "illegal-public" } as const;
    expect(SrpServer.start(zeroHash, record, client.clientPublic, random)).toEqual(aborted);
    expect(client.prove(salt, number(5n))).toEqual(aborted);
  });

  test("any bytes as A or B give a result and never an exception", () => {
    const client = new SrpClient(GROUP_3072, login, random);
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ minLength: LENGTH, maxLength: LENGTH }),
    );
    fc.assert(
      fc.property(any, any, (bytes, anySalt) => {
        SrpServer.start(GROUP_3072, record, bytes, random);
        client.prove(anySalt, bytes);
      }),
      { numRuns: 20 },
    );
  });
});

describe("proofs", () => {
  function exchange(password: string, otherSalt = salt) {
    const client = new SrpClient(
      GROUP_3072,
      { identity: login.identity, password: utf8(password) },
      random,
    );
    const server = SrpServer.start(GROUP_3072, record, client.clientPublic, random);
    if (!server.ok) throw new Error(server.reason);
    const proof = client.prove(otherSalt, server.value.serverPublic);
    if (!proof.ok) throw new Error(proof.reason);
    return { server: server.value, proof: proof.value };
  }

  test("the right password is accepted, and both have one key", () => {
    const { server, proof } = exchange("password123");
    const verified = server.verify(proof.clientProof);
    expect(verified.ok && verified.value.key.bytes).toEqual(proof.key.bytes);
    expect(verified.ok && proof.isServerProof(verified.value.serverProof)).toBe(true);
  });

  test("a wrong password, another salt and altered proofs are refused", () => {
    const refused = { ok: false, reason: "wrong-proof" } as const;
    const wrong = exchange("password124");
    expect(wrong.server.verify(wrong.proof.clientProof)).toEqual(refused);
    const salted = exchange("password123", random(16));
    expect(salted.server.verify(salted.proof.clientProof)).toEqual(refused);
    const { server, proof } = exchange("password123");
    for (const altered of [
      proof.clientProof.map((byte, index) => (index === 31 ? byte ^ 1 : byte)),
      proof.clientProof.subarray(0, 31),
      concat(proof.clientProof, new Uint8Array(1)),
      new Uint8Array(0),
    ]) {
      expect(server.verify(altered)).toEqual(refused);
    }
  });

  test("the client refuses every M2 but the right one", () => {
    const { server, proof } = exchange("password123");
    const verified = server.verify(proof.clientProof);
    if (!verified.ok) throw new Error(verified.reason);
    const right = verified.value.serverProof;
    expect(proof.isServerProof(right)).toBe(true);
    expect(proof.isServerProof(right.map((byte, index) => (index === 0 ? byte ^ 1 : byte)))).toBe(
      false,
    );
    expect(proof.isServerProof(proof.clientProof)).toBe(false);
    expect(proof.isServerProof(new Uint8Array(0))).toBe(false);
  });
});

describe("verifiers and numbers", () => {
  test("a verifier of 0, 1, N - 1, N, or of another length is unsound", () => {
    for (const value of [0n, 1n, N - 1n, N]) {
      expect(isSoundVerifier(GROUP_3072, number(value))).toBe(false);
    }
    expect(isSoundVerifier(GROUP_3072, number(2n, 1))).toBe(false);
    expect(isSoundVerifier(GROUP_3072, number(2n))).toBe(true);
    expect(isSoundVerifier(GROUP_3072, number(N - 2n))).toBe(true);
  });

  test("modPow is the plain power", () => {
    const natural = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const modulus = fc.bigInt({ min: 2n, max: 2n ** 80n });
    fc.assert(
      fc.property(natural, fc.bigInt({ min: 0n, max: 300n }), modulus, (base, exponent, m) => {
        expect(modPow(base, exponent, m, 2)).toBe(base ** exponent % m);
      }),
    );
  });

  test("numbers survive their bytes, and a remainder is never negative", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        expect([...numberToBytes(numberFromBytes(bytes), bytes.length)]).toEqual([...bytes]);
      }),
    );
    expect(modulo(-1n, 7n)).toBe(6n);
    expect(modulo(-7n, 7n)).toBe(0n);
  });
});
