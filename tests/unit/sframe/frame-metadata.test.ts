// That what is authenticated with a frame tells every two situations apart.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { hex } from "../../../src/base/bytes.ts";
import { CODECS } from "../../../src/core/sframe/codec.ts";
import { frameMetadata } from "../../../src/core/sframe/frame-metadata.ts";
import { KINDS } from "../../../src/protocol/socket-messages.ts";

const facts = fc.record({
  codec: fc.constantFrom(...CODECS),
  kind: fc.constantFrom(...KINDS),
  prefix: fc.uint8Array({ maxLength: 10 }),
});

test("it is codec, kind and prefix", () => {
  const prefix = Uint8Array.of(0x31, 2, 3);
  expect(hex(frameMetadata("vp8", "video", prefix))).toBe("0101310203");
  expect(hex(frameMetadata("opus", "audio", new Uint8Array(0)))).toBe("0000");
});

test("no two frames that differ in codec, kind or prefix authenticate the same bytes", () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      const isSame = a.codec === b.codec && a.kind === b.kind && hex(a.prefix) === hex(b.prefix);
      const [left, right] = [a, b].map((each) =>
        hex(frameMetadata(each.codec, each.kind, each.prefix)),
      );
      expect(left === right).toBe(isSame);
    }),
  );
});
