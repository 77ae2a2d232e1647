// Transport-wide feedback, read back as the browser's estimator reads it.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readU16, readU24, readU32 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { TwccReceiver } from "../../../src/core/sfu/twcc-receiver.ts";
import { at } from "./media-fixture.ts";

type Feedback = { count: number; ssrc: number; arrivals: Map<number, number>; lost: number[] };

/** The reader of draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1, for status vectors of 2 bits. */
function read(packet: Uint8Array): Feedback {
  expect([packet[1], (packet[0] ?? 0) & 31]).toEqual([205, 15]);
  expect((readU16(packet, 2) + 1) * 4).toBe(packet.length);
  const padding = ((packet[0] ?? 0) & 32) === 0 ? 0 : (packet.at(-1) ?? 0);
  const base = readU16(packet, 12);
  const total = readU16(packet, 14);
  let time = readU24(packet, 16) * 64;
  let offset = 20 + Math.ceil(total / 7) * 2;
  const arrivals = new Map<number, number>();
  const lost: number[] = [];
  for (let place = 0; place < total; place++) {
    const chunk = readU16(packet, 20 + Math.floor(place / 7) * 2);
    expect(chunk >> 14).toBe(3);
    const status = (chunk >> (12 - 2 * (place % 7))) & 3;
    const sequenceNumber = (base + place) & 0xffff;
    if (status === 0) lost.push(sequenceNumber);
    else {
      const delta = status === 1 ? (packet[offset] ?? 0) : (readU16(packet, offset) << 16) >> 16;
      offset += status;
      time += delta / 4;
      arrivals.set(sequenceNumber, time);
    }
  }
  expect(offset + padding).toBe(packet.length);
  return { count: packet[19] ?? -1, ssrc: readU32(packet, 8), arrivals, lost };
}

function feedbacks(receiver: TwccReceiver): Feedback[] {
  const all: Feedback[] = [];
  for (let one = receiver.takeFeedback(); one !== null; one = receiver.takeFeedback()) {
    all.push(read(one));
  }
  return all;
}

test("tells when each packet arrived, and which didn't, across the wrap", () => {
  const receiver = new TwccReceiver();
  receiver.handlePacket(65_534, 7, at(1_000));
  receiver.handlePacket(65_535, 7, at(1_010.25));
  receiver.handlePacket(1, 9, at(1_200));
  const [feedback] = feedbacks(receiver);
  expect(feedback).toEqual({
    count: 0,
    ssrc: 9,
    arrivals: new Map([
      [65_534, 1_000],
      [65_535, 1_010.25],
      [1, 1_200],
    ]),
    lost: [0],
  });
  expect(receiver.takeFeedback()).toBeNull();
});

test("tells what was lost between two feedbacks in the second", () => {
  const receiver = new TwccReceiver();
  receiver.handlePacket(10, 7, at(0));
  feedbacks(receiver);
  receiver.handlePacket(13, 7, at(50));
  expect(feedbacks(receiver)).toMatchObject([{ count: 1, lost: [11, 12] }]);
});

test("tells of a late packet after all", () => {
  const receiver = new TwccReceiver();
  for (const sequenceNumber of [10, 12]) receiver.handlePacket(sequenceNumber, 7, at(0));
  feedbacks(receiver);
  receiver.handlePacket(11, 7, at(30));
  expect(feedbacks(receiver)[0]?.arrivals.get(11)).toBe(30);
});

describe("any arrivals", () => {
  test("come back within a quarter of a millisecond, in packets that fit", () => {
    const step = fc.record({
      gap: fc.integer({ min: 1, max: 20 }),
      ms: fc.float({ min: 0, max: 300, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.nat(65_535),
        fc.array(step, { minLength: 1, maxLength: 300 }),
        (start, steps) => {
          const receiver = new TwccReceiver();
          const expected = new Map<number, number>();
          let [sequenceNumber, now] = [start, 1_000];
          const told = new Map<number, number>();
          for (const { gap, ms } of steps) {
            sequenceNumber = (sequenceNumber + gap) & 0xffff;
            now += ms;
            receiver.handlePacket(sequenceNumber, 7, at(now));
            expected.set(sequenceNumber, now);
          }
          for (const { arrivals } of feedbacks(receiver))
            for (const [k, v] of arrivals) told.set(k, v);
          expect([...told.keys()].sort()).toEqual([...expected.keys()].sort());
          for (const [index, time] of expected) {
            expect(Math.abs((told.get(index) ?? 0) - time)).toBeLessThanOrEqual(0.126);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("of hostile numbers neither throw nor last for ever", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(65_535), { maxLength: 200 }), (numbers) => {
        const receiver = new TwccReceiver();
        for (const [now, number] of numbers.entries()) receiver.handlePacket(number, 7, at(now));
        expect(feedbacks(receiver).length).toBeLessThanOrEqual(numbers.length);
      }),
    );
  });
});
