// RED (RFC 2198): read whole or not at all, whatever the bytes, and written so that it can be read.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BLOCK_BYTES_MAX, parseRed, writeBlockTypes, writeRed } from "../../../src/protocol/red.ts";

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

const block = fc.record({
  payloadType: fc.nat(127),
  timestampOffset: fc.nat(0x3fff),
  bytes: fc.uint8Array({ maxLength: 60 }),
});
const payloads = fc.record({
  repeated: fc.array(block, { maxLength: 3 }),
  payloadType: fc.nat(127),
  primary: fc.uint8Array({ maxLength: 60 }),
});

describe("a payload of RED", () => {
  test("of Chromium: the first frame alone, then each with the one before", () => {
    expect(parseRed(bytes("6f 780be4"))).toEqual({
      repeated: [],
      payloadType: 111,
      primary: bytes("780be4"),
    });
    expect(parseRed(bytes("ef 0f0003 6f 780be4 790c"))).toEqual({
      repeated: [{ payloadType: 111, timestampOffset: 960, bytes: bytes("780be4") }],
      payloadType: 111,
      primary: bytes("790c"),
    });
  });

  test.each([
    ["nothing", ""],
    ["a header that is cut off", "ef 0f00"],
    ["no header of its own frame", "ef 0f0003"],
    ["a block longer than all", "ef 0f0005 6f 780be4"],
    ["more blocks than anybody repeats", `${"ef 0f0000".repeat(9)} 6f 78`],
  ])("isn't %s", (_, text) => expect(parseRed(bytes(text))).toBeNull());

  test("is read as it was written", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        expect(parseRed(writeRed(payload))).toEqual(payload);
      }),
    );
  });

  test("leaves out what is too long for its header", () => {
    const long = { payloadType: 111, timestampOffset: 960, bytes: new Uint8Array(1_024) };
    const fitting = { ...long, bytes: new Uint8Array(BLOCK_BYTES_MAX) };
    const payload = { payloadType: 111, primary: bytes("01") };
    expect(parseRed(writeRed({ ...payload, repeated: [long, fitting] }))).toEqual({
      ...payload,
      repeated: [fitting],
    });
  });

  test("of any bytes is read without an error, and takes another payload type in place", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (payload) => {
        const before = parseRed(payload);
        if (before === null) return;
        // Its frames are views.
        const frames = before.repeated.map((one) => one.bytes.slice());
        const primary = before.primary.slice();
        writeBlockTypes(payload, 96);
        const after = parseRed(payload);
        expect(after?.repeated.map((one) => one.bytes)).toEqual(frames);
        expect(after?.primary).toEqual(primary);
        const types = [...(after?.repeated ?? []), ...(after === null ? [] : [after])];
        expect(types.every(({ payloadType }) => payloadType === 96)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
