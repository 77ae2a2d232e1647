// Redundant sound (RED) in a meeting: asked for while packets are lost, and given to those who lose them.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { Downlink } from "../../../src/core/sfu/downlink.ts";
import type { LayersEffect } from "../../../src/core/sfu/layer-director.ts";
import type { NegotiatedFormat, NegotiatedMedia } from "../../../src/core/sfu/negotiated-media.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { parseRed, writeRed } from "../../../src/protocol/red.ts";
import { digitOf, Meeting } from "./fake-meeting.ts";
import { ALICE, at, BOB, CAROL, mediaOf, OPUS, ssrcOf } from "./media-fixture.ts";

const RED = 63;
const OPUS_FORMAT = { codec: "opus", payloadType: OPUS, rtxPayloadType: null } as const;
const RED_FORMAT = { codec: "red", payloadType: RED, rtxPayloadType: null } as const;
/** Of a browser that numbers otherwise. */
const OTHERS: readonly NegotiatedFormat[] = [
  { ...OPUS_FORMAT, payloadType: 109 },
  { ...RED_FORMAT, payloadType: 110 },
];

const PRIMARY = new Uint8Array([4, 5, 6]);
const PAYLOAD = writeRed({
  repeated: [{ payloadType: OPUS, timestampOffset: 960, bytes: new Uint8Array([1, 2, 3]) }],
  payloadType: OPUS,
  primary: PRIMARY,
});

function media(id: ParticipantId, formats: readonly NegotiatedFormat[]): NegotiatedMedia {
  const { publications, slots, ...others } = mediaOf(digitOf(id), 4);
  const ofAudio = <T extends { readonly kind: string }>(one: T) =>
    one.kind === "audio" ? { ...one, formats } : one;
  return { ...others, publications: publications.map(ofAudio), slots: slots.map(ofAudio) };
}

function join(meeting: Meeting, id: ParticipantId, formats: readonly NegotiatedFormat[]): void {
  const now = at(meeting.now);
  meeting.do((router, out) => router.handleAdmitted(id, now, out));
  meeting.do((router, out) => router.handleOffer(id, media(id, formats), now, out));
  meeting.router.handleConnected(id);
}

let index = 100;

/** Alice says something. @returns what goes to each, by its payload type. */
function say(meeting: Meeting, payloadType: number, payload: Uint8Array): Map<string, Uint8Array> {
  meeting.take();
  index += 1;
  const packet = { ssrc: ssrcOf(1, 0), payloadType, index, payload: [...payload] };
  meeting.rtp(ALICE, packet);
  const got = new Map<string, Uint8Array>();
  for (const effect of meeting.take()) {
    if (effect.type !== "send-rtp") continue;
    got.set(`${digitOf(effect.to)} ${effect.packet.payloadType}`, effect.packet.payload.slice());
  }
  return got;
}

function toldOf(meeting: Meeting): string[] {
  meeting.take();
  meeting.tick(meeting.now + 300);
  return meeting
    .take()
    .filter((effect): effect is LayersEffect => effect.type === "layers" && effect.to === ALICE)
    .map(({ wanted }) => `${wanted.source} ${wanted.codec}`);
}

let isLossy = false;
const measured = Object.getOwnPropertyDescriptor(Downlink.prototype, "wantsRedundancy");

beforeEach(() => {
  isLossy = false;
  Object.defineProperty(Downlink.prototype, "wantsRedundancy", {
    configurable: true,
    get: () => isLossy,
  });
});

afterEach(() => {
  Object.defineProperty(Downlink.prototype, "wantsRedundancy", measured ?? {});
});

function meetingOf(): Meeting {
  const meeting = new Meeting();
  join(meeting, ALICE, [OPUS_FORMAT, RED_FORMAT]);
  join(meeting, BOB, OTHERS);
  join(meeting, CAROL, [OPUS_FORMAT]);
  return meeting;
}

test("is asked for when somebody who can use it loses packets, and no longer when nobody does", () => {
  const meeting = meetingOf();
  say(meeting, OPUS, PRIMARY);
  expect(toldOf(meeting)).toEqual([]);
  isLossy = true;
  expect(toldOf(meeting)).toEqual(["microphone red"]);
  expect(toldOf(meeting)).toEqual([]);
  isLossy = false;
  expect(toldOf(meeting)).toEqual(["microphone opus"]);
});

test("is asked for when packets of it are lost on the way here", () => {
  const meeting = meetingOf();
  say(meeting, OPUS, PRIMARY);
  index += 5;
  say(meeting, OPUS, PRIMARY);
  // With the next report to her, once a second.
  const told: string[] = [];
  for (let turn = 0; turn < 5; turn++) told.push(...toldOf(meeting));
  expect(told).toEqual(["microphone red"]);
  meeting.tick(meeting.now + 11_000);
  say(meeting, RED, PAYLOAD);
  expect(toldOf(meeting)).toEqual(["microphone opus"]);
});

test("goes whole to who loses packets, in its own payload types, and as Opus to all others", () => {
  const meeting = meetingOf();
  expect(say(meeting, RED, PAYLOAD)).toEqual(
    new Map([
      ["2 109", PRIMARY],
      ["3 111", PRIMARY],
    ]),
  );
  isLossy = true;
  const got = say(meeting, RED, PAYLOAD);
  expect([...got.keys()]).toEqual(["2 110", "3 111"]);
  expect(got.get("3 111")).toEqual(PRIMARY);
  expect(parseRed(got.get("2 110") ?? PRIMARY)?.repeated[0]?.bytes).toEqual(
    new Uint8Array([1, 2, 3]),
  );
});

test("that can't be read goes to nobody", () => {
  const meeting = meetingOf();
  meeting.take();
  meeting.rtp(ALICE, { ssrc: ssrcOf(1, 0), payloadType: RED, index: 7, payload: [0xef, 0x0f] });
  expect(meeting.take()).toEqual([{ type: "drop", reason: "bad-redundancy" }]);
});
