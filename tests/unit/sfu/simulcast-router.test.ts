// Meetings with simulcast: who gets which layer, what publishers are told to send, and whose packets are whose.

import { describe, expect, spyOn, test } from "bun:test";
import { Downlink } from "../../../src/core/sfu/downlink.ts";
import { LayerDemand } from "../../../src/core/sfu/layer-demand.ts";
import { LayerDirector } from "../../../src/core/sfu/layer-director.ts";
import type { NegotiatedMedia } from "../../../src/core/sfu/negotiated-media.ts";
import { ParticipantMedia } from "../../../src/core/sfu/participant-media.ts";
import { Router, type RouterEffect } from "../../../src/core/sfu/router.ts";
import { parseRtpHeader, writeRtpHeader } from "../../../src/core/sfu/rtp/rtp-header.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { ALICE, at, BOB, CAROL, mediaOf, participant, RTX, VP8, vp8 } from "./media-fixture.ts";

const [MID, RID, REPAIRED] = [4, 10, 11];
const HEIGHTS = [180, 360, 720];
const FRAME_MS = 40;

function simulcastMedia(digit: number): NegotiatedMedia {
  const media = mediaOf(digit, 2);
  const publications = media.publications.map((publication) =>
    publication.source === "camera"
      ? { ...publication, rids: ["q", "h", "f"], ssrcs: [] }
      : publication,
  );
  return { ...media, publications, ridExtension: RID, repairedRidExtension: REPAIRED };
}

type Packet = {
  readonly ssrc: number;
  readonly payloadType?: number;
  readonly index: number;
  readonly names?: readonly (readonly [id: number, value: string])[];
  readonly payload: Uint8Array;
};

function rtp({ ssrc, payloadType = VP8, index, names = [], payload }: Packet) {
  const packet = new Uint8Array(64);
  const sequenceNumber = index & 0xffff;
  const header = { hasPadding: false, marker: true, payloadType, timestamp: index * 3_600, ssrc };
  writeRtpHeader(packet, { ...header, sequenceNumber });
  packet[0] = 0x90;
  packet.set([0xbe, 0xde, 0, 8], 12);
  let offset = 16;
  for (const [id, value] of names) {
    packet[offset] = (id << 4) | (value.length - 1);
    packet.set(new TextEncoder().encode(value), offset + 1);
    offset += 1 + value.length;
  }
  const parsed = parseRtpHeader(packet);
  if (parsed === null) throw new Error("not RTP");
  return { packet, header: parsed, index, payload };
}

/** Alice films in three sizes, the others look. Everything wanted is sent, and key frames come when asked for. */
class Meeting {
  readonly router = new Router();
  readonly effects: RouterEffect[] = [];
  readonly active = [true, true, true];
  now = 0;
  #index = 0;

  constructor(...ids: ParticipantId[]) {
    for (const id of ids) {
      const media = simulcastMedia(Number.parseInt(id.slice(0, 2), 16));
      this.do((router, out) => router.handleAdmitted(id, at(0), out));
      this.do((router, out) => router.handleOffer(id, media, at(0), out));
      this.router.handleConnected(id);
    }
  }

  do(event: (router: Router, out: RouterEffect[]) => void): void {
    const out: RouterEffect[] = [];
    event(this.router, out);
    for (const effect of out) {
      const isMedia = effect.type === "send-rtp";
      this.effects.push(isMedia ? { ...effect, packet: { ...effect.packet } } : effect);
      if (effect.type === "layers") this.active.splice(0, 3, ...effect.wanted.active);
    }
  }

  rtp(packet: Packet): void {
    this.do((router, out) => router.handleRtp(ALICE, rtp(packet), at(this.now), out));
  }

  view(id: ParticipantId, height: number | null): void {
    const wanted =
      height === null ? [] : [{ participantId: ALICE, source: "camera", height } as const];
    this.do((router, out) => router.handleView(id, wanted, at(this.now), out));
  }

