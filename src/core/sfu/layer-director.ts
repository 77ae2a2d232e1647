// Sets which layer each video slot carries, by what receivers show and have room for, and tells publishers what to send.

import type { Millis } from "../../base/time.ts";
import { type Codec, VIDEO_CODECS } from "../../protocol/codecs.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { LayersWanted } from "../../protocol/video-layers.ts";
import { costOf, type PictureRequest } from "./allocation.ts";
import { TEMPORAL_LAYERS_MAX } from "./bitrate-meter.ts";
import { LayerAllocator } from "./layer-allocator.ts";
import { ladderOf, layerFor } from "./layer-ladder.ts";
import type { ParticipantMedia } from "./participant-media.ts";
import type { Publication } from "./publication.ts";

/** How a receiver shows a picture. */
export type Showing = {
  /** In pixels of its screen. */
  readonly height: number;
  /** The smaller, the more wanted. */
  readonly rank: number;
  readonly isSpeaking: boolean;
};

/** @returns null for what the receiver doesn't show, "whole" for what it gets whatever there is room for. */
export type FindShowing = (to: ParticipantId, publication: Publication) => Showing | "whole" | null;

export type LayersEffect = {
  readonly type: "layers";
  readonly to: ParticipantId;
  readonly wanted: LayersWanted;
};

type LayersSink = { push(effect: LayersEffect): void };

/** Longer is late when a way narrows, shorter computes the same again. */
const INTERVAL_MS = 200;

/** Kept free for one more voice: a picture shall not be in its way. */
const VOICE_BPS = 80_000;
/** Of the estimate, at most: more leaves a narrow way without pictures. */
const VOICE_SHARE = 0.1;

/** An estimate that falls below this part of itself is heeded at once. */
const LESS = 0.9;

/** Of the largest picture: who is shown so large gets better pictures before the others do. */
const FOREMOST_SHARE = 0.5;

type Shown = { readonly publication: Publication; readonly showing: Showing };

export class LayerDirector {
  readonly #participants: ReadonlyMap<ParticipantId, ParticipantMedia>;
  readonly #findShowing: FindShowing;
  /** The estimate by which each receiver's layers were chosen last. */
  readonly #directedAt = new Map<ParticipantId, number>();
  readonly #allocators = new Map<ParticipantId, LayerAllocator<Publication>>();
  #tickAt: number = Number.NEGATIVE_INFINITY;

  constructor(
    participants: ReadonlyMap<ParticipantId, ParticipantMedia>,
    findShowing: FindShowing,
  ) {
    this.#participants = participants;
    this.#findShowing = findShowing;
  }

  handleRemoved(participantId: ParticipantId): void {
    this.#allocators.delete(participantId);
    this.#directedAt.delete(participantId);
  }

  /** Slots may carry other publications than before. */
  handleSlots(now: Millis): void {
    for (const [to, { slots }] of this.#participants) {
      if (slots.takeChange()) this.direct(to, now);
    }
  }

