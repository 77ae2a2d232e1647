// Estimates what one participant's downlink carries, from the arrivals that it reports (draft-ietf-rmcat-gcc-02).

import type { Millis } from "../../../base/time.ts";
import type { PacketReport } from "../sent-packets.ts";
import { ArrivalGroups } from "./arrival-groups.ts";
import { FeedbackWatch } from "./feedback-watch.ts";
import { LossControl } from "./loss-control.ts";
import type { Probe } from "./probe.ts";
import { Prober } from "./prober.ts";
import { RateControl } from "./rate-control.ts";
import { SendBudget } from "./send-budget.ts";
import { Throughput } from "./throughput.ts";
import { Trendline, type Usage } from "./trendline.ts";

/** As browsers start. Higher floods a slow link before the first feedback, lower starts coarse. */
const START_BPS = 300_000;
/** Below, not even a voice goes. */
const MIN_BPS = 50_000;
/** All that one participant can be sent: bounds what lies about arrivals can ask for. */
const MAX_BPS = 40_000_000;
/** IPv4 20, UDP 8, and the tag of SRTP: a small packet is mostly these. */
export const WIRE_BYTES = 28 + 16;

/** Until it is told what could be used: a picture or two. */
const WANTED_START_BPS = 2_500_000;

const RTT_START_MS = 100;
const RTT_WEIGHT = 0.15;
/** A queue of less than so many packets is what a burst makes, and no sign of a slower link. */
const QUEUE_PACKETS = 2;
const PACKET_BITS = 1_200 * 8;
const QUEUE_MS_MIN = 10;
/** A fall that is worth a probe for the way back. */
const FALL = 0.75;
/**
 * A queue that people hear and that stays for so long: the trend of a full one is flat, and says
 * nothing. Shorter takes a key frame for one, longer leaves voices late.
 */
const STANDING_MS = 150;
const STANDING_FOR_MS = 700;
/** Of what fits, until it is gone. Lower starves the pictures, higher takes seconds. */
const DRAIN = 0.75;
/** More isn't believed to be the path's own loss. */
const LOSS_MAX = 0.25;
/** A probe that finds less than is believed takes away so much at once: it was short, and may err. */
const PROBED_FALL = 0.85;
const PROBED_FALL_LOSS_MAX = 0.02;

export class BandwidthEstimator {
  #groups = new ArrivalGroups();
  #trendline = new Trendline();
  readonly #throughput = new Throughput();
  readonly #rate = new RateControl(START_BPS, { minBps: MIN_BPS, maxBps: MAX_BPS });
  readonly #loss = new LossControl(MIN_BPS);
  readonly #budget = new SendBudget();
  readonly #prober = new Prober();
  #wantedBps = WANTED_START_BPS;
  #rttMs: number | null = null;
  readonly #watch = new FeedbackWatch();
  #hasFeedback = false;
  /** What left before was lost to an outage, or waited for its end. */
  #countedFrom = Number.NEGATIVE_INFINITY;
  #peakBps = START_BPS;
  #queuedSince: Millis | null = null;
  #isStanding = false;

