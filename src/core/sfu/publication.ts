// A published track: what came of it, what is missing, and the slots that carry it.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { History } from "./history.ts";
import type { IncomingRtp, MediaPacket } from "./media-packet.ts";
import { NackGenerator } from "./nack-generator.ts";
import type { NegotiatedPublication } from "./negotiated-media.ts";
import { CLOCK_RATE } from "./negotiated-media.ts";
import { PliLimiter } from "./pli-limiter.ts";
import type { ClockReading, PublisherClock } from "./publisher-clock.ts";
import { ReceptionStats } from "./reception-stats.ts";
import { ReplayWindow } from "./replay-window.ts";
import { readU16 } from "./rtp/big-endian.ts";
import type { RtcpMessage } from "./rtp/rtcp-parser.ts";
import { genericNack, pictureLossIndication, type ReceptionReport } from "./rtp/rtcp-writer.ts";
import { startsKeyFrame } from "./rtp/vp8.ts";
import { unwrap } from "./seqnum.ts";
import type { Slot } from "./slot.ts";

/** Shorter takes a screen that stands still for gone, longer shows one that is for too long. */
const IDLE_MS = 5_000;

/** RFC 4588 §4: the original sequence number, before the payload. */
const RTX_HEADER_BYTES = 2;

export type PublicationDrop = "unknown-payload-type" | "duplicate" | "bad-retransmission";

export class Publication {
  readonly participantId: ParticipantId;
  readonly negotiated: NegotiatedPublication;
  readonly clockRate: number;
  readonly slots = new Set<Slot>();
  readonly history = new History();
  readonly #clock: PublisherClock;
  readonly #pli = new PliLimiter();
  #ssrc: number | null = null;
  #window = new ReplayWindow();
  #nack = new NackGenerator();
  #stats: ReceptionStats;
  #reading: ClockReading | null = null;
  #heardAt: Millis | null = null;

  constructor(
    participantId: ParticipantId,
    negotiated: NegotiatedPublication,
    clock: PublisherClock,
  ) {
    this.participantId = participantId;
    this.negotiated = negotiated;
    this.clockRate = CLOCK_RATE[negotiated.kind];
    this.#clock = clock;
    this.#stats = new ReceptionStats(this.clockRate);
  }

  get isVideo(): boolean {
    return this.negotiated.kind === "video";
  }

  /** True while its packets come. */
  isFlowing(now: Millis): boolean {
    return this.#heardAt !== null && now - this.#heardAt < IDLE_MS;
  }

  /** Its publisher said goodbye to the stream. */
  handleBye(): void {
    this.#heardAt = null;
  }

  /** @returns the packet to forward, once for each index, whoever sent it twice and why. */
  handleRtp(incoming: IncomingRtp, now: Millis): MediaPacket | PublicationDrop {
    const media = this.#restore(incoming, now);
    if (typeof media === "string") return media;
    if (!this.#window.isFresh(media.index)) return "duplicate";
    this.#window.mark(media.index);
    if (media.payload.length > paddingBytes(media)) this.#heardAt = now;
    if (this.isVideo) {
      if (this.#nack.handlePacket(media.index, now) === "outage") this.#pli.handleRequest();
      if (startsKeyFrame(media.payload)) this.#pli.handleKeyFrame();
      this.history.add(media);
    }
    return media;
  }

  #restore({ header, index, payload }: IncomingRtp, now: Millis): MediaPacket | PublicationDrop {
    const { timestamp, marker, hasPadding } = header;
    if (header.payloadType === this.negotiated.payloadType) {
      if (header.ssrc !== this.#ssrc) this.#restart(header.ssrc);
      this.#stats.handlePacket(index, timestamp, now);
      return { index, timestamp, marker, hasPadding, payload };
    }
    if (header.payloadType !== this.negotiated.rtxPayloadType) return "unknown-payload-type";
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
    };
  }

  /** Its publisher goes on under another SSRC: nothing known of the old stream holds. */
  #restart(ssrc: number): void {
    this.#ssrc = ssrc;
    this.#window = new ReplayWindow();
    this.#nack = new NackGenerator();
    this.#stats = new ReceptionStats(this.clockRate);
    this.#reading = null;
    for (const slot of this.slots) slot.restart();
    if (this.isVideo) this.#pli.handleRequest();
  }

  handleSenderReport(report: Extract<RtcpMessage, { type: "sender-report" }>, now: Millis): void {
    if (report.ssrc !== this.#ssrc) return;
    this.#reading = this.#clock.handleSenderReport(report, now);
    this.#stats.handleSenderReport(report, now);
  }

  /** What its media clock shows at `now`; null until its publisher reported. */
  timestampAt(now: Millis): number | null {
    if (this.#reading === null) return null;
    return this.#clock.timestampAt(this.#reading, this.clockRate, now);
  }

  requestKeyFrame(): void {
    if (this.isVideo) this.#pli.handleRequest();
  }

  /** Appends the NACK and PLI that are due to its publisher: none for what nobody receives. */
  poll(now: Millis, feedback: Uint8Array[]): void {
    if (!this.isVideo || this.#ssrc === null || !this.isFlowing(now)) return;
    const missing = this.#nack.poll(now);
    if (this.slots.size === 0) return;
    if (missing.length > 0) feedback.push(genericNack(this.#ssrc, missing));
    if (this.#pli.poll(now)) feedback.push(pictureLossIndication(this.#ssrc));
  }

  receptionReport(now: Millis): ReceptionReport | null {
    return this.#ssrc === null ? null : this.#stats.report(this.#ssrc, now);
  }
}

/** A browser also probes its uplink with packets of padding alone, of tracks that nobody shows. */
function paddingBytes({
  hasPadding,
  payload,
}: Pick<MediaPacket, "hasPadding" | "payload">): number {
  return hasPadding ? (payload.at(-1) ?? 0) : 0;
}
