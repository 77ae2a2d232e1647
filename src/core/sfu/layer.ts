// One stream of a published track: a track sent in several sizes at once (simulcast) has one for each, others have one.

import type { Millis } from "../../base/time.ts";
import { parseRed } from "../../protocol/red.ts";
import { BitrateMeter } from "./bitrate-meter.ts";
import { History } from "./history.ts";
import type { IncomingRtp, MediaPacket } from "./media-packet.ts";
import { NackGenerator } from "./nack-generator.ts";
import type { NegotiatedFormat, NegotiatedPublication } from "./negotiated-media.ts";
import { CLOCK_RATE } from "./negotiated-media.ts";
import { PliLimiter } from "./pli-limiter.ts";
import type { ClockReading, PublisherClock } from "./publisher-clock.ts";
import { ReceptionStats } from "./reception-stats.ts";
import { ReplayWindow } from "./replay-window.ts";
import { readU16 } from "./rtp/big-endian.ts";
import { parsePicture } from "./rtp/picture.ts";
import type { RtcpMessage } from "./rtp/rtcp-parser.ts";
import { genericNack, pictureLossIndication, type ReceptionReport } from "./rtp/rtcp-writer.ts";
import { unwrap } from "./seqnum.ts";

/** RFC 4588 §4: the original sequence number, before the payload. */
const RTX_HEADER_BYTES = 2;

export type LayerDrop =
  | "unknown-payload-type"
  | "duplicate"
  | "bad-retransmission"
  | "bad-redundancy";

type Received = Omit<MediaPacket, "picture" | "primary">;

export type LayerOptions = {
  readonly negotiated: NegotiatedPublication;
  /** From 0, the smallest picture. */
  readonly spatial: number;
  readonly clock: PublisherClock;
  /** Its publisher goes on under another SSRC. */
  readonly handleRestart: (layer: Layer) => void;
};

export class Layer {
  readonly spatial: number;
  readonly history = new History();
  readonly meter = new BitrateMeter();
  readonly #options: LayerOptions;
  readonly #clockRate: number;
  readonly #isVideo: boolean;
  readonly #pli = new PliLimiter();
  #ssrc: number | null = null;
  #window = new ReplayWindow();
  #nack = new NackGenerator();
  #stats: ReceptionStats;
  #reading: ClockReading | null = null;
  #heardAt: Millis | null = null;
  #height: number | null = null;
  #lostAt: Millis | null = null;

  constructor(options: LayerOptions) {
    this.#options = options;
    this.spatial = options.spatial;
    const { kind } = options.negotiated;
    this.#clockRate = CLOCK_RATE[kind];
    this.#isVideo = kind === "video";
    this.#stats = new ReceptionStats(this.#clockRate);
  }

  /** When media of it came last; null before the first, and after its publisher said goodbye. */
  get heardAt(): Millis | null {
    return this.#heardAt;
  }

  /** Of its newest key frame, in pixels; null before the first. */
  get height(): number | null {
    return this.#height;
  }

  handleBye(): void {
    this.#heardAt = null;
  }

