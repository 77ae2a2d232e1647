// The header parser beyond the vectors of Appendix C: any bytes at all.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { encodeHeader, HEADER_BYTES_MAX, parseHeader } from "../../../src/core/sframe/header.ts";

const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test("a header never throws on any bytes, and what it reads is what those bytes encode", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const header = parseHeader(bytes);
      if (header === null) return;
      expect(encodeHeader(header)).toEqual(bytes.slice(0, header.length));
    }),
  );
});

test("every key ID and counter comes back, whatever follows the header", () => {
  fc.assert(
    fc.property(u64, u64, fc.uint8Array({ maxLength: 4 }), (kid, ctr, rest) => {
      const encoded = encodeHeader({ kid, ctr });
      expect(encoded.length).toBeLessThanOrEqual(HEADER_BYTES_MAX);
      const read = parseHeader(Uint8Array.from([...encoded, ...rest]));
      expect(read).toEqual({ kid, ctr, length: encoded.length });
    }),
  );
});

test.each([
  ["nothing at all", []],
  ["a key ID that is cut off", [0x90, 0x01]],
  ["a counter that is cut off", [0x0f, 1, 2, 3, 4, 5, 6, 7]],
  ["a key ID in a byte that the config byte has room for", [0x80, 0x07]],
  ["a counter in two bytes that needs one", [0x09, 0x00, 0xff]],
])("a header with %s is refused", (_, bytes) => {
  expect(parseHeader(Uint8Array.from(bytes))).toBeNull();
});
