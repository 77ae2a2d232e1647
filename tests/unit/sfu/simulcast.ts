// A camera that sends three sizes in three temporal layers each, and a receiver that judges what a slot makes of them.

import { expect } from "bun:test";
import { BitrateMeter } from "../../../src/core/sfu/bitrate-meter.ts";
import { Downlink } from "../../../src/core/sfu/downlink.ts";
import type { NegotiatedFormat } from "../../../src/core/sfu/negotiated-media.ts";
import { Publication } from "../../../src/core/sfu/publication.ts";
import { PublisherClock } from "../../../src/core/sfu/publisher-clock.ts";
import {
  type PictureDescriptor,
  parsePicture,
  writePictureNumbers,
} from "../../../src/core/sfu/rtp/picture.ts";
import { Slot } from "../../../src/core/sfu/slot.ts";
import type { VideoCodec } from "../../../src/protocol/codecs.ts";
import {
  ALICE,
  at,
  BOB,
  incoming,
  VP8,
  VP8_FORMAT,
  VP9,
  VP9_FORMAT,
  vp8,
  vp9,
} from "./media-fixture.ts";

export const LAYERS = 3;
const PACKETS_OF_FRAME = [1, 2, 3] as const;
const FRAME_MS = 33;

/** The layers of four frames, as libvpx makes them: the last needs the one of layer 1 before it. */
const PATTERN = [
  { temporal: 0, isSync: false, needs: 4 },
  { temporal: 2, isSync: true, needs: 1 },
  { temporal: 1, isSync: true, needs: 2 },
  { temporal: 2, isSync: false, needs: 1 },
] as const;

const PAYLOAD_TYPES = { vp8: VP8, vp9: VP9 } as const;

/** One packet of a layer, as it was sent. */
export type Sent = {
  readonly layer: number;
  readonly index: number;
  readonly frame: number;
  readonly isKey: boolean;
  /** The frame that it can't be decoded without; null for none. */
  readonly needs: number | null;
  readonly codec: VideoCodec;
  readonly payload: Uint8Array;
};

export function simulcastPublication(): Publication {
  const negotiated = {
    source: "camera",
    kind: "video",
    mid: "1",
    formats: [VP8_FORMAT, VP9_FORMAT],
    rids: ["q", "h", "f"],
    ssrcs: [],
  } as const;
  return new Publication(ALICE, negotiated, new PublisherClock());
}

export class Camera {
  readonly publication = simulcastPublication();
  readonly slot: Slot;
  /** What it films in. Another begins with key frames. */
  codec: VideoCodec;
  now = 0;
  frame = 0;
  /** Layers whose next frame is a key frame. */
  readonly #wanted = new Set<number>([0, 1, 2]);
  readonly #indexes = [500, 66_000, 1_000_000];
  readonly #pictures = [32_760, 7, 20_000];
  readonly #phase = [0, 0, 0];

  constructor(
    codec: VideoCodec = "vp8",
    formats: readonly NegotiatedFormat[] = [VP8_FORMAT, VP9_FORMAT],
  ) {
    this.codec = codec;
    const receiver = {
      participantId: BOB,
      isConnected: true,
      downlink: new Downlink(() => null),
      soundMeter: new BitrateMeter(),
    };
    this.slot = new Slot(receiver, {
      kind: "video",
      formats,
      twccExtension: null,
      ssrc: 1,
      rtxSsrc: 2,
    });
    this.slot.carry(this.publication);
  }

  /** Its publisher goes on in another codec. */
  change(codec: VideoCodec): void {
    this.codec = codec;
    for (const layer of [0, 1, 2]) this.#wanted.add(layer);
  }

  /** All layers' packets of the next frame. */
  film(): Sent[] {
    this.now += FRAME_MS;
    this.frame += 1;
    return [0, 1, 2].flatMap((layer) => this.#packets(layer));
  }

  #packets(layer: number): Sent[] {
    const isKey = this.#wanted.delete(layer);
    if (isKey) this.#phase[layer] = 0;
    const phase = this.#phase[layer] ?? 0;
    this.#phase[layer] = (phase + 1) % PATTERN.length;
    const picture = (this.#pictures[layer] ?? 0) + 1;
    this.#pictures[layer] = picture;
    const count = PACKETS_OF_FRAME[layer] ?? 1;
    return Array.from({ length: isKey ? count * 2 : count }, (_, place) => {
      const index = (this.#indexes[layer] ?? 0) + 1;
      this.#indexes[layer] = index;
      const { temporal, isSync, needs } = PATTERN[phase] ?? PATTERN[0];
      const common = { pictureId: picture & 0x7fff, temporal, isKey, isFirst: place === 0 };
      const tl0 = Math.floor(picture / 4) & 255;
      const { codec, frame } = this;
      const payload = codec === "vp8" ? vp8({ ...common, tl0, isSync }) : vp9({ ...common, needs });
      const needed = isKey ? null : frame - needs;
      return { layer, index, frame, isKey: isKey && place === 0, needs: needed, codec, payload };
    });
  }

  /** A packet gets to the server. @returns what leaves of it, as its receiver gets it. */
  arrive({ layer, index, frame, needs, codec, payload }: Sent): Got | null {
    const found = this.publication.layers[layer];
    if (found === undefined) throw new Error("no such layer");
    const rtp = {
      ssrc: 10 + layer,
      payloadType: PAYLOAD_TYPES[codec],
      index,
      timestamp: layer * 1e6 + frame * 3_000,
    };
    const media = found.handleRtp(incoming({ ...rtp, payload: [...payload] }), at(this.now));
    if (typeof media === "string") throw new Error(media);
    const out = this.slot.forward(found, media, at(this.now));
    this.#poll();
    if (out === null) return null;
    if (out.pictureId !== null) writePictureNumbers(out.codec, out.payload, out);
    const descriptor = out.payload.length < 4 ? null : parsePicture(out.codec, out.payload);
    const { timestamp, payloadType } = out;
    return { index: out.index, timestamp, payloadType, layer, frame, needs, descriptor };
  }

  /** The publisher makes the key frames that it is asked for. */
  #poll(): void {
    const feedback: Uint8Array[] = [];
    this.publication.poll(at(this.now), feedback);
    for (const packet of feedback) {
      if (packet[1] === 206) this.#wanted.add((packet[11] ?? 10) - 10);
    }
  }

  select(layer: number, temporal: number): void {
    this.slot.select(this.publication.layers[layer] ?? null, temporal);
  }
}

export type Got = {
  readonly index: number;
  readonly timestamp: number;
  readonly layer: number;
  readonly frame: number;
  /** Null for padding. */
  readonly needs: number | null;
  readonly payloadType: number;
  readonly descriptor: PictureDescriptor | null;
};

/** Checks each packet against all before it. */
export class Judge {
  readonly indexes = new Set<number>();
  /** By timestamp: which frame it is of, and its picture id. */
  readonly #frames = new Map<number, { source: string; pictureId: number }>();
  readonly #pictureIds = new Map<number, string>();
  highest = 0;

  see({ index, timestamp, layer, frame, descriptor }: Got): void {
    expect(this.indexes.has(index)).toBe(false);
    this.indexes.add(index);
    this.highest = Math.max(this.highest, index);
    if (descriptor === null) return;
    const source = `${layer} ${frame}`;
    const pictureId = descriptor.pictureId ?? -1;
    const known = this.#frames.get(timestamp) ?? { source, pictureId };
    expect(known).toEqual({ source, pictureId });
    expect(this.#pictureIds.get(pictureId) ?? source).toBe(source);
    this.#frames.set(timestamp, known);
    this.#pictureIds.set(pictureId, source);
  }
}
