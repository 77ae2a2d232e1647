// What was sent, joined with what its receiver tells of it: also when that is late, repeated or a lie.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Router, type RouterEffect } from "../../../src/core/sfu/router.ts";
import {
  REFERENCE_CYCLE_MS,
  type TransportFeedback,
} from "../../../src/core/sfu/rtp/transport-feedback.ts";
import { SentPackets } from "../../../src/core/sfu/sent-packets.ts";
import { ALICE, at, BOB, incoming, mediaOf, OPUS, ssrcOf } from "./media-fixture.ts";

function told(first: number, arrivals: readonly (number | null)[]): TransportFeedback {
  return { type: "transport-feedback", first, count: 0, arrivals };
}

const TOLD_AT = at(66_000);

function sentAll(count: number): SentPackets {
  const sent = new SentPackets();
  for (let index = 0; index < count; index++) sent.note(100, at(index));
  return sent;
}

describe("a receiver's feedback", () => {
  test("says when each packet left and arrived, and which is missing", () => {
    const reports = sentAll(3).handleFeedback(told(0, [500, null, 502]), TOLD_AT);
    expect(reports).toEqual([
      { index: 0, sentAt: at(0), bytes: 100, arrivedAt: 500 },
      { index: 1, sentAt: at(1), bytes: 100, arrivedAt: null },
      { index: 2, sentAt: at(2), bytes: 100, arrivedAt: 502 },
    ]);
  });

  test("tells of each arrival once, and of a late one after all", () => {
    const sent = sentAll(3);
    sent.handleFeedback(told(0, [500, null, 502]), TOLD_AT);
    const again = sent.handleFeedback(told(0, [500, 503, 502]), TOLD_AT);
    expect(again.map(({ index, arrivedAt }) => [index, arrivedAt])).toEqual([[1, 503]]);
  });

  test("on packets that were never sent says nothing", () => {
    expect(sentAll(2).handleFeedback(told(2, [1, 2, 3]), TOLD_AT)).toEqual([]);
    expect(sentAll(2).handleFeedback(told(60_000, [1, 2, 3]), TOLD_AT)).toEqual([]);
    expect(new SentPackets().handleFeedback(told(0, [1]), TOLD_AT)).toEqual([]);
  });

  test("finds its packets after the numbers wrapped", () => {
    const [report] = sentAll(65_540).handleFeedback(told(2, [9]), TOLD_AT);
    expect(report).toMatchObject({ index: 65_538, sentAt: at(65_538) });
  });

  test("is understood about two seconds of the largest meeting, and of a small one more", () => {
    const fast = new SentPackets();
    for (let index = 0; index < 9_000; index++) fast.note(100, at(index / 4));
    const [oldest] = fast.handleFeedback(told(9_000 - 8_192, [9]), at(2_300));
    expect(oldest).toMatchObject({ index: 808, sentAt: at(202), bytes: 100 });
    expect(fast.handleFeedback(told(807, [9]), at(2_300))).toEqual([]);
    const slow = sentAll(1_000);
    expect(slow.handleFeedback(told(0, [9]), at(1_000))).toMatchObject([{ index: 0 }]);
    expect(slow.handleFeedback(told(999, [9]), at(1_000))).toMatchObject([{ index: 999 }]);
  });

  test("goes on when the receiver's clock wraps", () => {
    const reports = sentAll(2).handleFeedback(told(0, [REFERENCE_CYCLE_MS - 10, 10]), TOLD_AT);
    expect(reports.map(({ arrivedAt }) => arrivedAt)).toEqual([
      REFERENCE_CYCLE_MS - 10,
      REFERENCE_CYCLE_MS + 10,
    ]);
  });

  test("of any kind reports no arrival twice", () => {
    const arrivals = fc.array(fc.option(fc.nat(5_000)), { minLength: 1, maxLength: 50 });
    const feedback = fc.record({ first: fc.nat(0xffff), arrivals });
    fc.assert(
      fc.property(fc.nat(300), fc.array(feedback, { maxLength: 20 }), (count, all) => {
        const sent = sentAll(count);
        const arrived = all
          .flatMap(({ first, arrivals: some }) => sent.handleFeedback(told(first, some), TOLD_AT))
          .filter(({ arrivedAt }) => arrivedAt !== null)
          .map(({ index }) => index);
        expect(new Set(arrived).size).toBe(arrived.length);
        expect(arrived.every((index) => index < count)).toBe(true);
      }),
    );
  });
});

test("the router numbers what it sends to a receiver, one after the other", () => {
  const router = new Router();
  const ignored: RouterEffect[] = [];
  for (const [digit, who] of [ALICE, BOB].entries()) {
    router.handleOffer(who, mediaOf(digit + 1, 2), at(0), ignored);
    router.handleAdmitted(who, at(0), ignored);
    router.handleConnected(who);
  }
  const ssrc = ssrcOf(1, 0);
  const numbers: number[] = [];
  for (const index of [1, 2, 3]) {
    const out: RouterEffect[] = [];
    const packet = incoming({ ssrc, payloadType: OPUS, index, payload: [1, 2, 3] });
    router.handleRtp(ALICE, packet, at(20 * index), out);
    for (const effect of out) {
      if (effect.type === "send-rtp") numbers.push(effect.packet.transportSequence);
    }
  }
  expect(numbers).toEqual([0, 1, 2]);
});
