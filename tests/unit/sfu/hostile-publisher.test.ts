// A member who leaves out numbers to fill the server's memory, or to break a slot for whoever is next.
// Each test was seen to fail with its bound taken out: NackGenerator's loop over its oldest, the
// UNTOLD_MAX of TwccReceiver, and LEFT_OUT_MAX of Forwarder.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Forwarder } from "../../../src/core/sfu/forwarder.ts";
import { NackGenerator } from "../../../src/core/sfu/nack-generator.ts";
import { TwccReceiver } from "../../../src/core/sfu/twcc-receiver.ts";
import { meetingOf } from "./fake-meeting.ts";
import { ALICE, at, BOB, CONTINUATION, KEY, mediaPacket, ssrcOf, VP8 } from "./media-fixture.ts";

describe("gaps that are never asked about", () => {
  test("are kept for the newest 128 packets only", () => {
    const nack = new NackGenerator();
    for (let packet = 0; packet < 500; packet++) nack.handlePacket(packet * 128, at(0));
    expect(nack.poll(at(0))).toHaveLength(127);
  });

  test("are kept so though they come again late, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { minLength: 1, maxLength: 100 }), (indexes) => {
        const nack = new NackGenerator();
        for (const index of indexes) nack.handlePacket(index, at(0));
        const highest = Math.max(...indexes);
        const missing = nack.poll(at(0));
        expect(missing.every((index) => index >= highest - 128 && index < highest)).toBe(true);
        expect(missing.some((index) => indexes.includes(index))).toBe(false);
      }),
    );
  });

  test("between packets of padding alone don't come back once media flows", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.camera(ALICE, 1, KEY);
    meeting.tick(10_000);
    const padding = { ssrc: ssrcOf(1, 1), payloadType: VP8, payload: [0, 0, 0, 4] };
    for (let packet = 1; packet <= 300; packet++) {
      meeting.rtp(ALICE, { ...padding, index: 1 + packet * 128, hasPadding: true });
    }
    meeting.take();
    meeting.camera(ALICE, 2 + 300 * 128, CONTINUATION);
    const asked = meeting.take().filter((effect) => effect.type === "send-rtcp");
    const nacked = asked.filter(({ packet }) => packet[1] === 205);
    expect(nacked).toHaveLength(1);
    // 12 bytes of header, and 4 for each 17 numbers.
    expect(nacked[0]?.packet.length).toBeLessThanOrEqual(12 + 4 * Math.ceil(128 / 17));
  });
});

describe("arrivals that nobody takes", () => {
  function feedbackAfter(gaps: readonly number[]): number {
    const receiver = new TwccReceiver();
    let [sequenceNumber, told] = [0, 0];
    for (const gap of gaps) {
      sequenceNumber = (sequenceNumber + gap) & 0xffff;
      receiver.handlePacket(sequenceNumber, 7, at(0));
    }
    while (receiver.takeFeedback() !== null) told += 1;
    return told;
  }

  test.each([
    ["one after the other", 1],
    ["with the longest gaps", 399],
  ])("%s make no more than four packets of feedback", (_, gap) => {
    expect(feedbackAfter(new Array<number>(20_000).fill(gap))).toBeLessThanOrEqual(4);
  });

  test("and then go on are told of, from there on", () => {
    const receiver = new TwccReceiver();
    for (let number = 0; number < 1_601; number++) receiver.handlePacket(number, 7, at(0));
    const feedback = receiver.takeFeedback();
    expect([feedback?.[12], feedback?.[13], feedback?.[14], feedback?.[15]]).toEqual([6, 64, 0, 1]);
    expect(receiver.takeFeedback()).toBeNull();
  });
});

describe("numbers that leap", () => {
  const forward = (forwarder: Forwarder, index: number) =>
    forwarder.renumber(mediaPacket(index, index), at(index))?.index ?? null;

  test("by more than can be asked for go on by one", () => {
    const forwarder = new Forwarder(90_000, 512);
    expect(forward(forwarder, 10)).toBe(1);
    expect(forward(forwarder, 10 + 65_534)).toBe(2);
    expect(forward(forwarder, 10 + 65_533)).toBeNull();
    expect(forward(forwarder, 10 + 65_536)).toBe(4);
    expect(forward(forwarder, 10 + 65_535)).toBe(3);
  });

  test("again and again by less outrun nobody: half the numbers belong to packets, but for 512", () => {
    const forwarder = new Forwarder(90_000, 512);
    let highest = 0;
    for (let packet = 1; packet <= 2_000; packet++) {
      highest = forward(forwarder, packet * 500) ?? highest;
    }
    expect(highest).toBeLessThanOrEqual(2 * 2_000 + 512);
  });

  test("by any steps are never used twice, and never left out by more than 512", () => {
    const step = fc.oneof(fc.integer({ min: -600, max: 600 }), fc.constantFrom(32_767, 65_534));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const forwarder = new Forwarder(90_000, 512);
        const came = new Set<number>();
        const used = new Set<number>();
        let index = 100_000;
        let highest = 0;
        for (const gap of steps) {
          index += gap;
          if (came.has(index)) continue;
          came.add(index);
          const out = forward(forwarder, index);
          if (out === null) continue;
          expect(used.has(out)).toBe(false);
          used.add(out);
          expect(out - highest).toBeLessThanOrEqual(513);
          highest = Math.max(highest, out);
        }
      }),
    );
  });
});
