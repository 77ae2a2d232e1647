// VP9's payload descriptor: of Chromium 156 and Firefox 153 as they were captured, odd ones, and any bytes.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseVp9, writeVp9Numbers } from "../../../src/core/sfu/rtp/vp9.ts";

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

const KEY = { startsFrame: true, startsKeyFrame: true, temporal: 0 };
const FIRST = { startsFrame: true, startsKeyFrame: false };

describe("a descriptor", () => {
  test.each([
    [
      "of Chromium's screen, a key frame of 640 × 360",
      "bb ce 2f 10 10 02 80 01 68 83 49 83 42",
      { ...KEY, pictureId: 0x4e2f, pictureIdBits: 15, tl0PicIdx: null, height: 360 },
    ],
    ["its third layer, one picture later", "fd ce 30 50 02 87 00", { ...FIRST, temporal: 2 }],
    ["its second layer", "fd ce 31 30 04 87 02", { ...FIRST, temporal: 1, opensAbove: true }],
    ["its first layer again", "f9 ce 33 10 08 87 01", { ...FIRST, temporal: 0, opensAbove: true }],
    ["a later packet of that", "f5 ce 33 10 08 33 44", { startsFrame: false, height: null }],
    [
      "of Firefox, a key frame with the plan of its pictures",
      "af 85 4b 10 08 18 01 40 00 b4 02 14 02 34 01 83 49",
      { ...KEY, pictureId: 0x054b, tl0PicIdx: 8, height: 180 },
    ],
    ["its second layer", "ed 85 4c 30 08 87 00", { ...FIRST, temporal: 1, tl0PicIdx: 8 }],
    ["with a short id and nothing else", "88 05 82", { ...KEY, pictureId: 5, pictureIdBits: 7 }],
    ["without an id", "08 82", { ...KEY, pictureId: null }],
    ["of three references", "f8 81 00 00 03 05 06 87", { ...FIRST, pictureId: 256 }],
    ["of a key frame's second spatial layer", "a8 05 02 01 87", { startsKeyFrame: false }],
    [
      "of three sizes, the largest last",
      `8a 05 50 ${"0140 00b4 0280 0168 0500 02d0"} 83`,
      {
        height: 720,
      },
    ],
    ["whose sizes end too early", "8a 05 50 01 40 00 b4", { height: null }],
  ] as const)("%s", (_, text, expected) => expect(parseVp9(bytes(text))).toMatchObject(expected));

  test.each([
    ["nothing", ""],
    ["no frame behind it", "fd ce 30 50 02"],
    ["a fourth reference", "f8 81 00 00 03 05 07 01 87"],
    ["ids cut off", "88 85"],
  ])("with %s is none", (_, text) => expect(parseVp9(bytes(text))).toBeNull());

  test("never throws on any bytes, and renumbering changes its numbers and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (payload) => {
        const before = parseVp9(payload);
        if (before === null) return;
        const original = payload.slice();
        writeVp9Numbers(payload, { pictureId: 0x7abc, tl0PicIdx: 77, keyIdx: 21 });
        const mask = 2 ** before.pictureIdBits - 1;
        expect(parseVp9(payload)).toEqual({
          ...before,
          pictureId: before.pictureId === null ? null : 0x7abc & mask,
          tl0PicIdx: before.tl0PicIdx === null ? null : 77,
        });
        const changed = payload.filter((byte, place) => byte !== original[place]).length;
        expect(changed).toBeLessThanOrEqual(3);
        expect(payload.at(-1)).toBe(original.at(-1) as number);
      }),
      { numRuns: 2_000 },
    );
  });
});
