// The way to one participant: how much fits, what leaves when, and under which transport-wide number.

import type { Millis } from "../../base/time.ts";
import { BandwidthEstimator, WIRE_BYTES } from "./bandwidth/estimator.ts";
import { LossReportControl } from "./bandwidth/loss-report-control.ts";
import { Pacer, type Urgency } from "./bandwidth/pacer.ts";
import { RetransmissionLimiter } from "./bandwidth/retransmission-limiter.ts";
import type { OutgoingRtp, SendRtp } from "./media-packet.ts";
import { RTP_HEADER_BYTES, TWCC_BYTES } from "./rtp/rtp-header.ts";
import type { TransportFeedback } from "./rtp/transport-feedback.ts";
import { SentPackets } from "./sent-packets.ts";

/**
 * Whoever raises a picture keeps some of the estimate free: less never gets there, more searches for what nobody uses.
 */
const WANTED_MARGIN = 1.3;

/** What a packet is on the wire beside its payload. */
const HEADER_BYTES = WIRE_BYTES + RTP_HEADER_BYTES + TWCC_BYTES;

/** Shorter wakes a busy server for nothing, longer makes bursts. */
const WAKE_MS = 5;

/** What a probe is filled with, of about so many bytes; null when there is nothing to be had. */
export type MakePadding = (bytes: number) => SendRtp | null;

/** Of the rate, for what is lost and sent again. */
const LOSS_MAX = 0.25;

/** Less takes of the rate what is hardly needed; on shorter ways there is time for a third try. */
const TWICE_LOSS = 0.08;
const THRICE_LOSS = 0.15;
/** Below, three would take from the picture what it is made of. */
const THRICE_BPS = 1_500_000;
const TWICE_RTT_MS = 80;
/** Below, the least of a picture is all there is: copies that are counted would take frames of it. */
const NARROW_BPS = 500_000;

/** Less is mended by what a decoder makes up; in so many ms more was lost before it is heard of. */
const REDUNDANT_LOSS = 0.01;
/** Shorter leaves the next burst unmended, longer sends twice for nothing. */
const REDUNDANT_MS = 10_000;
/** Twice the sound is no remedy for a way that is too narrow for it once. */
const REDUNDANT_MIN_BPS = 200_000;

