// The layout of our key IDs.

import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  encodeKid,
  epochLowOf,
  kindOf,
  LEAF_INDEX_MAX,
  parseKid,
} from "../../../src/core/sframe/kid.ts";
import { SOURCES } from "../../../src/protocol/socket-messages.ts";

test("a key ID is context, leaf index and epoch, from the highest bit down", () => {
  expect(encodeKid({ source: "microphone", leafIndex: 0, epochLow: 0 })).toBe(0n);
  expect(encodeKid({ source: "camera", leafIndex: 5, epochLow: 3 })).toBe(0x4053n);
  expect(encodeKid({ source: "screen-audio", leafIndex: 1023, epochLow: 15 })).toBe(0xffffn);
});

test("every key ID of 16 bits is one source, leaf and epoch, and comes back", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SOURCES),
      fc.integer({ min: 0, max: LEAF_INDEX_MAX }),
      fc.nat(2 ** 40),
      (source, leafIndex, epoch) => {
        const keyId = { source, leafIndex, epochLow: epochLowOf(epoch) };
        expect(parseKid(encodeKid(keyId))).toEqual(keyId);
      },
    ),
  );
});

test("a key ID of more bits is refused", () => {
  expect(parseKid(0x10000n)).toBeNull();
  expect(parseKid(2n ** 64n - 1n)).toBeNull();
});

test("a leaf index that doesn't fit is a bug", () => {
  const tooFar = { source: "camera", leafIndex: LEAF_INDEX_MAX + 1, epochLow: 0 } as const;
  expect(() => encodeKid(tooFar)).toThrow("over 10 bits");
});

test("microphone and the screen's sound are audio, camera and screen are video", () => {
  expect(SOURCES.map(kindOf)).toEqual(["audio", "video", "video", "audio"]);
});
