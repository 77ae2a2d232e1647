// A browser's sending half: a microphone with silences, a camera in three sizes, and an uplink estimated by the server's feedback.

import type { Millis } from "../../../src/base/time.ts";
import { Downlink } from "../../../src/core/sfu/downlink.ts";
import type { OutgoingRtp, SendRtp } from "../../../src/core/sfu/media-packet.ts";
import { writeU16 } from "../../../src/core/sfu/rtp/big-endian.ts";
import { parseRtcp } from "../../../src/core/sfu/rtp/rtcp-parser.ts";
import { senderReport } from "../../../src/core/sfu/rtp/rtcp-writer.ts";
import { unwrap } from "../../../src/core/sfu/seqnum.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { writeFragment } from "./coded-frame.ts";
import { Encoder } from "./encoder.ts";
import {
  CAMERA,
  codecOf,
  OPUS,
  type Published,
  RTX,
  ssrcOf,
  VP8,
  VP9,
  VP9_RTX,
} from "./negotiated.ts";

const FRAGMENT_BYTES = 1_100;
const AUDIO_BYTES = 80;
const HISTORY = 600;
/** A layer is sent when this much of its best rate is there for it, as libwebrtc's simulcast allocation. */
const LEAST_SHARE = 0.35;
const AUDIO_BPS = 60_000;
const PADDING = new Uint8Array(200).fill(200, 199);

type Stream = {
  readonly rid: string;
  readonly kept: Map<number, OutgoingRtp>;
  index: number;
  rtxIndex: number;
};

/** An uplink is to its browser what a downlink is to the server: the same machine models it. */
export class Publisher {
  readonly #digit: number;
  readonly #types: { readonly media: number; readonly rtx: number };
  readonly #random: () => number;
  readonly #uplink: Downlink;
  readonly #encoders: readonly Encoder[];
  readonly #streams: readonly Stream[];
  #active: readonly boolean[] = CAMERA.map(() => true);
  #audioIndex = 0;
  #isTalking = true;
  #talkUntil = 0;
  #packets = 0;

