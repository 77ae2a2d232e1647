// The media machine of a meeting: who gets what in which slot. The promise of the last test was checked
// with the admission of subscribers, of publishers, and the duplicate check taken out: it fails each time.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readU32 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { genericNack, senderReport } from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { digitOf, Meeting, meetingOf } from "./fake-meeting.ts";
import {
  ALICE,
  at,
  BOB,
  CAROL,
  CONTINUATION,
  DAVE,
  DELTA,
  KEY,
  OPUS,
  ssrcOf,
  VP8,
} from "./media-fixture.ts";

describe("slots", () => {
  test("carry everybody's microphone and camera, of the same number, and no screen yet", () => {
    const meeting = meetingOf(ALICE, BOB);
    expect(meeting.slots()).toEqual([
      "alice audio0: bob microphone",
      "alice video0: bob camera",
      "bob audio0: alice microphone",
      "bob video0: alice camera",
    ]);
  });

  test("are told of as they change, and stay as they are otherwise", () => {
    const meeting = meetingOf(ALICE, BOB, CAROL);
    meeting.take();
    meeting.leave(ALICE);
    expect(meeting.slots()).toEqual([
      "bob audio0: -",
      "bob video0: -",
      "carol audio0: -",
      "carol video0: -",
    ]);
    meeting.join(DAVE);
    expect(meeting.slots().filter((line) => line.startsWith("bob"))).toEqual([
      "bob audio0: dave microphone",
      "bob video0: dave camera",
    ]);
  });

  test("carry a screen from its first content to five seconds after its last, or its goodbye", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.take();
    const screen = { ssrc: ssrcOf(1, 2), payloadType: VP8 };
    meeting.rtp(ALICE, { ...screen, index: 1, payload: [0, 0, 3], hasPadding: true });
    expect(meeting.slots()).toEqual([]);
    meeting.rtp(ALICE, { ...screen, index: 2, payload: KEY });
    expect(meeting.slots()).toEqual(["bob video1: alice screen"]);
    meeting.tick(4_999);
    expect(meeting.slots()).toEqual([]);
    meeting.tick(5_050);
    expect(meeting.slots()).toEqual(["bob video1: -"]);
    meeting.rtp(ALICE, { ...screen, index: 3, payload: KEY });
    meeting.rtp(ALICE, { ssrc: ssrcOf(1, 3), payloadType: OPUS, index: 1, payload: [1] });
    expect(meeting.slots()).toEqual(["bob video1: alice screen", "bob audio1: alice screen-audio"]);
    meeting.rtcp(ALICE, new Uint8Array([0x81, 203, 0, 1, 0, 0, 0, ssrcOf(1, 2)]));
    expect(meeting.slots()).toEqual(["bob video1: -"]);
  });

  test("that are too few are waited for, in the order of joining", () => {
    const meeting = new Meeting();
    meeting.join(ALICE, 1);
    for (const id of [BOB, CAROL]) meeting.join(id);
    const ofAlice = (lines: string[]) => lines.filter((line) => line.startsWith("alice"));
    expect(ofAlice(meeting.slots())).toEqual([
      "alice audio0: bob microphone",
      "alice video0: bob camera",
    ]);
    meeting.leave(BOB);
    expect(ofAlice(meeting.slots())).toEqual([
      "alice audio0: carol microphone",
      "alice video0: carol camera",
    ]);
  });

  test("begin anew with a second offer", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.take();
    meeting.offer(BOB);
    expect(meeting.slots()).toEqual([
      "alice audio0: -",
      "alice video0: -",
      "alice audio0: bob microphone",
      "alice video0: bob camera",
      "bob audio0: alice microphone",
      "bob video0: alice camera",
    ]);
  });

  test("wait for the admission, whichever comes first", () => {
    const meeting = new Meeting();
    meeting.join(ALICE);
    meeting.do((router, out) => router.handleAdmitted(BOB, at(0), out));
    expect(meeting.slots()).toEqual([]);
    meeting.offer(BOB);
    expect(meeting.slots()).toHaveLength(4);
  });
});