  /** @param bytes of a frame of each layer. */
  go(durationMs: number, bytes: readonly number[] = [200, 400, 800]): void {
    for (const end = this.now + durationMs; this.now < end; this.now += FRAME_MS) {
      this.#index += 1;
      for (const [layer, isActive] of this.active.entries()) {
        if (!isActive) continue;
        const isKey = this.#index % 5 === 0;
        const frame = vp8({
          pictureId: this.#index & 0x7fff,
          tl0: 0,
          isKey,
          height: HEIGHTS[layer] ?? 0,
        });
        const payload = new Uint8Array(bytes[layer] ?? 0);
        payload.set(frame);
        const rid = "qhf"[layer] ?? "";
        this.rtp({
          ssrc: 70 + layer,
          index: this.#index,
          payload,
          names: [
            [MID, "1"],
            [RID, rid],
          ],
        });
      }
      this.do((router, out) => router.handleTick(at(this.now), out));
    }
  }

  /** Bytes of the pictures that went to somebody since the last question, by their size: one of the layers'. */
  sizesTo(id: ParticipantId): number[] {
    const sizes = this.effects.flatMap((effect) =>
      effect.type === "send-rtp" && effect.to === id && effect.packet.payloadType === VP8
        ? [effect.packet.payload.length]
        : [],
    );
    this.effects.length = 0;
    return [...new Set(sizes)];
  }
}

describe("a receiver", () => {
  test("gets the size that its tile is of, and nothing that it doesn't show", () => {
    const meeting = new Meeting(ALICE, BOB);
    for (const [height, size] of [
      [180, 200],
      [360, 400],
      [90, 200],
      [300, 400],
    ] as const) {
      meeting.view(BOB, height);
      meeting.go(4_000);
      meeting.effects.length = 0;
      meeting.go(1_000);
      expect(meeting.sizesTo(BOB)).toEqual([size]);
    }
    meeting.view(BOB, null);
    meeting.effects.length = 0;
    meeting.go(1_000);
    expect(meeting.sizesTo(BOB)).toEqual([]);
  });

  test("gets another size than the other one of the same picture", () => {
    const meeting = new Meeting(ALICE, BOB, CAROL);
    meeting.view(BOB, 90);
    meeting.view(CAROL, 360);
    meeting.go(4_000);
    meeting.effects.length = 0;
    meeting.go(1_000);
    expect([...meeting.effects].some((effect) => effect.type === "send-rtp")).toBe(true);
    const effects = [...meeting.effects];
    expect(meeting.sizesTo(BOB)).toEqual([200]);
    meeting.effects.push(...effects);
    expect(meeting.sizesTo(CAROL)).toEqual([400]);
  });

  test("gets a smaller one while its way is too narrow for the wanted one", () => {
    const meeting = new Meeting(ALICE, BOB);
    meeting.view(BOB, 720);
    // 600 kb/s are assumed: 25 frames of 3 kB are 600 themselves.
    meeting.go(4_000, [200, 400, 3_000]);
    meeting.effects.length = 0;
    meeting.go(1_000, [200, 400, 3_000]);
    expect(meeting.sizesTo(BOB)).toEqual([400]);
  });

  test.each([
    ["the next smaller one", 720, 2, 400],
    ["a larger one, if there is room", 360, 1, 800],
  ])("gets %s when its layer stops coming", (_, height, layer, size) => {
    const meeting = new Meeting(ALICE, BOB);
    meeting.view(BOB, height);
    meeting.go(3_200);
    meeting.active[layer] = false;
    meeting.go(1_200);
    meeting.effects.length = 0;
    meeting.go(400);
    expect(meeting.sizesTo(BOB)).toEqual([size]);
  });
});