  constructor(digit: number, random: () => number) {
    this.#digit = digit;
    this.#types =
      codecOf(digit) === "vp8" ? { media: VP8, rtx: RTX } : { media: VP9, rtx: VP9_RTX };
    this.#random = random;
    this.#uplink = new Downlink(() => this.#padding());
    this.#uplink.handleWanted(2_200_000);
    this.#encoders = CAMERA.map(
      ({ scale }, spatial) =>
        new Encoder({
          codec: codecOf(digit),
          publisher: digit,
          spatial,
          height: 720 / scale,
          random,
        }),
    );
    this.#streams = CAMERA.map(({ rid }) => ({ rid, kept: new Map(), index: 0, rtxIndex: 0 }));
  }

  get wakeAt(): number {
    return this.#uplink.wakeAt;
  }

  get uplinkBps(): number {
    return this.#uplink.estimateBps;
  }

  /** What each layer is sent at: 0 for none. */
  get layersBps(): readonly number[] {
    return this.#encoders.map(({ bps }) => bps);
  }

  /** The server says which layers somebody receives. */
  handleLayers(active: readonly boolean[]): void {
    this.#active = active;
  }

  handleRtcp(packet: Uint8Array, now: Millis, out: Published[]): void {
    for (const message of parseRtcp(packet)) {
      if (message.type === "transport-feedback") this.#uplink.handleFeedback(message, now);
      if (message.type === "key-frame-request") {
        this.#encoders[message.ssrc - ssrcOf(this.#digit, 10)]?.requestKeyFrame();
      }
      if (message.type !== "nack") continue;
      const spatial = message.ssrc - ssrcOf(this.#digit, 10);
      const stream = this.#streams[spatial];
      for (const number of message.sequenceNumbers) {
        const lost = stream?.kept.get(unwrap(number, stream.index));
        if (stream !== undefined && lost !== undefined)
          this.#resend(spatial, stream, lost, now, out);
      }
    }
  }

  #resend(spatial: number, stream: Stream, lost: OutgoingRtp, now: Millis, out: Published[]): void {
    const payload = new Uint8Array(lost.payload.length + 2);
    writeU16(payload, 0, lost.index & 0xffff);
    payload.set(lost.payload, 2);
    stream.rtxIndex += 1;
    const ssrc = ssrcOf(this.#digit, 20 + spatial);
    const packet = { ...lost, payload, ssrc, payloadType: this.#types.rtx, index: stream.rtxIndex };
    this.#send(packet, "retransmission", now, out);
  }

  #padding(): SendRtp {
    const stream = this.#streams[0];
    if (stream !== undefined) stream.rtxIndex += 1;
    const ssrc = ssrcOf(this.#digit, 20);
    const packet = this.#outgoing(ssrc, this.#types.rtx, stream?.rtxIndex ?? 0, 0, true, PADDING);
    return { type: "send-rtp", to: "" as ParticipantId, packet: { ...packet, hasPadding: true } };
  }

  #outgoing(
    ssrc: number,
    payloadType: number,
    index: number,
    timestamp: number,
    marker: boolean,
    payload: Uint8Array,
  ): OutgoingRtp {
    const codec = payloadType === OPUS ? "opus" : codecOf(this.#digit);
    const none = { codec, pictureId: null, tl0PicIdx: 0, keyIdx: 0, opusPayloadType: 0 } as const;
    const numbers = { ...none, twccExtension: 3, transportSequence: 0 };
    return { ssrc, payloadType, index, timestamp, marker, hasPadding: false, payload, ...numbers };
  }

  #send(
    packet: OutgoingRtp,
    urgency: "audio" | "video" | "retransmission",
    now: Millis,
    out: Published[],
  ): void {
    const sending: SendRtp = { type: "send-rtp", to: "" as ParticipantId, packet };
    this.#uplink.send(sending, urgency, now, this.#sink(out));
  }

  #sink(out: Published[]) {
    return { push: ({ packet }: SendRtp) => out.push(this.#published(packet)) };
  }

  #published(packet: OutgoingRtp): Published {
    this.#packets += 1;
    const isAudio = packet.payloadType === OPUS;
    const stream = (packet.ssrc - ssrcOf(this.#digit, 0)) % 10;
    const rid = isAudio ? null : (this.#streams[stream]?.rid ?? null);
    const level = isAudio ? 20 : null;
    return { ...packet, mid: isAudio ? "0" : "1", rid, level };
  }

  /** Each 20 ms. While it is silent Opus sends something every 400 ms (DTX). */
  captureAudio(now: Millis, out: Published[]): void {
    if (now > this.#talkUntil) {
      this.#isTalking = !this.#isTalking;
      this.#talkUntil = now + (this.#isTalking ? 4_000 : 1_500) * (0.5 + this.#random());
    }
    const isDue = this.#isTalking || Math.floor(now / 400) !== Math.floor((now - 20) / 400);
    if (!isDue) return;
    this.#audioIndex += 1;
    const payload = new Uint8Array(this.#isTalking ? AUDIO_BYTES : 3);
    const ssrc = ssrcOf(this.#digit, 1);
    const timestamp = Math.round(now * 48) >>> 0;
    this.#send(
      this.#outgoing(ssrc, OPUS, this.#audioIndex, timestamp, false, payload),
      "audio",
      now,
      out,
    );
  }

  /** At each frame of the camera. */
  captureVideo(now: Millis, out: Published[]): void {
    this.#allocate();
    for (const [spatial, encoder] of this.#encoders.entries()) {
      const encoded = encoder.encode(now);
      const stream = this.#streams[spatial];
      if (encoded === null || stream === undefined) continue;
      const count = Math.max(1, Math.ceil(encoded.bytes / FRAGMENT_BYTES));
      const size = Math.ceil(encoded.bytes / count);
      for (let place = 0; place < count; place++) {
        const payload = writeFragment(encoded.frame, place, size);
        stream.index += 1;
        const { timestamp } = encoded.frame;
        const ssrc = ssrcOf(this.#digit, 10 + spatial);
        const isLast = place === count - 1;
        const packet = this.#outgoing(
          ssrc,
          this.#types.media,
          stream.index,
          timestamp,
          isLast,
          payload,
        );
        stream.kept.set(stream.index, packet);
        stream.kept.delete(stream.index - HISTORY);
        this.#send(packet, "video", now, out);
      }
    }
  }

  /** The small layers first, each up to its best rate; what is left over is the next one's. */
  #allocate(): void {
    let left = this.#uplink.estimateBps - AUDIO_BPS;
    for (const [spatial, encoder] of this.#encoders.entries()) {
      const best = CAMERA[spatial]?.bpsMax ?? 0;
      const isSent =
        this.#active[spatial] === true && (spatial === 0 || left >= best * LEAST_SHARE);
      encoder.bps = isSent ? Math.max(30_000, Math.min(best, left)) : 0;
      left -= encoder.bps;
    }
  }

  /** Each 50 ms, and at `wakeAt`. */
  handleTick(now: Millis, out: Published[]): void {
    this.#uplink.handleTick(now, this.#sink(out));
  }

  /** Each second: of the microphone and of each layer, by a clock that all share. */
  reports(now: Millis): Uint8Array[] {
    const report = (ssrc: number, rate: number) =>
      senderReport({
        ssrc,
        now,
        rtpTimestamp: Math.round(now * rate) >>> 0,
        packets: 0,
        octets: 0,
      });
    return [
      report(ssrcOf(this.#digit, 1), 48),
      ...CAMERA.map((_, spatial) => report(ssrcOf(this.#digit, 10 + spatial), 90)),
    ];
  }
}