describe("forwarded media", () => {
  test("has the slot's SSRC and payload type, and the publisher's marker and payload", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.take();
    meeting.rtp(ALICE, { ssrc: ssrcOf(1, 0), payloadType: OPUS, index: 70_000, payload: [7, 8] });
    expect(meeting.media(BOB)).toEqual([
      {
        ssrc: 20_000,
        codec: "opus",
        payloadType: OPUS,
        index: 1,
        timestamp: 70_000 * 960,
        marker: false,
        hasPadding: false,
        payload: new Uint8Array([7, 8]),
        twccExtension: 3,
        transportSequence: 0,
        pictureId: null,
        tl0PicIdx: 0,
        keyIdx: 0,
        opusPayloadType: OPUS,
      },
    ]);
  });

  test("is bound by MID when the SSRC is unknown, for as many SSRCs as a browser uses", () => {
    const meeting = meetingOf(ALICE, BOB);
    const said = (ssrc: number, mid?: string) => {
      meeting.take();
      const named = mid === undefined ? {} : { mid };
      meeting.rtp(ALICE, { ssrc, payloadType: OPUS, index: 1, payload: [1], ...named });
      return meeting.take().map((effect) => (effect.type === "drop" ? effect.reason : effect.type));
    };
    expect(said(9_001)).toEqual(["unbound"]);
    expect(said(9_001, "0")).toContain("send-rtp");
    expect(said(9_002, "9")).toEqual(["unbound"]);
    for (let ssrc = 9_100; ssrc < 9_200; ssrc++) said(ssrc, "0");
    expect(said(9_300, "0")).toEqual(["unbound"]);
  });

  test("isn't what comes under an unknown payload type, or twice", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.camera(ALICE, 1, KEY);
    meeting.take();
    meeting.camera(ALICE, 1, KEY);
    meeting.rtp(ALICE, { ssrc: ssrcOf(1, 1), payloadType: 100, index: 2, payload: KEY });
    expect(meeting.take()).toEqual([
      { type: "drop", reason: "duplicate" },
      { type: "drop", reason: "unknown-payload-type" },
    ]);
  });

  test("goes to no transport that isn't there", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.router.handleDisconnected(BOB);
    meeting.camera(ALICE, 1, KEY);
    expect(meeting.media(BOB)).toEqual([]);
  });

  test("of video switches at a key frame, and goes on without a gap", () => {
    const meeting = new Meeting();
    meeting.join(BOB, 1);
    meeting.join(ALICE);
    for (const [index, payload] of [
      [1, KEY],
      [2, DELTA],
    ] as const)
      meeting.camera(ALICE, index, payload);
    meeting.leave(ALICE);
    meeting.now = 100;
    meeting.join(CAROL);
    meeting.take();
    for (const [index, payload] of [
      [500, DELTA],
      [501, CONTINUATION],
      [502, KEY],
      [503, CONTINUATION],
    ] as const) {
      meeting.camera(CAROL, index, payload);
    }
    expect(meeting.media(BOB).map(({ index, timestamp }) => [index, timestamp])).toEqual([
      [3, 6_000 + 9_000],
      [4, 6_000 + 9_000 + 3_000],
    ]);
  });

  test("of video begins anew when its publisher goes on under another SSRC", () => {
    const meeting = meetingOf(ALICE, BOB);
    meeting.camera(ALICE, 40, KEY);
    meeting.take();
    const other = { ssrc: 9_000, payloadType: VP8, mid: "1" };
    meeting.rtp(ALICE, { ...other, index: 7, payload: DELTA });
    meeting.rtp(ALICE, { ...other, index: 8, payload: KEY });
    expect(meeting.media(BOB).map(({ index }) => index)).toEqual([2]);
  });
});

test("a subscriber is told where the media clocks stand, on one clock for all of a publisher", () => {
  const meeting = meetingOf(ALICE, BOB);
  meeting.tick(0);
  const microphone = { ssrc: ssrcOf(1, 0), payloadType: OPUS, index: 1, payload: [1] };
  meeting.rtp(ALICE, { ...microphone, timestamp: 1_000 });
  meeting.camera(ALICE, 1, KEY);
  // Both say: at second 50 of Alice's clock. The second report is 40 ms late.
  const report = (ssrc: number, rtpTimestamp: number) =>
    senderReport({ ssrc, now: at(50_000), rtpTimestamp, packets: 1, octets: 1 });
  meeting.now = 500;
  meeting.rtcp(ALICE, report(ssrcOf(1, 0), 48_000));
  meeting.now = 540;
  meeting.rtcp(ALICE, report(ssrcOf(1, 1), 90_000));
  meeting.take();
  meeting.tick(1_000);
  const reports = meeting
    .take()
    .flatMap((effect) =>
      effect.type === "send-rtcp" && effect.to === BOB && effect.packet[1] === 200
        ? [[readU32(effect.packet, 4), readU32(effect.packet, 16)]]
        : [],
    );
  expect(reports).toEqual([
    [20_000, 48_000 + 24_000],
    [20_002, 90_000 + 45_000],
  ]);
});

test("any events in any order: nothing to or from one not admitted, and no nonce twice", () => {
  const who = fc.constantFrom(ALICE, BOB, CAROL);
  const what = fc.constantFrom(
    "offer",
    "admit",
    "remove",
    "audio",
    "video",
    "key",
    "again",
    "tick",
    "nack",
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(who, what), { maxLength: 80, size: "max" }), (events) => {
      const meeting = new Meeting();
      const admitted = new Set<ParticipantId>();
      const offered = new Set<ParticipantId>();
      const nonces = new Set<string>();
      const offers = new Map<ParticipantId, number>();
      for (const [index, [id, event]] of events.entries()) {
        const microphone = { ssrc: ssrcOf(digitOf(id), 0), payloadType: OPUS, payload: [1] };
        if (event === "offer") {
          meeting.offer(id);
          offered.add(id);
          offers.set(id, index);
        }
        if (event === "admit") {
          meeting.do((router, out) => router.handleAdmitted(id, at(index), out));
          admitted.add(id);
        }
        if (event === "remove") {
          meeting.leave(id);
          admitted.delete(id);
          offered.delete(id);
        }
        if (event === "audio") meeting.rtp(id, { ...microphone, index });
        if (event === "again") meeting.rtp(id, { ...microphone, index: 5 });
        if (event === "video") meeting.camera(id, index, DELTA);
        if (event === "key") meeting.camera(id, index, KEY);
        if (event === "nack") meeting.rtcp(id, genericNack(digitOf(id) * 10_000 + 2, [1, 2, 3]));
        if (event === "tick") meeting.tick(index * 50);
        for (const effect of meeting.take()) {
          if (effect.type !== "send-rtp") continue;
          expect(admitted.has(effect.to) && offered.has(effect.to)).toBe(true);
          if (event !== "nack") expect(admitted.has(id)).toBe(true);
          const { ssrc, index: number } = effect.packet;
          const nonce = `${effect.to} ${offers.get(effect.to)} ${ssrc} ${number}`;
          expect(nonces.has(nonce)).toBe(false);
          nonces.add(nonce);
        }
      }
    }),
  );
});
