// What stays in the clear of each codec, and which frames are of no codec of ours.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { clearPrefixLength } from "../../../src/core/sframe/clear-prefix.ts";
import { CODECS, codecOf } from "../../../src/core/sframe/codec.ts";
import { opusFrame, vp8Frame } from "./support.ts";

test.each([
  ["Opus keeps nothing in the clear", "opus", opusFrame(), 0],
  ["silence of Opus neither", "opus", opusFrame(0), 0],
  ["a VP9 frame keeps nothing", "vp9", vp8Frame("key"), 0],
  ["a VP8 key frame keeps 10 bytes", "vp8", vp8Frame("key"), 10],
  ["a VP8 delta frame keeps 3", "vp8", vp8Frame("delta"), 3],
  ["the shortest delta frame is all prefix", "vp8", vp8Frame("delta", 3), 3],
  ["a key frame that is cut off isn't VP8", "vp8", vp8Frame("key", 10).slice(0, 9), null],
  ["a delta frame that is cut off isn't", "vp8", vp8Frame("delta", 3).slice(0, 2), null],
  ["nor is an empty frame", "vp8", new Uint8Array(0), null],
  ["nor a key frame without VP8's start code", "vp8", new Uint8Array(40), null],
] as const)("%s", (_, codec, frame, length) => {
  expect(clearPrefixLength(codec, frame)).toBe(length);
});

test("it never throws on any bytes, and never says more than there are", () => {
  fc.assert(
    fc.property(fc.constantFrom(...CODECS), fc.uint8Array({ maxLength: 16 }), (codec, frame) => {
      expect(clearPrefixLength(codec, frame) ?? 0).toBeLessThanOrEqual(frame.length);
    }),
  );
});

test.each([
  ["audio/opus", "audio", "opus"],
  ["audio/OPUS", "audio", "opus"],
  ["video/VP8", "video", "vp8"],
  [undefined, "audio", "opus"],
  [undefined, "video", "vp8"],
  ["video/VP8", "audio", null],
  ["audio/opus", "video", null],
  ["audio/red", "audio", null],
  ["video/VP9", "video", "vp9"],
  ["video/VP9", "audio", null],
  ["video/H264", "video", null],
  ["video/AV1", "video", null],
  ["", "video", null],
] as const)("a frame of type %p in an %s slot is %p", (mimeType, kind, codec) => {
  expect(codecOf(mimeType, kind)).toBe(codec);
});