export class Downlink {
  readonly #sent = new SentPackets();
  readonly #estimator = new BandwidthEstimator();
  readonly #lossReports = new LossReportControl();
  readonly #pacer = new Pacer();
  readonly #retransmissions = new RetransmissionLimiter();
  readonly #makePadding: MakePadding;
  #hasFeedback = false;
  #reportedRttMs: number | null = null;
  #lostAt: Millis | null = null;
  #wantsRedundancy = false;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(makePadding: MakePadding) {
    this.#makePadding = makePadding;
  }

  /**
   * What media may take, in bits per second on the wire, where each packet is 64 bytes more than its
   * payload; what will be lost and sent again is taken off.
   */
  get estimateBps(): number {
    if (!this.#hasFeedback) return this.#lossReports.targetBps;
    return this.#estimator.targetBps / this.#sentPerArrived;
  }

  /** Null until something was told. */
  get rttMs(): number | null {
    return this.#hasFeedback ? this.#estimator.rttMs : this.#reportedRttMs;
  }

  /** When `handleTick` has something to send; infinite when nothing waits. */
  get wakeAt(): number {
    return this.#wakeAt;
  }

  /** What the participant could use if it all fitted: the estimate is probed up to that. */
  handleWanted(wantedBps: number): void {
    this.#estimator.handleWanted(wantedBps * WANTED_MARGIN * this.#sentPerArrived);
  }

  /** What is lost is sent again, in so many copies. */
  get #sentPerArrived(): number {
    const { lossRate, targetBps } = this.#estimator;
    const copies = targetBps < NARROW_BPS ? 1 : this.copies;
    return 1 + Math.min(LOSS_MAX, lossRate) * copies;
  }

  /** Sends `sending` now, or as soon as the link has room. Its payload must not change until then. */
  send(
    sending: SendRtp,
    urgency: Urgency,
    now: Millis,
    out: { push(effect: SendRtp): unknown },
  ): void {
    if (urgency === "retransmission") {
      this.#retransmissions.handleSent(sending.packet.payload.length + WIRE_BYTES);
    }
    if (this.#pacer.isOpen) {
      this.#leave(sending, now, out);
      return;
    }
    if (this.#pacer.isFull) this.#flush(now, out);
    if (this.#pacer.admit(sending, urgency, now)) this.#leave(sending, now, out);
    else this.#wakeAt = Math.min(this.#wakeAt, now + WAKE_MS);
  }

  /** False for what was asked for and sent a moment ago, and for more than the link has room for. */
  mayRetransmit(ssrc: number, sequenceNumber: number, now: Millis): boolean {
    const targetBps = this.#hasFeedback ? this.#estimator.targetBps : this.#lossReports.targetBps;
    const path = { rttMs: this.rttMs ?? 0, targetBps };
    return this.#retransmissions.take(ssrc, sequenceNumber, path, now);
  }

  /**
   * How many of a packet that is sent again. Where one of ten is lost the second try is, too, and a
   * third comes too late on a long way: two at once, or three.
   */
  get copies(): number {
    if (!this.#hasFeedback) return 1;
    const { lossRate, rttMs, targetBps } = this.#estimator;
    if (lossRate < TWICE_LOSS || rttMs < TWICE_RTT_MS) return 1;
    return lossRate < THRICE_LOSS || targetBps < THRICE_BPS ? 2 : 3;
  }

  handleFeedback(feedback: TransportFeedback, now: Millis): void {
    const reports = this.#sent.handleFeedback(feedback, now);
    if (reports.length === 0) return;
    this.#hasFeedback = true;
    this.#estimator.handleReports(reports, now);
    this.#pacer.setTarget(this.#estimator.targetBps);
    if (this.#estimator.lossRate >= REDUNDANT_LOSS) this.#lostAt = now;
    const isLossy = this.#lostAt !== null && now - this.#lostAt < REDUNDANT_MS;
    this.#wantsRedundancy = isLossy && this.estimateBps >= REDUNDANT_MIN_BPS;
  }

  /** True while packets are lost, not for want of room: sound is to come twice. */
  get wantsRedundancy(): boolean {
    return this.#wantsRedundancy;
  }

  /** A receiver report about one of the slots. @param rttMs null when it tells none. */
  handleReceptionReport(lossRate: number, rttMs: number | null, now: Millis): void {
    this.#lossReports.handleReport(lossRate, now);
    this.#reportedRttMs = rttMs ?? this.#reportedRttMs;
  }

  handleTick(now: Millis, out: { push(effect: SendRtp): unknown }): void {
    this.#estimator.handleTick(now);
    if (this.#hasFeedback) this.#pacer.setTarget(this.#estimator.targetBps);
    for (let due = this.#pacer.release(now); due !== null; due = this.#pacer.release(now)) {
      this.#leave(due, now, out);
    }
    this.#pad(now, out);
    const isBusy = this.#pacer.isBacklogged || this.#estimator.probe !== null;
    this.#wakeAt = isBusy ? now + WAKE_MS : Number.POSITIVE_INFINITY;
  }

  /** Sends what a probe still lacks at this moment. */
  #pad(now: Millis, out: { push(effect: SendRtp): unknown }): void {
    let probe = this.#estimator.probe;
    while (probe?.isDue(now)) {
      const padding = this.#makePadding(probe.packetBytes - HEADER_BYTES);
      if (padding === null) return;
      this.#pacer.handleSent(padding.packet.payload.length);
      this.#leave(padding, now, out);
      probe = this.#estimator.probe;
    }
  }

  #flush(now: Millis, out: { push(effect: SendRtp): unknown }): void {
    for (let next = this.#pacer.flush(); next !== null; next = this.#pacer.flush()) {
      this.#leave(next, now, out);
    }
  }

  #leave(sending: SendRtp, now: Millis, out: { push(effect: SendRtp): unknown }): void {
    this.#number(sending.packet, now);
    out.push(sending);
  }

  #number(packet: OutgoingRtp, now: Millis): void {
    if (packet.twccExtension === null) return;
    const bytes = RTP_HEADER_BYTES + TWCC_BYTES + packet.payload.length;
    packet.transportSequence = this.#sent.note(bytes, now);
    this.#estimator.handleSent(this.#sent.newest, bytes, now);
  }
}
