// A browser's receiver of one video slot: asks again for what is missing, for a key frame when that fails, and shows.

import { readU16 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { genericNack, pictureLossIndication } from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import { unwrap } from "../../../src/core/sfu/seqnum.ts";
import type { Truth } from "./coded-frame.ts";
import { FrameBuffer } from "./frame-buffer.ts";
import { Freezes } from "./freezes.ts";
import { type Delivered, PACKET_BYTES } from "./network.ts";
import { Playout } from "./playout.ts";

/** As libwebrtc. */
const NACK_TRIES_MAX = 10;
const NACK_GAP_MAX = 1_000;
const RETRY_MS_MIN = 20;
/** Without anything to show for so long it asks for a key frame, and again. */
const KEY_FRAME_WAIT_MS = 200;
const STUCK_MS = 800;

type Missing = { tries: number; askedAt: number };

export class VideoReceiver {
  readonly ssrc: number;
  readonly freezes = new Freezes();
  /** What was decoded last, and how often the layer changed. */
  shown: Truth | null = null;
  keyFramesAsked = 0;
  /** Of what was decoded, as it was on the wire. */
  decodedBytes = 0;
  /** Of the truth: pictures decoded whose references were not. */
  broken = 0;
  readonly #playout = new Playout();
  readonly #buffer = new FrameBuffer();
  readonly #missing = new Map<number, Missing>();
  #decoded = new Set<number>();
  #highest = -1;
  #heardAt = Number.NEGATIVE_INFINITY;
  #progressAt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(ssrc: number) {
    this.ssrc = ssrc;
  }

  handleRtp({ index, timestamp, marker, payload }: Delivered, now: number): void {
    if (now - this.#heardAt > 1_000) this.#progressAt = now;
    this.#heardAt = now;
    this.#notice(index, now);
    this.#buffer.add({ index, timestamp, marker, payload }, now);
    this.#show(now);
  }

  handleRtx({ timestamp, marker, payload, hasPadding }: Delivered, now: number): void {
    if (hasPadding || payload.length < 3 || this.#highest < 0) return;
    const index = unwrap(readU16(payload, 0), this.#highest);
    this.#missing.delete(index);
    this.#buffer.add({ index, timestamp, marker, payload: payload.subarray(2) }, now);
    this.#show(now);
  }

  #notice(index: number, now: number): void {
    this.#missing.delete(index);
    if (this.#highest >= 0 && index - this.#highest < NACK_GAP_MAX) {
      for (let lost = this.#highest + 1; lost < index; lost++) {
        this.#missing.set(lost, { tries: 0, askedAt: now - 1_000 });
      }
    }
    this.#highest = Math.max(this.#highest, index);
  }

  #show(now: number): void {
    for (const picture of this.#buffer.take(now)) {
      const { truth } = picture;
      if (truth.isKey) this.#decoded = new Set();
      if (!truth.references.every((reference) => this.#decoded.has(reference))) this.broken += 1;
      if (!truth.isKey && !isSameStream(truth, this.shown)) this.broken += 1;
      this.#decoded.add(truth.number);
      this.decodedBytes += picture.bytes + picture.packets * PACKET_BYTES;
      this.shown = truth;
      this.#progressAt = now;
      this.freezes.handlePicture(this.#playout.schedule(picture.timestamp, now));
    }
    for (const lost of this.#missing.keys())
      if (lost <= this.#buffer.done) this.#missing.delete(lost);
  }

  /** Nothing comes any more: what is carried next begins anew. */
  #stop(): void {
    this.freezes.stop();
    this.#playout.stop();
  }

  /** @returns the RTCP that is due. */
  poll(rttMs: number, now: number): Uint8Array[] {
    const feedback: Uint8Array[] = [];
    this.#show(now);
    const isHeard = now - this.#heardAt < 500;
    if (!isHeard) {
      if (now - this.#heardAt > 1_000) this.#stop();
      return feedback;
    }
    const due: number[] = [];
    for (const [index, missing] of this.#missing) {
      if (now - missing.askedAt < Math.max(RETRY_MS_MIN, rttMs)) continue;
      missing.tries += 1;
      missing.askedAt = now;
      if (missing.tries > NACK_TRIES_MAX) this.#missing.delete(index);
      else due.push(index);
    }
    if (due.length > 0)
      feedback.push(
        genericNack(
          this.ssrc,
          due.sort((a, b) => a - b),
        ),
      );
    const wait = this.#buffer.isWaiting ? KEY_FRAME_WAIT_MS : STUCK_MS;
    if (now - this.#progressAt > wait && now - this.#askedAt > wait) {
      this.#askedAt = now;
      this.keyFramesAsked += 1;
      feedback.push(pictureLossIndication(this.ssrc));
    }
    return feedback;
  }
}

function isSameStream(a: Truth, b: Truth | null): boolean {
  return a.publisher === b?.publisher && a.spatial === b.spatial;
}
