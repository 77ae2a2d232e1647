// A published track: the layers that it comes in, and the slots that carry it.

import { assert } from "../../base/assert.ts";
import type { Millis } from "../../base/time.ts";
import type { Codec } from "../../protocol/codecs.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { Layer } from "./layer.ts";
import { LayerDemand } from "./layer-demand.ts";
import type { NegotiatedPublication } from "./negotiated-media.ts";
import type { PublisherClock } from "./publisher-clock.ts";
import type { Slot } from "./slot.ts";

/** Shorter takes a screen that stands still for gone, longer shows one that is for too long. */
const IDLE_MS = 5_000;

/**
 * A layer whose publisher stopped it while others go on. Shorter takes a few lost frames of a slow
 * layer for that, longer leaves a picture frozen that another layer could have moved.
 */
const LAYER_IDLE_MS = 600;

/** Shorter leaves the next burst unmended, longer sends twice for nothing. */
const REDUNDANT_MS = 10_000;

export class Publication {
  readonly participantId: ParticipantId;
  readonly negotiated: NegotiatedPublication;
  /** The smallest picture first; of audio one. */
  readonly layers: readonly Layer[];
  readonly demand: LayerDemand;
  readonly slots = new Set<Slot>();
  #codec: Codec;

  constructor(
    participantId: ParticipantId,
    negotiated: NegotiatedPublication,
    clock: PublisherClock,
  ) {
    this.participantId = participantId;
    this.negotiated = negotiated;
    const handleRestart = (layer: Layer) => {
      for (const slot of this.slots) slot.handleRestart(layer);
    };
    const count = Math.max(1, negotiated.rids.length);
    this.layers = Array.from(
      { length: count },
      (_, spatial) => new Layer({ negotiated, spatial, clock, handleRestart }),
    );
    this.demand = new LayerDemand(count);
    const [first] = negotiated.formats;
    assert(first !== undefined, "a publication without a format");
    this.#codec = first.codec;
  }

  get isVideo(): boolean {
    return this.negotiated.kind === "video";
  }

  /** In which it is to be sent. */
  get codec(): Codec {
    return this.#codec;
  }

  /**
   * Chooses the first of its publisher's formats that will do: of pictures what everybody can decode,
   * of sound RED while packets of it are lost.
   * @param common what everybody can decode.
   * @returns true when its publisher is to be told.
   */
  chooseCodec(common: ReadonlySet<Codec>, now: Millis): boolean {
    const codecs = this.negotiated.formats.map(({ codec }) => codec);
    const isRedundant = codecs.includes("red") && this.#losesPackets(now);
    const plain = codecs.find((codec) => codec !== "red" && common.has(codec));
    const chosen = isRedundant ? "red" : (plain ?? this.#codec);
    const hasChanged = chosen !== this.#codec;
    this.#codec = chosen;
    return hasChanged;
  }

  /** On the way here, or to somebody who gets it. */
  #losesPackets(now: Millis): boolean {
    for (const { lostAt } of this.layers) {
      if (lostAt !== null && now - lostAt < REDUNDANT_MS) return true;
    }
    for (const { wantsRedundancy } of this.slots) if (wantsRedundancy) return true;
    return false;
  }

  /** True while packets of any layer come. */
  isFlowing(now: Millis): boolean {
    const heardAt = this.#heardAt();
    return heardAt !== null && now - heardAt < IDLE_MS;
  }

  /** True for a layer of which packets come, as far as any do. */
  isLayerFlowing(layer: Layer, now: Millis): boolean {
    const { heardAt } = layer;
    if (heardAt === null || !this.isFlowing(now)) return false;
    return heardAt >= (this.#heardAt() ?? heardAt) - LAYER_IDLE_MS;
  }

  /** True for a layer that packets come of, or may come of if it is asked for. */
  isLayerAvailable(spatial: number, now: Millis): boolean {
    const layer = this.layers[spatial];
    if (layer === undefined) return false;
    return this.demand.mayCome(spatial, now) || this.isLayerFlowing(layer, now);
  }

  /** @returns the layer at `spatial`, or while it doesn't come the best below it; null when none does. */
  layerToSend(spatial: number, now: Millis): Layer | null {
    const below = this.layers.slice(0, spatial + 1);
    return below.findLast((layer) => this.isLayerFlowing(layer, now)) ?? below[0] ?? null;
  }

  #heardAt(): Millis | null {
    let last: Millis | null = null;
    for (const { heardAt } of this.layers) {
      if (heardAt !== null && (last === null || heardAt > last)) last = heardAt;
    }
    return last;
  }

  /** Appends the NACKs and PLIs that are due to its publisher: none for what nobody receives. */
  poll(now: Millis, feedback: Uint8Array[]): void {
    if (!this.isVideo || !this.isFlowing(now)) return;
    for (const layer of this.layers) layer.poll(this.#isReceived(layer), now, feedback);
  }

  #isReceived(layer: Layer): boolean {
    for (const slot of this.slots) if (slot.uses(layer)) return true;
    return false;
  }
}
