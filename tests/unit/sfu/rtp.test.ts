// RTP and RTCP as they are on the wire, and any bytes in their place.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fromHex, hex } from "../../../src/base/bytes.ts";
import { ReceptionStats } from "../../../src/core/sfu/reception-stats.ts";
import { parseRtcp } from "../../../src/core/sfu/rtp/rtcp-parser.ts";
import {
  genericNack,
  pictureLossIndication,
  receiverReport,
  senderReport,
} from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import {
  findExtension,
  parseRtpHeader,
  writeRtpHeader,
} from "../../../src/core/sfu/rtp/rtp-header.ts";
import { parseVp8 } from "../../../src/core/sfu/rtp/vp8.ts";
import { at } from "./media-fixture.ts";

function bytes(text: string): Uint8Array {
  return fromHex(text.replaceAll(" ", "")) ?? new Uint8Array(0);
}

describe("an RTP header", () => {
  const packet = bytes("b1e0 1234 00000384 deadbeef 00000001 bede0002 40 31 00 31 abcd 00 00 aabb");

  test("is read with its CSRCs and extensions", () => {
    const header = parseRtpHeader(packet);
    expect(header).toMatchObject({
      hasPadding: true,
      marker: true,
      payloadType: 96,
      sequenceNumber: 0x1234,
      timestamp: 900,
      ssrc: 0xdeadbeef,
      length: 28,
    });
    if (header === null) return;
    const found = (id: number) => hex(findExtension(packet, header, id) ?? new Uint8Array(0));
    expect([found(4), found(3), found(5)]).toEqual(["31", "abcd", ""]);
  });

  test.each([
    ["too short", "80e0 1234 00000384 deadbe"],
    ["of version 1", "40e0 1234 00000384 deadbeef"],
    ["without the extension that it announces", "90e0 1234 00000384 deadbeef bede"],
    ["with an extension longer than the packet", "90e0 1234 00000384 deadbeef bede0009 00"],
  ])("%s isn't one", (_, text) => expect(parseRtpHeader(bytes(text))).toBeNull());

  test("comes back as it was written", () => {
    const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
    const header = fc.record({
      hasPadding: fc.boolean(),
      marker: fc.boolean(),
      payloadType: uint(7),
      sequenceNumber: uint(16),
      timestamp: uint(32),
      ssrc: uint(32),
    });
    fc.assert(
      fc.property(header, (written) => {
        const out = new Uint8Array(12);
        writeRtpHeader(out, written);
        expect(parseRtpHeader(out)).toMatchObject({ ...written, length: 12 });
      }),
    );
  });

  test("never throws on any bytes, whatever extension is looked for", () => {
    const head = fc.constantFrom(0x80, 0x90, 0xbf);
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 60 }), fc.nat(15), (first, rest, id) => {
        const any = new Uint8Array([first, ...rest]);
        const header = parseRtpHeader(any);
        if (header !== null) findExtension(any, header, id);
      }),
    );
  });
});

test.each([
  ["a key frame's first packet", "10 00", true],
  ["with picture id of 7 bits, TL0 and TID", "90 f0 12 34 56 00", true],
  ["with picture id of 15 bits", "90 80 8123 00", true],
  ["with nothing but the extension byte", "90 00 00", true],
  ["a delta frame's first packet", "10 01", false],
  ["a delta frame with picture id of 15 bits", "90 80 8122 01", false],
  ["a later packet", "00 00", false],
  ["of another partition", "11 00", false],
  ["no payload header", "90 80 81 22", false],
  ["nothing", "", false],
])("VP8: %s", (_, text, isKey) =>
  expect(parseVp8(bytes(text))?.startsKeyFrame ?? false).toBe(isKey),
);

describe("RTCP", () => {
  test("is read from a compound, up to what is malformed", () => {
    const report = "81c80006 00000007 83aa7e80 80000000 00000064 00000001 00000002";
    const nack = "81cd0003 00000001 00000009 fffe0003";
    const fir = "84ce0004 00000001 00000000 0000000b 01000000";
    const bye = "81cb0001 00000007";
    const compound = bytes(`${report} ${nack} 81ce0002 00000001 0000000a ${fir} ${bye} 81c9ffff`);
    expect(parseRtcp(compound)).toEqual([
      {
        type: "sender-report",
        ssrc: 7,
        ntpSeconds: 0x83aa7e80,
        ntpFraction: 0x80000000,
        rtpTimestamp: 100,
      },
      { type: "nack", ssrc: 9, sequenceNumbers: [0xfffe, 0xffff, 0] },
      { type: "key-frame-request", ssrc: 10 },
      { type: "key-frame-request", ssrc: 11 },
      { type: "bye", ssrc: 7 },
    ]);
  });

  test("a NACK comes back as it was written, up to 256", () => {
    const indexes = fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(indexes, fc.nat(2 ** 20), (some, base) => {
        const lost = some.map((index) => base + index).sort((a, b) => a - b);
        const [message] = parseRtcp(genericNack(9, lost));
        expect(message).toEqual({
          type: "nack",
          ssrc: 9,
          sequenceNumbers: lost.map((index) => index & 0xffff),
        });
      }),
    );
    const flood = parseRtcp(
      genericNack(
        9,
        Array.from({ length: 5_000 }, (_, index) => index),
      ),
    );
    expect(flood[0]).toMatchObject({ sequenceNumbers: { length: 256 } });
  });

  test("is written as RFC 3550 and RFC 4585 draw it", () => {
    expect(hex(pictureLossIndication(0xabcd))).toBe(hex(bytes("81ce0002 00000001 0000abcd")));
    const report = senderReport({
      ssrc: 7,
      now: at(1_500),
      rtpTimestamp: 90,
      packets: 3,
      octets: 4,
    });
    expect(hex(report)).toBe(
      hex(bytes("80c80006 00000007 83aa7e81 80000000 0000005a 00000003 00000004")),
    );
  });

  test("never throws on any bytes", () => {
    const type = fc.constantFrom(200, 203, 205, 206, 99);
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 80 }), (kind, rest) => {
        parseRtcp(new Uint8Array([0x81, kind, 0, rest.length >> 2, ...rest]));
        parseRtcp(rest);
      }),
    );
  });
});

test("a receiver report tells loss, jitter and the sender report's echo", () => {
  const stats = new ReceptionStats(48_000);
  expect(stats.report(7, at(0))).toBeNull();
  for (const index of [65_534, 65_535, 65_537, 65_538])
    stats.handlePacket(index, index * 960, at(index * 20));
  stats.handleSenderReport(
    {
      type: "sender-report",
      ssrc: 7,
      ntpSeconds: 0x12345678,
      ntpFraction: 0x9abcdef0,
      rtpTimestamp: 0,
    },
    at(1_000),
  );
  const report = stats.report(7, at(1_500));
  expect(report).toEqual({
    ssrc: 7,
    fractionLost: 51,
    cumulativeLost: 1,
    highestIndex: 65_538,
    jitter: 0,
    lastSenderReport: 0x56789abc,
    delaySinceLastSenderReport: 32_768,
  });
  expect(stats.report(7, at(1_600))?.fractionLost).toBe(0);
  if (report === null) return;
  expect(hex(receiverReport([report]))).toBe(
    hex(bytes("81c90007 00000001 00000007 33000001 00010002 00000000 56789abc 00008000")),
  );
});
