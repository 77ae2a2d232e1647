// RFC 4571 frames cut from a stream.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { FrameReader } from "../../../src/server/media/tcp-listener.ts";

function frame(packet: Uint8Array): number[] {
  return [packet.length >> 8, packet.length & 255, ...packet];
}

test("frames come out as they went in, however the stream is cut", () => {
  const packets = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 });
  fc.assert(
    fc.property(packets, fc.array(fc.nat(400)), (sent, cuts) => {
      const stream = new Uint8Array(sent.flatMap(frame));
      const ends = [
        ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b),
        stream.length,
      ];
      const reader = new FrameReader();
      const received: Uint8Array[] = [];
      let start = 0;
      for (const end of ends) {
        expect(reader.read(stream.slice(start, end), (packet) => received.push(packet))).toBe(true);
        start = end;
      }
      expect(received).toEqual(sent);
    }),
  );
});

test("an oversize frame ends the stream before it is waited for", () => {
  const reader = new FrameReader();
  expect(reader.read(new Uint8Array([0xff, 0xff]), () => {})).toBe(false);
});
