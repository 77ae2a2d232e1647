// When to try a higher rate, and at how much: at the start, after falls, and while more is wanted than is known to fit.

import type { Millis } from "../../../base/time.ts";
import { Probe } from "./probe.ts";
import { ProbeResult } from "./probe-result.ts";

/** Times the start rate, one after the other (as libwebrtc's exponential probing). */
const START_FACTORS = [3, 6] as const;
/** What each further probe asks for, of what is known. */
const NEXT_FACTOR = 2;
/** A probe that got this much of its rate may be far from the end: go on at once. */
const GO_ON_SHARE = 0.7;
/** A link that fell may come back: first to just below what it was. */
const RECOVER_SHARE = 0.85;
/** Longer leaves a picture coarse on a link that would carry more, shorter costs traffic and delay. */
const INTERVAL_MS = 2_000;
/** After probes that found nothing. */
const INTERVAL_MS_MAX = 5_000;
const RECOVERY_MS = 1_000;
/** Feedback that comes later is about something else. */
const PATIENCE_MS = 1_000;
/** What a probe must find above the known to count as a find. */
const FIND = 1.05;

type Sent = {
  readonly first: number;
  last: number;
  readonly rateBps: number;
  readonly until: Millis;
};

/** What the prober needs to know of the estimate. */
export type ProbeNeeds = {
  readonly targetBps: number;
  /** What could be used, all layers that somebody wants; infinite is as good as unknown. */
  readonly wantedBps: number;
  /** The delay or the loss says that the link is full. */
  readonly isCongested: boolean;
};

export class Prober {
  #probe: Probe | null = null;
  #planned: number[] = [];
  #sent: Sent | null = null;
  #result = new ProbeResult();
  #nextAt = Number.NEGATIVE_INFINITY;
  #intervalMs = INTERVAL_MS;
  #recoverBps = 0;
  #hasStarted = false;

  /** The burst that is being sent; null when none is. */
  get probe(): Probe | null {
    return this.#probe;
  }

  /** Plans what is due. */
  handleTick(needs: ProbeNeeds, now: Millis): void {
    const { targetBps, wantedBps, isCongested } = needs;
    if (this.#probe !== null && now - this.#probe.startedAt > PATIENCE_MS) this.#probe = null;
    if (this.#sent !== null && now > this.#sent.until) this.#fail(now);
    if (this.#probe !== null || this.#sent !== null) return;
    if (isCongested || wantedBps <= targetBps) return;
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      this.#planned = START_FACTORS.map((factor) => factor * targetBps);
      this.#nextAt = now + this.#intervalMs;
    } else if (this.#planned.length === 0 && now >= this.#nextAt) {
      this.#nextAt = now + this.#intervalMs;
      const goal = Math.max(NEXT_FACTOR * targetBps, this.#recoverBps * RECOVER_SHARE);
      this.#planned = [Math.min(goal, wantedBps * 1.2)];
    }
    const rateBps = this.#planned.shift();
    if (rateBps === undefined || rateBps < targetBps * FIND) return;
    this.#probe = new Probe(rateBps, now);
  }

  /** The estimate fell from `beforeBps`. */
  handleFall(beforeBps: number, now: Millis): void {
    this.#planned = [];
    this.#probe = null;
    this.#recoverBps = Math.max(this.#recoverBps, beforeBps);
    this.#intervalMs = INTERVAL_MS;
    this.#nextAt = Math.max(this.#nextAt, now + RECOVERY_MS);
  }

  /** The path is there again after an outage, and may be another: asks at once. */
  handleReturn(now: Millis): void {
    this.#probe = null;
    this.#sent = null;
    this.#planned = [];
    this.#intervalMs = INTERVAL_MS;
    this.#nextAt = now;
  }

  /** A packet left. All count while a probe lasts: what is sent between its packets is part of its rate. */
  handleSent(index: number, bytes: number, now: Millis): void {
    const { probe } = this;
    if (probe === null) return;
    if (this.#sent === null) {
      this.#result = new ProbeResult();
      const until = (now + PATIENCE_MS) as Millis;
      this.#sent = { first: index, last: index, rateBps: probe.rateBps, until };
    }
    this.#sent.last = index;
    probe.handleSent(bytes);
    if (probe.isSent) this.#probe = null;
  }

  /** Feedback told of a packet. @returns the rate that a probe found, when this was its last packet. */
  handleReport(
    index: number,
    bytes: number,
    sentAt: number,
    arrivedAt: number | null,
    { targetBps, lossRate }: { readonly targetBps: number; readonly lossRate: number },
    now: Millis,
  ): number | null {
    const sent = this.#sent;
    if (sent === null || index < sent.first || index > sent.last) return null;
    this.#result.handlePacket(bytes, sentAt, arrivedAt);
    if (this.#probe !== null || index < sent.last) return null;
    this.#sent = null;
    const found = this.#result.rateBps(lossRate);
    if (found === null) return null;
    if (found < targetBps * FIND) {
      this.#fail(now);
      return found;
    }
    this.#intervalMs = INTERVAL_MS;
    if (found >= this.#recoverBps * RECOVER_SHARE) this.#recoverBps = 0;
    if (found >= sent.rateBps * GO_ON_SHARE && this.#planned.length === 0) this.#nextAt = now;
    else if (found < sent.rateBps * GO_ON_SHARE) this.#planned = [];
    return found;
  }

  /** Nothing more was found: asks less often. */
  #fail(now: Millis): void {
    this.#sent = null;
    this.#planned = [];
    this.#recoverBps = 0;
    this.#intervalMs = Math.min(INTERVAL_MS_MAX, this.#intervalMs * 2);
    this.#nextAt = now + this.#intervalMs;
  }
}
