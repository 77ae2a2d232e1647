// In which codec a picture is to come: in the one that its publisher likes best and everybody can decode.

import { expect, test } from "bun:test";
import type { LayersEffect } from "../../../src/core/sfu/layer-director.ts";
import type { NegotiatedFormat, NegotiatedMedia } from "../../../src/core/sfu/negotiated-media.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { digitOf, Meeting } from "./fake-meeting.ts";
import {
  ALICE,
  at,
  BOB,
  CAROL,
  mediaOf,
  ssrcOf,
  VP8,
  VP8_FORMAT,
  VP9,
  VP9_FORMAT,
  vp8,
  vp9,
} from "./media-fixture.ts";

const BOTH = [VP8_FORMAT, VP9_FORMAT];

/** Who publishes screens in VP9 first, and decodes what `formats` says. */
function media(id: ParticipantId, formats: readonly NegotiatedFormat[]): NegotiatedMedia {
  const { publications, slots, ...others } = mediaOf(digitOf(id), 4);
  const screens = publications.map((publication) =>
    publication.source === "screen"
      ? { ...publication, formats: [VP9_FORMAT, VP8_FORMAT] }
      : publication,
  );
  const decoding = slots.map((slot) => (slot.kind === "video" ? { ...slot, formats } : slot));
  return { ...others, publications: screens, slots: decoding };
}

function join(meeting: Meeting, id: ParticipantId, formats: readonly NegotiatedFormat[]): void {
  const now = at(meeting.now);
  meeting.do((router, out) => router.handleAdmitted(id, now, out));
  meeting.do((router, out) => router.handleOffer(id, media(id, formats), now, out));
  meeting.router.handleConnected(id);
}

/** Ticks until the next choice. @returns the codecs that Alice is told. */
function toldOf(meeting: Meeting): string[] {
  const before = meeting.take().filter((effect) => effect.type === "layers");
  meeting.tick(meeting.now + 300);
  const effects = [...before, ...meeting.take()];
  return effects
    .filter((effect): effect is LayersEffect => effect.type === "layers" && effect.to === ALICE)
    .map(({ wanted }) => `${wanted.source} ${wanted.codec}`);
}

test("who can't decode VP9 makes a screen come in VP8, and VP9 comes back when they leave", () => {
  const meeting = new Meeting();
  join(meeting, ALICE, BOTH);
  join(meeting, BOB, BOTH);
  const screen = (index: number, payloadType: number) => {
    const frame = { pictureId: index, isKey: true };
    const payload = [...(payloadType === VP9 ? vp9(frame) : vp8(frame))];
    meeting.rtp(ALICE, { ssrc: ssrcOf(1, 2), payloadType, index, payload });
  };
  screen(1, VP9);
  expect(meeting.media(BOB).map(({ payloadType }) => payloadType)).toEqual([VP9]);
  expect(toldOf(meeting)).toEqual([]);

  join(meeting, CAROL, [VP8_FORMAT]);
  screen(2, VP9);
  expect(meeting.media(CAROL)).toEqual([]);
  expect(toldOf(meeting)).toEqual(["screen vp8"]);
  screen(3, VP8);
  expect(meeting.media(CAROL).map(({ payloadType }) => payloadType)).toEqual([VP8]);
  // Told once.
  expect(toldOf(meeting)).toEqual([]);

  meeting.leave(CAROL);
  screen(4, VP8);
  expect(toldOf(meeting)).toEqual(["screen vp9"]);
});
