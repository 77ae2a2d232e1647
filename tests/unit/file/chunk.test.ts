// Pieces of a file: what a server may do to them, and what their lengths tell.
// Seen to fail: a truncated file opened as whole without the last piece's mark in the nonce, and a piece in
// another's place without the index there.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { webCryptoAead } from "../../../src/client/web-crypto.ts";
import { ChunkOpener, ChunkSealer, chunkNonce, chunkRange } from "../../../src/core/file/chunk.ts";
import { chunkCount, paddedSize } from "../../../src/protocol/file-size.ts";
import { FILE_CHUNK_BYTES, SEALED_CHUNK_BYTES } from "../../../src/protocol/limits.ts";

const KEY = new Uint8Array(16).fill(7);
const SIZE = 2 * FILE_CHUNK_BYTES + 5;
const contentOf = (index: number) => {
  const { start, end } = chunkRange(SIZE, index);
  return new Uint8Array(end - start).fill(index + 1);
};
const sealer = (size = SIZE, key = KEY) => ChunkSealer.create(webCryptoAead, key, size);
const opener = (size = SIZE, key = KEY) => ChunkOpener.create(webCryptoAead, key, size);
const sealedAt = async (index: number) => (await sealer()).seal(index, contentOf(index));

describe("a piece", () => {
  test("opens as it was, and all are of one length", async () => {
    for (let index = 0; index < chunkCount(SIZE); index++) {
      const sealed = await sealedAt(index);
      expect(sealed.length).toBe(SEALED_CHUNK_BYTES);
      expect(await (await opener()).open(index, sealed)).toEqual(contentOf(index));
    }
  });

  test("altered, in another's place, of another file or of another length, doesn't open", async () => {
    const sealed = await sealedAt(1);
    const altered = sealed.slice();
    altered[100] = (altered[100] ?? 0) ^ 1;
    expect(await (await opener()).open(1, altered)).toBeNull();
    expect(await (await opener()).open(0, sealed)).toBeNull();
    expect(
      await (
        await opener(
          SIZE,
          KEY.map((byte) => byte + 1),
        )
      ).open(1, sealed),
    ).toBeNull();
    expect(await (await opener()).open(1, sealed.slice(1))).toBeNull();
    expect(await (await opener()).open(1, new Uint8Array(0))).toBeNull();
  });

  test("that is the last of a shorter file isn't one of a longer, nor the other way round", async () => {
    const shorter = FILE_CHUNK_BYTES;
    const last = await (await sealer(shorter)).seal(0, contentOf(0));
    expect(await (await opener(shorter)).open(0, last)).not.toBeNull();
    expect(await (await opener()).open(0, last)).toBeNull();
    expect(await (await opener(shorter)).open(0, await sealedAt(0))).toBeNull();
  });

  test("has a nonce of its own in its file", () => {
    const place = fc.tuple(fc.nat({ max: 0xffffffff }), fc.boolean());
    fc.assert(
      fc.property(place, place, (one, other) => {
        const isSame = one[0] === other[0] && one[1] === other[1];
        expect(chunkNonce(...one).join() === chunkNonce(...other).join()).toBe(isSame);
      }),
    );
  });
});

describe("the length on the wire", () => {
  test("is no shorter, at most an eighth longer, and never less for a longer file", () => {
    const size = fc.nat({ max: 0xffffffff });
    fc.assert(
      fc.property(size, size, (one, other) => {
        expect(paddedSize(one)).toBeGreaterThanOrEqual(one);
        expect(paddedSize(one)).toBeLessThanOrEqual(one * 1.125);
        if (one < other) expect(paddedSize(one)).toBeLessThanOrEqual(paddedSize(other));
      }),
    );
  });

  test("is one of few: between one and a hundred megabytes there are some hundred", () => {
    const lengths = new Set<number>();
    for (let size = 2 ** 20; size <= 100 * 2 ** 20; size += 10_007) lengths.add(chunkCount(size));
    expect(lengths.size).toBeLessThan(250);
  });

  test("of every piece lies within the file", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e7 }), (size) => {
        let bytes = 0;
        for (let index = 0; index < chunkCount(size); index++) {
          const { start, end } = chunkRange(size, index);
          expect(start).toBe(bytes);
          bytes = end;
        }
        expect(bytes).toBe(size);
      }),
      { numRuns: 30 },
    );
  });
});
