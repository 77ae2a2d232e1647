// Whether a key can be sealed to: judged without sealing, and always as sealing to it would end.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { canSealTo } from "../../../src/core/mls/public-key.ts";
import type { MlsSuite } from "../../../src/core/mls/suite.ts";
import { makeSuite } from "../../../src/core/mls/suite.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const xwing = await makeSuite("xwing", crypto.subtle, random);
const classical = await makeSuite("classical", crypto.subtle, random);
const EMPTY = new Uint8Array(0);

/** p = 2^255 - 19: the points of small order of the curve and of its twist, and those above p that equal them. */
const P = 2n ** 255n - 19n;
const SMALL_ORDER = [
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  P - 1n,
  P,
  P + 1n,
];

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));
}

async function keyOf(suite: MlsSuite): Promise<Uint8Array> {
  const { publicKey } = await suite.hpke.generateKeyPair();
  return suite.hpke.exportPublicKey(publicKey);
}

async function isSealedTo(key: Uint8Array, suite: MlsSuite): Promise<boolean> {
  try {
    await suite.hpke.seal(await suite.hpke.importPublicKey(key), EMPTY, EMPTY, EMPTY);
    return true;
  } catch {
    return false;
  }
}

/** Puts the 12 bits of `value` in the place of a coefficient of an X-Wing key. */
function withCoefficient(key: Uint8Array, place: number, value: number): Uint8Array {
  const changed = key.slice();
  const at = Math.floor(place / 2) * 3;
  if (place % 2 === 0) {
    changed[at] = value & 255;
    changed[at + 1] = ((changed[at + 1] ?? 0) & 0xf0) | (value >> 8);
  } else {
    changed[at + 1] = ((changed[at + 1] ?? 0) & 0x0f) | ((value & 15) << 4);
    changed[at + 2] = value >> 4;
  }
  return changed;
}

describe("a public key", () => {
  test.each([
    ["X-Wing", xwing],
    ["X25519", classical],
  ] as const)("of %s is sealed to, unless its point is of small order", async (_, suite) => {
    const key = await keyOf(suite);
    expect([canSealTo(key, suite), await isSealedTo(key, suite)]).toEqual([true, true]);
    for (const point of SMALL_ORDER) {
      for (const highBit of [0n, 2n ** 255n]) {
        const changed = key.slice();
        changed.set(littleEndian(point | highBit), key.length - 32);
        expect([point, canSealTo(changed, suite), await isSealedTo(changed, suite)]).toEqual([
          point,
          false,
          false,
        ]);
      }
    }
  });

  test("of X-Wing is sealed to exactly when each of its coefficients is below q", async () => {
    const key = await keyOf(xwing);
    const boundary = fc.oneof(fc.constantFrom(0, 3328, 3329, 4095), fc.nat(4095));
    await fc.assert(
      fc.asyncProperty(fc.nat(767), boundary, async (place, value) => {
        const changed = withCoefficient(key, place, value);
        expect(canSealTo(changed, xwing)).toBe(value < 3329);
        expect(await isSealedTo(changed, xwing)).toBe(value < 3329);
      }),
      { numRuns: 60 },
    );
  });

  test("of any bytes whatever is judged as sealing to them ends", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1216, maxLength: 1216 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ maxLength: 1300 }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(xwing, classical), async (key, suite) => {
        expect(canSealTo(key, suite)).toBe(await isSealedTo(key, suite));
      }),
      { numRuns: 60 },
    );
  });
});
