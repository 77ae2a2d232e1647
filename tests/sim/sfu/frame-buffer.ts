// A receiver's buffer of one video: which pictures are whole, which can be decoded, and when the viewer sees them,
// told by sequence numbers, picture ids and TL0PICIDX as a browser does it.

import { type PictureDescriptor, parsePicture } from "../../../src/core/sfu/rtp/picture.ts";
import { unwrap } from "../../../src/core/sfu/seqnum.ts";
import { differencesOf, isFragment, readTruth, type Truth } from "./coded-frame.ts";

type Packet = {
  readonly bytes: number;
  readonly index: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly descriptor: PictureDescriptor | null;
  /** Of VP9 how many pictures ago those were that it needs; null for VP8, which doesn't say. */
  readonly needs: readonly number[] | null;
  readonly truth: Truth | null;
};

/** A whole picture. */
export type Picture = {
  readonly first: number;
  readonly last: number;
  readonly timestamp: number;
  readonly isKey: boolean;
  readonly temporal: number;
  readonly isSync: boolean;
  readonly needs: readonly number[] | null;
  /** Unwrapped. */
  readonly id: number;
  readonly tl0: number;
  readonly truth: Truth;
  /** Of its packets' payloads. */
  readonly bytes: number;
  readonly packets: number;
  readonly wholeAt: number;
};

/** For a picture that can be decoded before one that is missing: the missing one may still come. */
const PATIENCE_MS = 150;
const KEPT = 2_000;

export class FrameBuffer {
  readonly #packets = new Map<number, Packet>();
  readonly #whole = new Map<number, Picture>();
  /** Ids of the pictures decoded since the last key frame, and TL0PICIDX of the newest base. */
  #decoded = new Set<number>();
  #tl0: number | null = null;
  #newestId = -1;
  #idReference = 0;
  #tl0Reference = 0;
  /** Everything up to it is decoded or given up. */
  #done = -1;

  /** True until the first key frame. */
  get isWaiting(): boolean {
    return this.#tl0 === null;
  }

  get done(): number {
    return this.#done;
  }

  add(
    packet: Omit<Packet, "descriptor" | "needs" | "truth" | "bytes"> & {
      readonly payload: Uint8Array;
    },
    now: number,
  ): void {
    const { index, timestamp, marker, payload } = packet;
    if (index <= this.#done || this.#packets.has(index)) return;
    const isMedia = isFragment(payload);
    const truth = isMedia ? readTruth(payload) : null;
    const descriptor = truth === null ? null : parsePicture(truth.codec, payload);
    const needs = truth?.codec === "vp9" ? differencesOf(payload) : null;
    const rest = { descriptor, needs, truth };
    this.#packets.set(index, { bytes: payload.length, index, timestamp, marker, ...rest });
    this.#assemble(index, now);
    if (this.#packets.size > KEPT) this.#forget(index - KEPT);
  }

  #assemble(index: number, now: number): void {
    const packet = this.#packets.get(index);
    if (!packet?.descriptor || !packet.truth) return;
    let first = index;
    while (this.#packets.get(first)?.descriptor?.startsFrame === false) first -= 1;
    let last = index;
    while (this.#packets.get(last)?.marker === false) last += 1;
    const start = this.#packets.get(first);
    const end = this.#packets.get(last);
    if (!start?.descriptor?.startsFrame || !end?.marker) return;
    // As browsers do: after a gap for which no number is kept, the end of one isn't another's.
    if (start.timestamp !== end.timestamp) return;
    const { descriptor, needs, timestamp } = start;
    let bytes = 0;
    for (let at = first; at <= last; at++) bytes += this.#packets.get(at)?.bytes ?? 0;
    this.#idReference = unwrapBits(descriptor.pictureId ?? 0, 0x8000, this.#idReference);
    this.#tl0Reference = unwrapBits(descriptor.tl0PicIdx ?? 0, 0x100, this.#tl0Reference);
    const { startsKeyFrame: isKey, temporal, isSync } = descriptor;
    const id = this.#idReference;
    const picture = {
      first,
      last,
      timestamp,
      isKey,
      temporal,
      isSync,
      needs,
      id,
      tl0: this.#tl0Reference,
    };
    this.#whole.set(first, {
      ...picture,
      truth: packet.truth,
      bytes,
      packets: last - first + 1,
      wholeAt: now,
    });
  }

  /** @returns the pictures that can be decoded now, in order. */
  take(now: number): Picture[] {
    const taken: Picture[] = [];
    for (let next = this.#next(now); next !== null; next = this.#next(now)) {
      this.#decode(next);
      taken.push(next);
    }
    return taken;
  }

  #next(now: number): Picture | null {
    const pictures = [...this.#whole.values()].sort((a, b) => a.first - b.first);
    for (const picture of pictures) {
      if (!this.#isDecodable(picture)) continue;
      const isNext = this.#isAllThere(this.#done + 1, picture.first);
      if (isNext || picture.isKey || now - picture.wholeAt >= PATIENCE_MS) return picture;
      return null;
    }
    return null;
  }

  #isAllThere(from: number, to: number): boolean {
    for (let index = from; index < to; index++) {
      const packet = this.#packets.get(index);
      if (packet === undefined || packet.descriptor !== null) return false;
    }
    return true;
  }

  #isDecodable({ isKey, temporal, isSync, needs, id, tl0 }: Picture): boolean {
    if (isKey) return true;
    if (this.#tl0 === null) return false;
    if (needs !== null) return needs.every((difference) => this.#decoded.has(id - difference));
    if (temporal === 0) return tl0 === this.#tl0 + 1;
    if (tl0 !== this.#tl0) return false;
    return isSync || this.#decoded.has(id - 1);
  }

  #decode(picture: Picture): void {
    if (picture.isKey) this.#decoded = new Set();
    this.#decoded.add(picture.id);
    if (picture.temporal === 0) this.#tl0 = picture.tl0;
    this.#newestId = picture.id;
    this.#forget(picture.last);
  }

  #forget(upTo: number): void {
    if (upTo <= this.#done) return;
    this.#done = upTo;
    for (const index of this.#packets.keys()) if (index <= upTo) this.#packets.delete(index);
    for (const first of this.#whole.keys()) if (first <= upTo) this.#whole.delete(first);
    for (const id of this.#decoded) if (id < this.#newestId - 100) this.#decoded.delete(id);
  }
}

function unwrapBits(value: number, modulus: number, reference: number): number {
  if (modulus === 0x10000) return unwrap(value, reference);
  const low = ((reference % modulus) + modulus) % modulus;
  const half = modulus / 2;
  return reference + ((((value - low + half) % modulus) + modulus) % modulus) - half;
}