  /** A receiver's way was estimated anew. */
  handleEstimate(to: ParticipantId, now: Millis): void {
    const bps = this.#participants.get(to)?.downlink.estimateBps ?? 0;
    if (bps < (this.#directedAt.get(to) ?? 0) * LESS) this.direct(to, now);
  }

  handleTick(now: Millis, out: LayersSink): void {
    if (now < this.#tickAt) return;
    this.#tickAt = now + INTERVAL_MS;
    const needed = new Map<Publication, Set<number>>();
    for (const to of this.#participants.keys()) {
      for (const [publication, layers] of this.direct(to, now)) {
        needed.set(publication, layers.union(needed.get(publication) ?? new Set()));
      }
    }
    const codecs = this.#commonCodecs();
    for (const { publications, participantId } of this.#participants.values()) {
      for (const publication of publications) {
        const { demand, negotiated, isVideo } = publication;
        if (!publication.isFlowing(now)) continue;
        const hasChanged = isVideo && demand.update(needed.get(publication) ?? new Set(), now);
        if (!publication.chooseCodec(codecs, now) && !hasChanged) continue;
        const { source } = negotiated;
        const wanted = { source, active: [...demand.active], codec: publication.codec };
        out.push({ type: "layers", to: participantId, wanted });
      }
    }
  }

  /** What everybody can decode. */
  #commonCodecs(): ReadonlySet<Codec> {
    const all = [...this.#participants.values()].flatMap(({ slots }) => slots.video());
    const isCommon = (codec: Codec) => all.every((slot) => slot.takes(codec));
    return new Set(["opus", ...VIDEO_CODECS.filter(isCommon)]);
  }

  /** Selects the layers of one receiver's slots. @returns those that it needs. */
  direct(to: ParticipantId, now: Millis): Map<Publication, Set<number>> {
    const needed = new Map<Publication, Set<number>>();
    const receiver = this.#participants.get(to);
    if (receiver === undefined) return needed;
    const shown = this.#shownBy(to, receiver, now);
    const largest = shown.reduce((height, { showing }) => Math.max(height, showing.height), 0);
    const requests = shown.map(({ publication, showing }) => ({
      key: publication,
      isForemost: showing.isSpeaking || showing.height >= largest * FOREMOST_SHARE,
      steps: ladderOf(publication, showing.height, now),
    }));
    const allocator = this.#allocators.get(to) ?? new LayerAllocator();
    this.#allocators.set(to, allocator);
    this.#directedAt.set(to, receiver.downlink.estimateBps);
    const otherBps = receiver.soundBps(now) + VOICE_BPS + this.#wholeBps(to, receiver, now);
    receiver.downlink.handleWanted(otherBps + wantedBps(requests));
    const voiceBps = Math.min(VOICE_BPS, VOICE_SHARE * receiver.downlink.estimateBps);
    const steps = allocator.update(
      receiver.downlink.estimateBps - receiver.soundBps(now) - voiceBps,
      requests,
      now,
      voiceBps,
    );
    for (const { publication, showing } of shown) {
      const step = steps.get(publication);
      const wished = layerFor(publication, showing.height)?.spatial ?? 0;
      const isMissing = !publication.isLayerAvailable(wished, now);
      needed.set(publication, new Set([step?.spatial ?? 0, isMissing ? wished : 0]));
    }
    for (const slot of receiver.slots.video()) {
      const { publication } = slot;
      // What pauses goes on as it was.
      if (!publication?.isFlowing(now)) continue;
      if (this.#findShowing(to, publication) === "whole") {
        slot.select(publication.layers.at(-1) ?? null, TEMPORAL_LAYERS_MAX - 1);
        continue;
      }
      const step = steps.get(publication);
      slot.select(step ? publication.layerToSend(step.spatial, now) : null, step?.temporal ?? 0);
    }
    return needed;
  }

  /** Of what is sent to it whatever there is room for. */
  #wholeBps(to: ParticipantId, { slots }: ParticipantMedia, now: Millis): number {
    let bps = 0;
    for (const { publication } of slots.video()) {
      if (publication === null || this.#findShowing(to, publication) !== "whole") continue;
      bps += publication.layers.at(-1)?.meter.bpsAt(now) ?? 0;
    }
    return bps;
  }

  #shownBy(to: ParticipantId, { slots }: ParticipantMedia, now: Millis): readonly Shown[] {
    const shown = slots.video().flatMap(({ publication }) => {
      if (!publication?.isFlowing(now)) return [];
      const showing = this.#findShowing(to, publication);
      if (showing === null || showing === "whole") return [];
      return [{ publication, showing }];
    });
    return shown.sort((a, b) => a.showing.rank - b.showing.rank);
  }
}

/** What it would cost to show all as well as they can be. */
function wantedBps(requests: readonly PictureRequest<Publication>[]): number {
  return requests.reduce((sum, { steps }) => sum + costOf(steps, steps.length - 1), 0);
}
