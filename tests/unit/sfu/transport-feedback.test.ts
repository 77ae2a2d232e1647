// Feedback on the arrival of our packets: every shape that the draft knows, and any bytes a receiver may send.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { writeU16, writeU24 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { parseRtcp } from "../../../src/core/sfu/rtp/rtcp-parser.ts";
import {
  parseTransportFeedback,
  type TransportFeedback,
} from "../../../src/core/sfu/rtp/transport-feedback.ts";
import { TwccReceiver } from "../../../src/core/sfu/twcc-receiver.ts";
import { at } from "./media-fixture.ts";

type Shape = {
  readonly first?: number;
  readonly total: number;
  readonly reference?: number;
  readonly chunks: readonly number[];
  readonly deltas: readonly number[];
};

function feedback({ first = 0, total, reference = 0, chunks, deltas }: Shape): Uint8Array {
  const length = 20 + chunks.length * 2 + deltas.length;
  const packet = new Uint8Array(Math.ceil(length / 4) * 4);
  packet.set([0x8f, 205]);
  writeU16(packet, 2, packet.length / 4 - 1);
  writeU16(packet, 12, first);
  writeU16(packet, 14, total);
  writeU24(packet, 16, reference);
  chunks.forEach((chunk, place) => {
    writeU16(packet, 20 + place * 2, chunk);
  });
  packet.set(deltas, 20 + chunks.length * 2);
  return packet;
}

function arrivalsOf(shape: Shape): TransportFeedback["arrivals"] | null {
  return parseTransportFeedback(feedback(shape))?.arrivals ?? null;
}

describe("each kind of chunk", () => {
  const lost = null;

  test("a run of packets that came", () => {
    const shape = { total: 3, reference: 2, chunks: [(1 << 13) | 3], deltas: [4, 0, 8] };
    expect(arrivalsOf(shape)).toEqual([129, 129, 131]);
  });

  test("a run of packets that were lost, longer than what is told", () => {
    expect(arrivalsOf({ total: 4, chunks: [7], deltas: [] })).toEqual([lost, lost, lost, lost]);
  });

  test("fourteen statuses of one bit", () => {
    const shape = { total: 4, chunks: [0b10_1011_0000_0000_00], deltas: [4, 4, 4] };
    expect(arrivalsOf(shape)).toEqual([1, lost, 2, 3]);
  });

  test("seven statuses of two bits, one with a step back", () => {
    const shape = { total: 3, chunks: [0b11_01_10_01_00_00_00_00], deltas: [40, 0xff, 0xfc, 4] };
    expect(arrivalsOf(shape)).toEqual([10, 9, 10]);
  });
});

describe("refuses", () => {
  const refused: readonly [string, Shape][] = [
    ["feedback on no packet", { total: 0, chunks: [], deltas: [] }],
    ["a run of nothing", { total: 1, chunks: [0, 0], deltas: [] }],
    ["chunks that end before their packets do", { total: 9, chunks: [1, 1], deltas: [] }],
    ["deltas that are missing", { total: 30, chunks: [(1 << 13) | 30], deltas: [1, 1] }],
    ["the reserved status", { total: 1, chunks: [(3 << 13) | 1], deltas: [0, 0] }],
    ["more packets than anybody keeps", { total: 20_000, chunks: [8191, 8191, 8191], deltas: [] }],
  ];
  for (const [what, shape] of refused) {
    test(what, () => expect(arrivalsOf(shape)).toBeNull());
  }

  test("padding longer than the packet", () => {
    const packet = feedback({ total: 1, chunks: [(1 << 13) | 1], deltas: [4, 0xff] });
    packet[0] = 0xaf;
    expect(parseTransportFeedback(packet)).toBeNull();
  });
});

test("reads what our own receiver tells publishers", () => {
  const step = fc.record({ gap: fc.integer({ min: 1, max: 9 }), ms: fc.nat(400) });
  const steps = fc.array(step, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.nat(0xffff), steps, (start, all) => {
      const receiver = new TwccReceiver();
      const expected = new Map<number, number>();
      let [sequence, now] = [start, 70_000];
      for (const { gap, ms } of all) {
        sequence = (sequence + gap) & 0xffff;
        now += ms;
        receiver.handlePacket(sequence, 7, at(now));
        expected.set(sequence, now);
      }
      const told = new Map<number, number>();
      for (let one = receiver.takeFeedback(); one !== null; one = receiver.takeFeedback()) {
        const [message] = parseRtcp(one);
        if (message?.type !== "transport-feedback") throw new Error("not feedback");
        message.arrivals.forEach((arrival, place) => {
          if (arrival !== null) told.set((message.first + place) & 0xffff, arrival);
        });
      }
      expect(told).toEqual(expected);
    }),
  );
});

test("any bytes are read or refused, and never throw", () => {
  const head = fc.constantFrom([0x8f, 205, 0, 5], [0xaf, 205, 0, 5], [0x8f, 205, 0, 20]);
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 120 }), (first, rest) => {
      const packet = new Uint8Array([...first, ...rest]);
      const read = parseTransportFeedback(packet);
      expect(read?.arrivals.length ?? 1).toBeGreaterThan(0);
      parseRtcp(packet);
    }),
    { numRuns: 2_000 },
  );
});
