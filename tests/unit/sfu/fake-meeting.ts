// A meeting's router, told what happens and asked what came of it.

import { equal } from "../../../src/base/bytes.ts";
import type { OutgoingRtp } from "../../../src/core/sfu/media-packet.ts";
import { Router, type RouterEffect } from "../../../src/core/sfu/router.ts";
import { pictureLossIndication } from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import {
  ALICE,
  at,
  BOB,
  CAROL,
  DAVE,
  incoming,
  mediaOf,
  type Rtp,
  ssrcOf,
  VP8,
} from "./media-fixture.ts";

const NAMES = new Map([
  [ALICE, "alice"],
  [BOB, "bob"],
  [CAROL, "carol"],
  [DAVE, "dave"],
]);

export function digitOf(id: ParticipantId): number {
  return Number.parseInt(id.slice(0, 2), 16);
}

/** A meeting, told what happens and asked what came of it. */
export class Meeting {
  readonly router = new Router();
  now = 0;
  #out: RouterEffect[] = [];

  do(event: (router: Router, out: RouterEffect[]) => void): void {
    const out: RouterEffect[] = [];
    event(this.router, out);
    // The router fills the same packets again at its next event.
    for (const effect of out) {
      const isMedia = effect.type === "send-rtp";
      this.#out.push(isMedia ? { ...effect, packet: { ...effect.packet } } : effect);
    }
  }

  offer(id: ParticipantId, slots = 4): void {
    this.do((router, out) =>
      router.handleOffer(id, mediaOf(digitOf(id), slots), at(this.now), out),
    );
    this.router.handleConnected(id);
  }

  join(id: ParticipantId, slots = 4): void {
    this.offer(id, slots);
    this.do((router, out) => router.handleAdmitted(id, at(this.now), out));
  }

  leave(id: ParticipantId): void {
    this.do((router, out) => router.handleRemoved(id, at(this.now), out));
  }

  rtp(id: ParticipantId, rtp: Rtp): void {
    this.do((router, out) => router.handleRtp(id, incoming(rtp), at(this.now), out));
  }

  camera(id: ParticipantId, index: number, payload: readonly number[]): void {
    const timestamp = index * 3000;
    this.rtp(id, { ssrc: ssrcOf(digitOf(id), 1), payloadType: VP8, index, payload, timestamp });
  }

  rtcp(id: ParticipantId, packet: Uint8Array): void {
    this.do((router, out) => router.handleRtcp(id, packet, at(this.now), out));
  }

  tick(now: number): void {
    this.now = now;
    this.do((router, out) => router.handleTick(at(now), out));
  }

  /** Everything since the last question. */
  take(): RouterEffect[] {
    const taken = this.#out;
    this.#out = [];
    return taken;
  }

  media(to: ParticipantId): OutgoingRtp[] {
    return this.take().flatMap((effect) =>
      effect.type === "send-rtp" && effect.to === to ? [effect.packet] : [],
    );
  }

  slots(): string[] {
    return this.take().flatMap((effect) => {
      if (effect.type !== "slots") return [];
      return effect.assignments.map(({ kind, slot, from }) => {
        const what = from === null ? "-" : `${NAMES.get(from.participantId)} ${from.source}`;
        return `${NAMES.get(effect.to)} ${kind}${slot}: ${what}`;
      });
    });
  }

  /** How many PLIs went to a participant's camera. */
  keyFrameRequests(to: ParticipantId): number {
    const pli = pictureLossIndication(ssrcOf(digitOf(to), 1));
    return this.take().filter(
      (effect) => effect.type === "send-rtcp" && effect.to === to && equal(effect.packet, pli),
    ).length;
  }
}

export function meetingOf(...ids: ParticipantId[]): Meeting {
  const meeting = new Meeting();
  for (const id of ids) meeting.join(id);
  return meeting;
}
