// Numbers without holes for what is left out, against a slow and simple model.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { PictureNumbers } from "../../../src/core/sfu/picture-numbers.ts";
import { Renumbering } from "../../../src/core/sfu/renumbering.ts";
import { parseVp8, writeVp8Numbers } from "../../../src/core/sfu/rtp/vp8.ts";
import { vp8 } from "./media-fixture.ts";

describe("numbers", () => {
  test("go on without those that are left out, and keep a place for those that are missing", () => {
    const numbers = new Renumbering(64, 32);
    expect([100, 101].map((source) => numbers.keep(source))).toEqual([1, 2]);
    numbers.leaveOut(102);
    numbers.leaveOut(103);
    expect(numbers.keep(104)).toBe(3);
    expect(numbers.keep(107)).toBe(6);
    expect(numbers.keep(106)).toBe(5);
    expect(numbers.leaveOut(105)).toBe(4);
    expect(numbers.keep(102)).toBeNull();
    expect([1, 2, 3, 4, 5, 6, 7].map((given) => numbers.sourceOf(given))).toEqual([
      100,
      101,
      104,
      105,
      106,
      107,
      null,
    ]);
  });

  test("a long gap is none", () => {
    const numbers = new Renumbering(64, 32);
    numbers.keep(1);
    expect(numbers.keep(1_000)).toBe(2);
    expect(numbers.keep(999)).toBeNull();
    expect(numbers.sourceOf(1)).toBeNull();
  });

  test("a new beginning forgets, and goes on by one", () => {
    const numbers = new Renumbering(64, 32);
    numbers.keep(1);
    numbers.begin();
    expect(numbers.leaveOut(5)).toBeNull();
    expect(numbers.keep(2)).toBe(2);
    expect(numbers.sourceOf(1)).toBeNull();
  });

  test("are given once each, in the order of their sources, over any losses, orders and beginnings", () => {
    const step = fc.oneof(
      { weight: 1, arbitrary: fc.constant("begin" as const) },
      { weight: 20, arbitrary: fc.tuple(fc.integer({ min: -20, max: 60 }), fc.boolean()) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
        const numbers = new Renumbering(64, 32);
        const given = new Map<number, number>();
        let came = new Set<number>();
        let since = new Map<number, number>();
        let source = 1_000;
        for (const what of steps) {
          if (what === "begin") {
            numbers.begin();
            came = new Set();
            since = new Map();
            continue;
          }
          source += what[0];
          if (came.has(source)) continue;
          came.add(source);
          const number = what[1] ? numbers.keep(source) : numbers.leaveOut(source);
          if (number === null) continue;
          expect(given.has(number)).toBe(false);
          given.set(number, source);
          for (const [other, otherNumber] of since) {
            expect(Math.sign(otherNumber - number)).toBe(Math.sign(other - source));
          }
          // A leap begins anew: what was before it has no order with what comes.
          if (numbers.numberOf(source - 1) === null && what[0] > 32) since = new Map();
          since.set(source, number);
        }
      }),
    );
  });
});

describe("a VP8 descriptor", () => {
  test("is read in all its forms", () => {
    expect(parseVp8(vp8({ pictureId: 0x1234, tl0: 9, temporal: 2, isSync: true }))).toMatchObject({
      startsFrame: true,
      startsKeyFrame: false,
      pictureId: 0x1234,
      pictureIdBits: 15,
      tl0PicIdx: 9,
      temporal: 2,
      isSync: true,
    });
    expect(parseVp8(vp8({ pictureId: 5, isShort: true, isKey: true, height: 360 }))).toMatchObject({
      startsKeyFrame: true,
      pictureId: 5,
      pictureIdBits: 7,
      tl0PicIdx: null,
      temporal: 0,
      height: 360,
    });
    expect(parseVp8(new Uint8Array([0x10, 1]))).toMatchObject({ pictureId: null, height: null });
  });

  test("never throws on any bytes, and neither does renumbering what it could read", () => {
    const any = fc.uint8Array({ maxLength: 16 });
    fc.assert(
      fc.property(any, (payload) => {
        const before = parseVp8(payload);
        if (before === null) return;
        const length = payload.length;
        const tail = payload.at(-1);
        writeVp8Numbers(payload, { pictureId: 0x7abc, tl0PicIdx: 77, keyIdx: 21 });
        expect(payload.length).toBe(length);
        expect(payload.at(-1)).toBe(tail);
        const bits = before.pictureIdBits;
        expect(parseVp8(payload)).toEqual({
          ...before,
          pictureId: before.pictureId === null ? null : 0x7abc & (2 ** bits - 1),
          tl0PicIdx: before.tl0PicIdx === null ? null : 77,
          keyIdx: before.keyIdx === null ? null : 21,
        });
      }),
    );
  });
});

test("picture ids wrap, at the publisher's and at ours", () => {
  const numbers = new PictureNumbers();
  numbers.begin();
  for (let frame = 0; frame < 70_000; frame++) {
    const descriptor = parseVp8(vp8({ pictureId: (frame + 32_000) & 0x7fff, tl0: frame & 255 }));
    if (descriptor === null) throw new Error("not VP8");
    expect(numbers.keep(descriptor)).toBe(true);
    if (numbers.numbers.pictureId !== ((frame + 1) & 0x7fff)) throw new Error(`at ${frame}`);
  }
});
