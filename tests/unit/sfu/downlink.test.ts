// How often a lost packet is sent again, by what the way to a participant loses and how long it is.

import { describe, expect, test } from "bun:test";
import { Downlink } from "../../../src/core/sfu/downlink.ts";
import type { SendRtp } from "../../../src/core/sfu/media-packet.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { at } from "./media-fixture.ts";

const STEP_MS = 10;
const BATCH = 10;

function packet(index: number): SendRtp {
  const numbers = {
    pictureId: null,
    tl0PicIdx: 0,
    keyIdx: 0,
    opusPayloadType: 0,
    transportSequence: 0,
  };
  const stream = {
    ssrc: 7,
    codec: "vp8",
    payloadType: 96,
    index,
    timestamp: index,
    marker: false,
  } as const;
  const payload = new Uint8Array(200);
  const rtp = { ...stream, ...numbers, hasPadding: false, payload, twccExtension: 3 };
  return { type: "send-rtp", to: "" as ParticipantId, packet: rtp };
}

/** A downlink after 5 s of losing `lost` of ten packets on a way of `rttMs`. */
function downlinkAfter(lost: number, rttMs: number): Downlink {
  const downlink = new Downlink(() => null);
  const out = { push: () => {} };
  const due: { readonly time: number; readonly first: number }[] = [];
  for (let index = 0, now = 0; now < 5_000; now += STEP_MS, index++) {
    downlink.send(packet(index), "audio", at(now), out);
    if (index % BATCH === BATCH - 1) due.push({ time: now + rttMs, first: index - BATCH + 1 });
    for (const { first } of due.filter(({ time }) => time === now)) {
      const arrivals = Array.from({ length: BATCH }, (_, place) => {
        return place < lost ? null : (first + place) * STEP_MS + rttMs / 2;
      });
      downlink.handleFeedback({ type: "transport-feedback", first, count: 0, arrivals }, at(now));
    }
    downlink.handleTick(at(now), out);
  }
  return downlink;
}

function copiesAfter(lost: number, rttMs: number): number {
  return downlinkAfter(lost, rttMs).copies;
}

test("sound is to come twice while packets are lost, and never before", () => {
  expect(downlinkAfter(1, 100).wantsRedundancy).toBe(true);
  expect(downlinkAfter(0, 100).wantsRedundancy).toBe(false);
  expect(new Downlink(() => null).wantsRedundancy).toBe(false);
});

describe("a lost packet is sent again", () => {
  test("twice at once where many are lost on a long way", () => {
    expect(copiesAfter(2, 300)).toBe(2);
    expect(copiesAfter(1, 100)).toBe(2);
  });

  test("once where few are lost, or a third try comes in time", () => {
    expect(copiesAfter(0, 300)).toBe(1);
    expect(copiesAfter(2, 20)).toBe(1);
    expect(new Downlink(() => null).copies).toBe(1);
  });
});
