// A hundred who film in three sizes: joining, speaking, paging, pinning and sharing remap slots that were
// negotiated once, each of which stays one unbroken stream that changes its picture at key frames alone.
// Seen to fail with the wait for a key frame taken out of the slot, and with its renumbering.

import { describe, expect, test } from "bun:test";
import type { NegotiatedMedia } from "../../../src/core/sfu/negotiated-media.ts";
import { Router, type RouterEffect } from "../../../src/core/sfu/router.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { VIDEO_SLOTS } from "../../../src/protocol/limits.ts";
import { numberOf, range } from "./crowd.ts";
import { at, incoming, mediaOf, OPUS, participant, ssrcOf, VP8, vp8 } from "./media-fixture.ts";

const FRAME_MS = 100;
const KEY_EVERY = 8;
const HEIGHTS = [180, 360, 720] as const;
const BYTES = [100, 200, 400] as const;
/** The picture's content: behind what VP8 leaves clear, who films it and in which size. */
const [WHO_AT, SIZE_AT, KEY_AT] = [20, 21, 22] as const;
const SCREEN = 9;

/** The camera's SSRCs are told apart by their places, as if each had been named by its rid. */
function filming(number: number): NegotiatedMedia {
  const media = mediaOf(number, VIDEO_SLOTS);
  const rids = ["q", "h", "f"];
  const publications = media.publications.map((publication) =>
    publication.source === "camera" ? { ...publication, rids, ssrcs: [] } : publication,
  );
  return { ...media, publications, ridExtension: 10 };
}

type Shown = { readonly index: number; readonly pictureId: number; readonly what: string };

class LayeredCrowd {
  readonly router = new Router();
  readonly filming = new Set<number>();
  readonly talking = new Set<number>();
  readonly sharing = new Set<number>();
  /** What each slot shows, by its SSRC. */
  readonly shown = new Map<number, Shown>();
  readonly switches = { count: 0 };
  now = 0;
  #here = new Set<number>();
  #frame = 0;

  join(number: number): void {
    this.#here.add(number);
    const id = participant(number);
    this.#do((router, out) => router.handleAdmitted(id, at(this.now), out));
    this.#do((router, out) => router.handleOffer(id, filming(number), at(this.now), out));
    this.router.handleConnected(id);
  }

  view(number: number, wanted: readonly (readonly [number, number])[]): void {
    const all = wanted.map(([one, height]) => ({
      participantId: participant(one),
      source: "camera" as const,
      height,
    }));
    this.#do((router, out) => router.handleView(participant(number), all, at(this.now), out));
  }

  go(durationMs: number): void {
    for (const end = this.now + durationMs; this.now < end; this.now += FRAME_MS) {
      this.#frame += 1;
      for (const number of this.#here) {
        const level = this.talking.has(number) ? 20 : 127;
        this.#send(number, { ssrc: ssrcOf(number, 0), payloadType: OPUS, payload: [1], level });
        if (this.filming.has(number)) for (const size of HEIGHTS.keys()) this.#film(number, size);
        if (this.sharing.has(number)) this.#film(number, SCREEN);
      }
      this.#do((router, out) => router.handleTick(at(this.now), out));
    }
  }

  /** What `number` sees: of whom, in which size. */
  seenBy(number: number): Map<number, number> {
    const since = [...this.shown].filter(([ssrc]) => Math.floor(ssrc / 10_000) === number);
    return new Map(since.map(([, { what }]) => what.split(" ").map(Number) as [number, number]));
  }

  #film(number: number, size: number): void {
    const isKey = (this.#frame + number) % KEY_EVERY === 0;
    const frame = { pictureId: (this.#frame + 32_700) & 0x7fff, tl0: this.#frame & 255, isKey };
    const payload = new Uint8Array(BYTES[size] ?? 300);
    payload.set(vp8({ ...frame, height: HEIGHTS[size] ?? 720 }));
    payload[WHO_AT] = number;
    payload[SIZE_AT] = size;
    payload[KEY_AT] = isKey ? 1 : 0;
    const ssrc = size === SCREEN ? ssrcOf(number, 2) : ssrcOf(number, 1) + 60 + size;
    const names = size === SCREEN ? {} : { mid: "1", rid: "qhf"[size] ?? "" };
    this.#send(number, { ssrc, payloadType: VP8, payload: [...payload], ...names });
  }

  #send(number: number, rtp: Omit<Parameters<typeof incoming>[0], "index">): void {
    const packet = incoming({ ...rtp, index: this.#frame });
    this.#do((router, out) => router.handleRtp(participant(number), packet, at(this.now), out));
  }

  #do(event: (router: Router, out: RouterEffect[]) => void): void {
    const out: RouterEffect[] = [];
    event(this.router, out);
    for (const effect of out) {
      if (effect.type === "send-rtp" && effect.packet.payloadType === VP8) {
        this.#see(effect.to, effect.packet);
      }
    }
  }

  #see(to: ParticipantId, packet: Extract<RouterEffect, { type: "send-rtp" }>["packet"]): void {
    const { ssrc, index, payload, pictureId } = packet;
    expect(Math.floor(ssrc / 10_000)).toBe(numberOf(to));
    const what = `${payload[WHO_AT]} ${payload[SIZE_AT]}`;
    const before = this.shown.get(ssrc);
    expect(index).toBe((before?.index ?? 0) + 1);
    if (before !== undefined) expect(pictureId).toBe((before.pictureId + 1) & 0x7fff);
    if (before?.what !== what) {
      this.switches.count += 1;
      expect(payload[KEY_AT]).toBe(1);
    }
    this.shown.set(ssrc, { index, pictureId: pictureId ?? 0, what });
  }
}

function crowdOf(numbers: readonly number[]): LayeredCrowd {
  const all = new LayeredCrowd();
  for (const number of numbers) all.join(number);
  for (const number of range(1, 40)) all.filming.add(number);
  return all;
}

describe("a hundred with layers", () => {
  test("see who is pinned in the large size, and pages in the small one", () => {
    const all = crowdOf(range(1, 100));
    all.view(77, [[5, 720], ...range(6, 20).map((one) => [one, 180] as const)]);
    all.go(6_000);
    const seen = all.seenBy(77);
    expect(seen.get(5)).toBe(2);
    for (const one of range(6, 20)) expect(seen.get(one)).toBe(0);
    all.view(
      77,
      range(21, 36).map((one) => [one, 180] as const),
    );
    all.go(3_000);
    expect([...all.seenBy(77).keys()].sort((a, b) => a - b)).toEqual(range(21, 36));
    expect(all.switches.count).toBeGreaterThan(0);
  }, 60_000);

  test("go on unbroken as some join, speak, page and share", () => {
    const all = crowdOf([...range(1, 40), ...range(53, 100)]);
    for (const [step, number] of range(41, 52).entries()) {
      all.join(number);
      all.filming.add(number);
      all.talking.clear();
      all.talking.add(number);
      all.view(90, [[1 + step, 360], ...range(20, 27).map((one) => [one + step, 180] as const)]);
      if (step === 4) all.sharing.add(50);
      if (step === 8) all.sharing.delete(50);
      all.go(1_000);
    }
    const seen = all.seenBy(90);
    for (const one of range(31, 38)) expect(seen.has(one)).toBe(true);
    expect(all.seenBy(90).get(12)).toBe(1);
  }, 60_000);
});