describe("a publisher", () => {
  test("is told to send what somebody receives, the smallest always, and others no more after four seconds", () => {
    const meeting = new Meeting(ALICE, BOB);
    meeting.view(BOB, 180);
    meeting.go(3_500);
    expect(meeting.active).toEqual([true, true, true]);
    meeting.go(2_000);
    expect(meeting.active).toEqual([true, false, false]);
    meeting.view(BOB, 360);
    meeting.go(400);
    expect(meeting.active).toEqual([true, true, false]);
  });

  test("is not told again and again", () => {
    const meeting = new Meeting(ALICE, BOB);
    for (let turn = 0; turn < 20; turn++) {
      meeting.view(BOB, turn % 2 === 0 ? 90 : 360);
      meeting.go(1_000);
    }
    expect(meeting.effects.filter(({ type }) => type === "layers").length).toBeLessThanOrEqual(2);
  });

  test("whose uplink has no room for a layer isn't told to stop trying it", () => {
    const demand = new LayerDemand(3);
    demand.handleStart(at(0));
    const changes = Array.from({ length: 100 }, (_, second) =>
      demand.update(new Set([0, 2]), at(second * 1_000)),
    );
    expect(changes.filter(Boolean)).toHaveLength(1);
    expect(demand.active).toEqual([true, false, true]);
    expect(demand.mayCome(2, at(10_000))).toBe(false);
    expect(demand.mayCome(1, at(10_000))).toBe(true);
  });
});

describe("a packet", () => {
  const payload = vp8({ pictureId: 1, tl0: 0, isKey: true });
  const dropsOf = (meeting: Meeting) =>
    meeting.effects.flatMap((effect) => (effect.type === "drop" ? [effect.reason] : []));

  test.each([
    ["no name", []],
    ["a section alone, which has three layers", [[MID, "1"]]],
    [
      "a layer that wasn't offered",
      [
        [MID, "1"],
        [RID, "x"],
      ],
    ],
    ["a layer alone", [[RID, "q"]]],
    [
      "a section that isn't there",
      [
        [MID, "9"],
        [RID, "q"],
      ],
    ],
  ] as const)("of an unknown SSRC with %s is dropped", (_, names) => {
    const meeting = new Meeting(ALICE, BOB);
    meeting.rtp({ ssrc: 900, index: 1, payload, names });
    expect(dropsOf(meeting)).toEqual(["unbound"]);
  });

  test("again is of the layer that it repeats, by its name or its SSRC's", () => {
    const meeting = new Meeting(ALICE, BOB);
    meeting.go(400);
    const again = { payloadType: RTX, payload: new Uint8Array([0, 99, ...payload]) };
    meeting.rtp({
      ssrc: 80,
      index: 1,
      ...again,
      names: [
        [MID, "1"],
        [REPAIRED, "h"],
      ],
    });
    meeting.rtp({ ssrc: 80, index: 2, ...again, names: [] });
    // Not of anything that was sent: but it is known whose.
    expect(dropsOf(meeting)).toEqual(["bad-retransmission", "bad-retransmission"]);
  });

  test("names no more than so many streams", () => {
    const meeting = new Meeting(ALICE, BOB);
    for (let ssrc = 1_000; ssrc < 1_100; ssrc++) {
      meeting.rtp({
        ssrc,
        index: 1,
        payload,
        names: [
          [MID, "1"],
          [RID, "q"],
        ],
      });
    }
    // 32, of which the offer named three itself.
    expect(dropsOf(meeting).filter((reason) => reason === "unbound")).toHaveLength(100 - 29);
  });
});

test("a way is probed for what is sent whatever there is room for, too", () => {
  const wantedFor = (bytes: number) => {
    const [alice, bob] = [1, 2].map(
      (digit) => new ParticipantMedia(participant(digit), mediaOf(digit, 1)),
    );
    const screen = alice?.bySource("screen") ?? null;
    bob?.slots.video()[0]?.carry(screen);
    for (let index = 1; index < 100; index++) {
      const packet = rtp({ ssrc: 102, index, payload: new Uint8Array(bytes) });
      screen?.layers[0]?.handleRtp(packet, at(index * FRAME_MS));
    }
    const handleWanted = spyOn(Downlink.prototype, "handleWanted");
    const participants = new Map(bob === undefined ? [] : [[BOB, bob]]);
    new LayerDirector(participants, () => "whole").direct(BOB, at(100 * FRAME_MS));
    const wantedBps = handleWanted.mock.calls[0]?.[0] ?? 0;
    handleWanted.mockRestore();
    return wantedBps;
  };
  // 25 a second.
  expect(wantedFor(1_200) - wantedFor(200)).toBeCloseTo(25 * 1_000 * 8, -3);
});
