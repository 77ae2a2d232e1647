// What waits and what doesn't on a downlink: key frames are spread, audio never waits, nothing waits for long.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Pacer, type Urgency } from "../../../src/core/sfu/bandwidth/pacer.ts";
import type { SendRtp } from "../../../src/core/sfu/media-packet.ts";
import { ALICE, at } from "./media-fixture.ts";

function packet(index: number, bytes = 1_100): SendRtp {
  const numbers = {
    pictureId: null,
    tl0PicIdx: 0,
    keyIdx: 0,
    opusPayloadType: 0,
    twccExtension: 3,
  };
  const payload = new Uint8Array(bytes);
  const header = {
    index,
    timestamp: 0,
    marker: false,
    hasPadding: false,
    ssrc: 1,
    codec: "vp8",
    payloadType: 96,
  } as const;
  return {
    type: "send-rtp",
    to: ALICE,
    packet: { ...header, ...numbers, payload, transportSequence: 0 },
  };
}

function pacerAt(targetBps: number): Pacer {
  const pacer = new Pacer();
  pacer.setTarget(targetBps);
  return pacer;
}

/** @returns when each of what waits leaves, by its index, at wakes each 5 ms. */
function drain(pacer: Pacer, from: number): Map<number, number> {
  const left = new Map<number, number>();
  for (let now = from; pacer.isBacklogged && now < from + 5_000; now += 5) {
    for (let next = pacer.release(at(now)); next !== null; next = pacer.release(at(now))) {
      left.set(next.packet.index, now);
    }
  }
  return left;
}

describe("a key frame on a slow link", () => {
  function waiting(): Pacer {
    const pacer = pacerAt(1_000_000);
    for (let index = 0; index < 12; index++) pacer.admit(packet(index), "video", at(0));
    return pacer;
  }

  test("leaves at the target rate, in its order", () => {
    const left = drain(waiting(), 0);
    expect([...left.keys()]).toEqual([...left.keys()].sort((a, b) => a - b));
    // 12 packets of 1,144 B take 105 ms at 1.05 Mb/s.
    expect(Math.max(...left.values())).toBeGreaterThan(70);
    expect(Math.max(...left.values())).toBeLessThan(130);
  });

  test("lets audio pass", () => {
    expect(waiting().admit(packet(99, 80), "audio", at(1))).toBe(true);
  });

  test("lets what is sent again go first", () => {
    const pacer = waiting();
    expect(pacer.admit(packet(99), "retransmission", at(0))).toBe(false);
    expect([...drain(pacer, 0).keys()][0]).toBe(99);
  });
});

test("a link that isn't what holds up passes everything at once", () => {
  const pacer = pacerAt(20_000_000);
  const all = Array.from({ length: 200 }, (_, index) => pacer.admit(packet(index), "video", at(0)));
  expect(all.every(Boolean)).toBe(true);
});

test("nothing waits for longer than 300 ms, whatever the target and whatever comes", () => {
  const urgency = fc.constantFrom<Urgency[]>("audio", "retransmission", "video");
  const arrival = fc.record({
    gapMs: fc.nat(30),
    bytes: fc.integer({ min: 1, max: 1_200 }),
    urgency,
  });
  const arrivals = fc.array(arrival, { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 50_000, max: 20_000_000 }), arrivals, (targetBps, all) => {
      const pacer = pacerAt(targetBps);
      let now = 0;
      const wake = (until: number) => {
        for (; now < until; now += 5) {
          while (pacer.release(at(now)) !== null);
          expect(pacer.waitMs(at(now))).toBeLessThanOrEqual(300);
        }
      };
      for (const [index, { gapMs, bytes, urgency: how }] of all.entries()) {
        wake(now + gapMs);
        pacer.admit(packet(index, bytes), how, at(now));
      }
      wake(now + 400);
      expect(pacer.isBacklogged).toBe(false);
    }),
  );
});

test("what waits keeps its own numbers when the slot's packet is filled anew", () => {
  const pacer = pacerAt(100_000);
  const sending = packet(0);
  while (pacer.admit(sending, "video", at(0)));
  Object.assign(sending.packet, { index: 77 });
  expect(pacer.flush()?.packet.index).toBe(0);
});
