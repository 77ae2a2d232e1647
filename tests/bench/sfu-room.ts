// A meeting of the benchmark: the real router and transports, with slots that carry exactly what WHEP asked for.

import type { Millis } from "../../src/base/time.ts";
import type { NegotiatedMedia } from "../../src/core/sfu/negotiated-media.ts";
import type { ParticipantMedia } from "../../src/core/sfu/participant-media.ts";
import { Router, type RouterEffect } from "../../src/core/sfu/router.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import type { Transport } from "../../src/server/media/transport.ts";

/** By the order in which slots are carried: the publishers that a subscriber receives from. */
export type Subscription = readonly ParticipantId[];

export class BenchRoom {
  readonly transports = new Map<ParticipantId, Transport>();
  readonly publishers = new Map<string, ParticipantId>();
  readonly #subscriptions = new Map<ParticipantId, Subscription>();
  readonly #effects: RouterEffect[] = [];
  readonly router = new Router((participants) => ({
    assign: () => this.#carry(participants),
    handleFlow: () => {},
    handleView: () => {},
    handleRemoved: () => {},
    handleTick: () => {},
    handleSound: () => true,
    showing: () => "whole",
  }));

  add(
    participantId: ParticipantId,
    transport: Transport,
    media: NegotiatedMedia,
    subscription: Subscription,
    now: Millis,
  ): void {
    this.transports.set(participantId, transport);
    this.#subscriptions.set(participantId, subscription);
    this.run((router, out) => {
      router.handleAdmitted(participantId, now, out);
      router.handleOffer(participantId, media, now, out);
    });
  }

  #carry(participants: ReadonlyMap<ParticipantId, ParticipantMedia>): void {
    for (const [to, { slots }] of participants) {
      const wanted = (this.#subscriptions.get(to) ?? []).flatMap(
        (from) => participants.get(from)?.publications ?? [],
      );
      for (const slot of slots.all()) {
        const place = wanted.findIndex(
          ({ negotiated }) => negotiated.kind === slot.negotiated.kind,
        );
        const [publication] = place < 0 ? [] : wanted.splice(place, 1);
        if (publication !== undefined && slot.publication !== publication) slot.carry(publication);
      }
    }
  }

  run(event: (router: Router, out: RouterEffect[]) => void): void {
    this.#effects.length = 0;
    event(this.router, this.#effects);
    for (const effect of this.#effects) {
      if (effect.type === "send-rtp") this.transports.get(effect.to)?.sendRtp(effect.packet);
      if (effect.type === "send-rtcp") this.transports.get(effect.to)?.sendRtcp(effect.packet);
    }
  }

  handleTick(now: Millis): void {
    this.run((router, out) => router.handleTick(now, out));
    for (const transport of this.transports.values()) transport.handleTick(now);
  }
}