  /** What may be sent, in bits per second of whole packets on the wire. */
  get targetBps(): number {
    return Math.max(MIN_BPS, this.#fittingBps * (this.#isStanding ? DRAIN : 1));
  }

  /** What the way carries. */
  get #fittingBps(): number {
    return Math.min(this.#rate.rateBps, this.#loss.limitBps);
  }

  /** Smoothed; a guess before the first feedback. */
  get rttMs(): number {
    return this.#rttMs ?? RTT_START_MS;
  }

  /** 0 to 1, over some seconds. */
  get lossRate(): number {
    return this.#loss.lossRate;
  }

  /** The burst that is to be sent with padding; null when none is. */
  get probe(): Probe | null {
    return this.#prober.probe;
  }

  /** What the participant could use at best: probes don't ask for more. */
  handleWanted(wantedBps: number): void {
    this.#wantedBps = wantedBps;
  }

  /** A packet of `bytes`, RTP header included, leaves. */
  handleSent(index: number, bytes: number, now: Millis): void {
    this.#watch.handleSent(now);
    this.#budget.handleSent(bytes + WIRE_BYTES);
    this.#prober.handleSent(index, bytes + WIRE_BYTES, now);
  }

  /** In the order of sending. */
  handleReports(reports: readonly PacketReport[], now: Millis): void {
    this.#hasFeedback = true;
    if (this.#watch.isSilent(now)) this.#resume(reports, now);
    this.#watch.handleFeedback(now);
    let rttMs = Number.POSITIVE_INFINITY;
    let lastArrival = Number.NEGATIVE_INFINITY;
    for (const { arrivedAt } of reports) lastArrival = Math.max(lastArrival, arrivedAt ?? 0);
    for (const report of reports) {
      const { index, sentAt, arrivedAt } = report;
      if (sentAt < this.#countedFrom) continue;
      const bytes = report.bytes + WIRE_BYTES;
      this.#loss.handlePacket(bytes, sentAt, arrivedAt === null);
      this.#handleProbed(index, bytes, sentAt, arrivedAt, now);
      if (arrivedAt === null) continue;
      rttMs = Math.min(rttMs, now - sentAt - (lastArrival - arrivedAt));
      this.#throughput.add(sentAt, arrivedAt, bytes);
      if (this.#groups.add(sentAt, arrivedAt)) {
        const { sentDeltaMs, arrivalDeltaMs, arrivedAt: at } = this.#groups;
        this.#trendline.handleDeltas(sentDeltaMs, arrivalDeltaMs, at);
      }
    }
    if (rttMs < Number.POSITIVE_INFINITY) this.#measureRtt(rttMs);
    this.#update(now);
  }

  /**
   * After silence nothing is left of queues and loss, but the rate is as it was: that nothing came
   * through for a while says nothing of how much will. What is too much is found out as always.
   */
  #resume(reports: readonly PacketReport[], now: Millis): void {
    this.#groups = new ArrivalGroups();
    this.#trendline = new Trendline();
    this.#loss.reset();
    if (!this.#watch.isOut(now)) return;
    const first = reports.find(
      ({ sentAt, arrivedAt }) => arrivedAt !== null && this.#watch.isPrompt(sentAt, now),
    );
    this.#countedFrom = first?.sentAt ?? now;
    this.#rttMs = null;
    this.#prober.handleReturn(now);
  }

  #measureRtt(rttMs: number): void {
    const before = this.#rttMs ?? rttMs;
    this.#rttMs = before + RTT_WEIGHT * (rttMs - before);
  }

  #handleProbed(
    index: number,
    bytes: number,
    sentAt: number,
    arrivedAt: number | null,
    now: Millis,
  ): void {
    const { rateBps } = this.#rate;
    const known = { targetBps: rateBps, lossRate: this.lossRate };
    const found = this.#prober.handleReport(index, bytes, sentAt, arrivedAt, known, now);
    if (found === null || this.#usage() === "overuse") return;
    // Of what is lost at random a short probe sees too much or too little.
    if (found < rateBps && this.lossRate > PROBED_FALL_LOSS_MAX) return;
    this.#rate.setRate(Math.max(found, rateBps * PROBED_FALL), now);
  }

  /** A trend counts when there is a queue worth the name. */
  #usage(): Usage {
    const { usage, queueMs, isDraining } = this.#trendline;
    if (usage !== "overuse") return usage;
    const packetMs = (PACKET_BITS * 1000) / this.#rate.rateBps;
    if (queueMs < Math.max(QUEUE_MS_MIN, QUEUE_PACKETS * packetMs)) return "normal";
    return isDraining ? "underuse" : "overuse";
  }

  #update(now: Millis): void {
    const arrivedBps = this.#throughput.rateBps();
    // What is lost on the way whatever is sent was carried, too, by the link that is full.
    const isArriving = 1 - Math.min(LOSS_MAX, this.lossRate);
    const acknowledgedBps = arrivedBps === null ? null : arrivedBps / isArriving;
    const before = this.#fittingBps;
    this.#noteQueue(now);
    const usage = this.#isStanding && this.#usage() === "normal" ? "underuse" : this.#usage();
    this.#budget.refill(this.targetBps, now);
    // What was sent before the last decrease stands in the queue still: its delay is old news.
    const responseMs = this.rttMs + this.#trendline.queueMs;
    this.#rate.update(usage, acknowledgedBps, responseMs, this.#budget.isLimited, now);
    this.#loss.update(this.#rate.rateBps, acknowledgedBps);
    this.#noteFall(before, now);
  }

  #noteQueue(now: Millis): void {
    const isQueued = this.#trendline.queueMs > STANDING_MS;
    if (isQueued) this.#queuedSince ??= now;
    else this.#queuedSince = null;
    this.#isStanding = this.#queuedSince !== null && now - this.#queuedSince >= STANDING_FOR_MS;
  }

  #noteFall(beforeBps: number, now: Millis): void {
    const fittingBps = this.#fittingBps;
    if (fittingBps >= beforeBps) {
      this.#peakBps = fittingBps;
      return;
    }
    if (fittingBps < this.#peakBps * FALL) this.#prober.handleFall(this.#peakBps, now);
  }

  /** Call it at least each 50 ms or so, and while a probe is sent. */
  handleTick(now: Millis): void {
    this.#budget.refill(this.targetBps, now);
    const isLossy = this.#loss.limitBps < this.#rate.rateBps;
    // Who hears nothing may have stopped sending for what it heard last: a probe finds out.
    const isKnown = !this.#watch.isSilent(now);
    const isCongested = isKnown && (this.#usage() !== "normal" || this.#isStanding || isLossy);
    const { targetBps } = this;
    if (!this.#hasFeedback) return;
    this.#prober.handleTick({ targetBps, wantedBps: this.#wantedBps, isCongested }, now);
  }
}
