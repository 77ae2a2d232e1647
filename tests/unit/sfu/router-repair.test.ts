// How what is lost is mended: retransmissions both ways, and key frames.

import { describe, expect, test } from "bun:test";
import { genericNack, pictureLossIndication } from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import { digitOf, type Meeting, meetingOf } from "./fake-meeting.ts";
import {
  ALICE,
  at,
  BOB,
  CAROL,
  CONTINUATION,
  DAVE,
  DELTA,
  KEY,
  participant,
  RTX,
  ssrcOf,
} from "./media-fixture.ts";

describe("a lost packet", () => {
  test("is asked for of its publisher, and forwarded when it comes again", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.camera(ALICE, 1, KEY);
    meeting.take();
    meeting.camera(ALICE, 3, CONTINUATION);
    const asked = meeting.take().filter((effect) => effect.type === "send-rtcp");
    expect(asked).toEqual([
      { type: "send-rtcp", to: ALICE, packet: genericNack(ssrcOf(1, 1), [2]) },
    ]);
    const rtx = { ssrc: ssrcOf(1, 1) + 50, payloadType: RTX, index: 900, timestamp: 6_000 };
    meeting.rtp(ALICE, { ...rtx, payload: [0, 2, 0, 9] });
    expect(meeting.media(BOB)).toMatchObject([
      { index: 2, timestamp: 6_000, payload: new Uint8Array([0, 9]) },
    ]);
  });

  test.each([
    ["before any media", [], [0, 1, 5]],
    ["of nothing but a number", [1, 2], [0, 1]],
    ["of something that never came", [1, 2], [0, 3, 5]],
  ])("that comes again %s is dropped", (_, received, payload) => {
    const meeting = meetingOf(ALICE, BOB);
    for (const index of received) meeting.camera(ALICE, index, KEY);
    meeting.take();
    meeting.rtp(ALICE, { ssrc: ssrcOf(1, 1) + 50, payloadType: RTX, index: 1, payload });
    expect(meeting.take()).toEqual([{ type: "drop", reason: "bad-retransmission" }]);
  });

  test("is sent again to who asks, as a retransmission of the slot, from the one history", () => {
    const meeting = meetingOf(ALICE, BOB);
    for (let index = 11; index <= 14; index++)
      meeting.camera(ALICE, index, index === 11 ? KEY : [0, index]);
    meeting.take();
    meeting.rtcp(BOB, genericNack(20_002, [2, 3, 9]));
    const again = meeting.media(BOB);
    expect(again).toMatchObject([
      { ssrc: 20_003, payloadType: RTX, index: 1, timestamp: 12 * 3_000 },
      { ssrc: 20_003, payloadType: RTX, index: 2, timestamp: 13 * 3_000 },
    ]);
    expect(again.map(({ payload }) => [...payload])).toEqual([
      [0, 2, 0, 12],
      [0, 3, 0, 13],
    ]);
  });

  test("of another's slot is not sent to who asks", () => {
    const meeting = meetingOf(ALICE, BOB, CAROL);
    meeting.camera(ALICE, 1, KEY);
    meeting.take();
    meeting.rtcp(CAROL, genericNack(20_002, [1]));
    expect(meeting.take()).toEqual([]);
  });

  test("asked for again and again costs no more than a bounded rate", () => {
    const meeting = meetingOf(ALICE, BOB);
    for (let index = 1; index <= 200; index++)
      meeting.camera(ALICE, index, index === 1 ? KEY : DELTA);
    meeting.take();
    for (let again = 0; again < 50; again++) {
      meeting.rtcp(
        BOB,
        genericNack(
          20_002,
          Array.from({ length: 200 }, (_, index) => index + 1),
        ),
      );
    }
    expect(meeting.media(BOB)).toHaveLength(100);
  });
});

describe("key frames are asked for", () => {
  test("once, however many receivers need them", () => {
    const meeting = meetingOf(ALICE, BOB, CAROL, DAVE);
    meeting.camera(ALICE, 1, DELTA);
    expect(meeting.keyFrameRequests(ALICE)).toBe(1);
    for (const id of [BOB, CAROL, DAVE]) {
      meeting.rtcp(id, pictureLossIndication(digitOf(id) * 10_000 + 2));
    }
    expect(meeting.keyFrameRequests(ALICE)).toBe(0);
  });

  test("until they come", () => {
    const meeting = meetingOf(ALICE, BOB);
    let asked = 0;
    for (let now = 0; now < 2_000; now += 100) {
      meeting.now = now;
      meeting.camera(ALICE, 1 + now / 100, DELTA);
      asked += meeting.keyFrameRequests(ALICE);
    }
    expect(asked).toBe(4);
    meeting.camera(ALICE, 21, KEY);
    meeting.now = 5_000;
    meeting.camera(ALICE, 22, DELTA);
    expect(meeting.keyFrameRequests(ALICE)).toBe(0);
  });

  test.each([
    [
      "by who has new keys",
      (meeting: Meeting) =>
        meeting.do((router, out) => router.handleKeysChanged(BOB, at(1_000), out)),
    ],
    [
      "by who can't decode a slot",
      (meeting: Meeting) =>
        meeting.do((router, out) => router.handleRefresh(BOB, 0, at(1_000), out)),
    ],
    [
      "by a browser's PLI",
      (meeting: Meeting) => {
        meeting.now = 1_000;
        meeting.rtcp(BOB, pictureLossIndication(20_002));
      },
    ],
  ])("%s", (_, ask) => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.camera(ALICE, 1, KEY);
    meeting.take();
    ask(meeting);
    expect(meeting.keyFrameRequests(ALICE)).toBe(1);
  });

  test("not of who films for nobody, and neither are lost packets", () => {
    const meeting = meetingOf(ALICE);
    for (const index of [1, 2, 5]) meeting.camera(ALICE, index, DELTA);
    meeting.tick(50);
    expect(meeting.keyFrameRequests(ALICE)).toBe(0);
    for (const index of [6, 9]) meeting.camera(ALICE, index, DELTA);
    expect(meeting.take().filter((effect) => effect.type === "send-rtcp")).toEqual([]);
    meeting.join(BOB);
    meeting.camera(ALICE, 10, DELTA);
    expect(meeting.keyFrameRequests(ALICE)).toBe(1);
  });

  test("not for slots that nobody has, nor for what carries nothing", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.camera(ALICE, 1, KEY);
    meeting.take();
    for (const slot of [1, 99]) {
      meeting.do((router, out) => router.handleRefresh(BOB, slot, at(1_000), out));
    }
    meeting.do((router, out) => router.handleRefresh(participant(9), 0, at(1_000), out));
    expect(meeting.take()).toEqual([]);
  });
});
