// A camera that sends three sizes in three temporal layers each, and a receiver that judges what a slot makes of them.

import { expect } from "bun:test";
import { BitrateMeter } from "../../../src/core/sfu/bitrate-meter.ts";
import { Downlink } from "../../../src/core/sfu/downlink.ts";
import { Publication } from "../../../src/core/sfu/publication.ts";
import { PublisherClock } from "../../../src/core/sfu/publisher-clock.ts";
import { parseVp8, writeVp8Numbers } from "../../../src/core/sfu/rtp/vp8.ts";
import { Slot } from "../../../src/core/sfu/slot.ts";
import { ALICE, at, BOB, incoming, RTX, VP8, vp8 } from "./media-fixture.ts";

export const LAYERS = 3;
const PACKETS_OF_FRAME = [1, 2, 3] as const;
const FRAME_MS = 33;

/** The layers of four frames, as libvpx makes them: the last needs the one of layer 1 before it. */
const PATTERN = [
  { temporal: 0, isSync: false },
  { temporal: 2, isSync: true },
  { temporal: 1, isSync: true },
  { temporal: 2, isSync: false },
] as const;

/** One packet of a layer, as it was sent. */
export type Sent = {
  readonly layer: number;
  readonly index: number;
  readonly frame: number;
  readonly isKey: boolean;
  readonly payload: Uint8Array;
};

export function simulcastPublication(): Publication {
  const negotiated = {
    source: "camera",
    kind: "video",
    mid: "1",
    payloadType: VP8,
    rtxPayloadType: RTX,
    rids: ["q", "h", "f"],
    ssrcs: [],
  } as const;
  return new Publication(ALICE, negotiated, new PublisherClock());
}

export class Camera {
  readonly publication = simulcastPublication();
  readonly slot: Slot;
  now = 0;
  frame = 0;
  /** Layers whose next frame is a key frame. */
  readonly #wanted = new Set<number>([0, 1, 2]);
  readonly #indexes = [500, 66_000, 1_000_000];
  readonly #pictures = [32_760, 7, 20_000];
  readonly #phase = [0, 0, 0];

  constructor() {
    const video = { kind: "video", payloadType: VP8, rtxPayloadType: RTX, twccExtension: null };
    const receiver = {
      participantId: BOB,
      isConnected: true,
      downlink: new Downlink(() => null),
      soundMeter: new BitrateMeter(),
    };
    this.slot = new Slot(receiver, { ...video, kind: "video", ssrc: 1, rtxSsrc: 2 });
    this.slot.carry(this.publication);
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
      const { temporal, isSync } = PATTERN[phase] ?? PATTERN[0];
      const numbers = { pictureId: picture & 0x7fff, tl0: Math.floor(picture / 4) & 255 };
      const payload = vp8({ ...numbers, temporal, isSync, isKey, isFirst: place === 0 });
      return { layer, index, frame: this.frame, isKey: isKey && place === 0, payload };
    });
  }

  /** A packet gets to the server. @returns what leaves of it, as its receiver gets it. */
  arrive({ layer, index, frame, payload }: Sent): Got | null {
    const found = this.publication.layers[layer];
    if (found === undefined) throw new Error("no such layer");
    const rtp = {
      ssrc: 10 + layer,
      payloadType: VP8,
      index,
      timestamp: layer * 1e6 + frame * 3_000,
    };
    const media = found.handleRtp(incoming({ ...rtp, payload: [...payload] }), at(this.now));
    if (typeof media === "string") throw new Error(media);
    const out = this.slot.forward(found, media, at(this.now));
    this.#poll();
    if (out === null) return null;
    if (out.pictureId !== null) writeVp8Numbers(out.payload, out);
    const descriptor = out.payload.length < 4 ? null : parseVp8(out.payload);
    const { timestamp } = out;
    return { index: out.index, timestamp, layer, frame, descriptor };
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
  readonly descriptor: ReturnType<typeof parseVp8>;
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