  /** @returns the packet to forward, once for each index, whoever sent it twice and why. */
  handleRtp(incoming: IncomingRtp, now: Millis): MediaPacket | LayerDrop {
    const received = this.#restore(incoming, now);
    if (typeof received === "string") return received;
    if (!this.#window.isFresh(received.index)) return "duplicate";
    this.#window.mark(received.index);
    const isEmpty = received.payload.length <= paddingBytes(received);
    if (!isEmpty) this.#heardAt = now;
    if (!this.#isVideo) return heard(received);
    if (this.#nack.handlePacket(received.index, now) === "outage") this.#pli.handleRequest();
    const picture = isEmpty ? null : parsePicture(received.codec, received.payload);
    const media = { ...received, picture, primary: null };
    this.#measure(media, now);
    this.history.add(media, now);
    return media;
  }

  #measure({ payload, picture }: MediaPacket, now: Millis): void {
    this.meter.handlePacket(payload.length, picture?.temporal ?? 0, now);
    if (picture?.startsKeyFrame) this.#pli.handleKeyFrame();
    if (picture?.height) this.#height = picture.height;
  }

  #restore({ header, index, payload }: IncomingRtp, now: Millis): Received | LayerDrop {
    const { timestamp, marker, hasPadding } = header;
    const format = this.#formatOf(header.payloadType);
    if (format === null) return "unknown-payload-type";
    const { codec } = format;
    if (header.payloadType === format.payloadType) {
      if (header.ssrc !== this.#ssrc) this.#restart(header.ssrc);
      this.#stats.handlePacket(index, timestamp, now);
      return { index, timestamp, marker, hasPadding, payload, codec };
    }
    // A browser probes its uplink with empty retransmissions, even before the first media.
    if (payload.length - paddingBytes({ hasPadding, payload }) <= RTX_HEADER_BYTES) {
      return "bad-retransmission";
    }
    const original = unwrap(readU16(payload, 0), this.#window.highest);
    if (original < 0 || original >= this.#window.highest) return "bad-retransmission";
    return {
      index: original,
      timestamp,
      marker,
      hasPadding,
      payload: payload.subarray(RTX_HEADER_BYTES),
      codec,
    };
  }

  #formatOf(type: number): NegotiatedFormat | null {
    for (const format of this.#options.negotiated.formats) {
      if (format.payloadType === type || format.rtxPayloadType === type) return format;
    }
    return null;
  }

  /** Its publisher goes on under another SSRC: nothing known of the old stream holds. */
  #restart(ssrc: number): void {
    this.#ssrc = ssrc;
    this.#window = new ReplayWindow();
    this.#nack = new NackGenerator();
    this.#stats = new ReceptionStats(this.#clockRate);
    this.#reading = null;
    this.meter.reset();
    this.history.clear();
    this.#options.handleRestart(this);
    if (this.#isVideo) this.#pli.handleRequest();
  }

  handleSenderReport(report: Extract<RtcpMessage, { type: "sender-report" }>, now: Millis): void {
    if (report.ssrc !== this.#ssrc) return;
    this.#reading = this.#options.clock.handleSenderReport(report, now);
    this.#stats.handleSenderReport(report, now);
  }

  /** What its media clock shows at `now`; null until its publisher reported. */
  timestampAt(now: Millis): number | null {
    if (this.#reading === null) return null;
    return this.#options.clock.timestampAt(this.#reading, this.#clockRate, now);
  }

  requestKeyFrame(): void {
    if (this.#isVideo) this.#pli.handleRequest();
  }

  /** Appends the NACK and PLI that are due to its publisher. `isReceived` is false when nobody gets it. */
  poll(isReceived: boolean, now: Millis, feedback: Uint8Array[]): void {
    if (!this.#isVideo || this.#ssrc === null || this.#heardAt === null) return;
    const missing = this.#nack.poll(now);
    if (!isReceived) return;
    if (missing.length > 0) feedback.push(genericNack(this.#ssrc, missing));
    if (this.#pli.poll(now)) feedback.push(pictureLossIndication(this.#ssrc));
  }

  receptionReport(now: Millis): ReceptionReport | null {
    const report = this.#ssrc === null ? null : this.#stats.report(this.#ssrc, now);
    if (report !== null && report.fractionLost > 0) this.#lostAt = now;
    return report;
  }

  /** When a packet of it was found to be missing; null before the first. */
  get lostAt(): Millis | null {
    return this.#lostAt;
  }
}

function heard(received: Received): MediaPacket | LayerDrop {
  if (received.codec !== "red") return { ...received, picture: null, primary: null };
  const red = parseRed(received.payload);
  if (red === null) return "bad-redundancy";
  return { ...received, picture: null, primary: red.primary };
}

/** A browser also probes its uplink with packets of padding alone, of tracks that nobody shows. */
function paddingBytes({ hasPadding, payload }: Pick<Received, "hasPadding" | "payload">): number {
  return hasPadding ? (payload.at(-1) ?? 0) : 0;
}
