// Turns what the delay says into a rate: multiplicative decrease, careful increase (draft-ietf-rmcat-gcc-02 §5.5).

import type { Millis } from "../../../base/time.ts";
import { LinkCapacity } from "./link-capacity.ts";
import type { Usage } from "./trendline.ts";

/** Of what arrived. Higher leaves the queue standing, lower gives away the link at each false alarm. */
const DECREASE = 0.85;
/** Growth in a second while the capacity is unknown. */
const INCREASE = 1.08;
/** Without more acknowledged, an estimate above this much of it is a guess. */
const BEYOND_ACKNOWLEDGED = 1.2;
const BEYOND_ACKNOWLEDGED_BPS = 10_000;
const ADDITIVE_BPS_MIN = 4_000;
const PACKET_BITS = 1_200 * 8;
const FRAMES_PER_SECOND = 30;
/** What passes until a change of rate can be seen in feedback, beside the round trip. */
const RESPONSE_MS = 100;
/** Longer overshoots the fall, shorter acts again before the last act can be felt. */
const DECREASE_AGAIN_MS_MIN = 50;
const DECREASE_AGAIN_MS_MAX = 600;

export type RateBounds = { readonly minBps: number; readonly maxBps: number };

export class RateControl {
  readonly #capacity = new LinkCapacity();
  readonly #bounds: RateBounds;
  #rateBps: number;
  #state: "increase" | "hold" = "increase";
  #changedAt: Millis | null = null;
  #decreasedAt = Number.NEGATIVE_INFINITY;

  constructor(startBps: number, bounds: RateBounds) {
    this.#rateBps = startBps;
    this.#bounds = bounds;
  }

  get rateBps(): number {
    return this.#rateBps;
  }

  /** A probe, or the loss, says what the link carries. */
  setRate(rateBps: number, now: Millis): void {
    this.#rateBps = this.#bounded(rateBps);
    this.#changedAt = now;
  }

  /**
   * @param acknowledgedBps null when unknown.
   * @param isLimited the application sends less than it may: its packets prove nothing about more.
   */
  update(
    usage: Usage,
    acknowledgedBps: number | null,
    rttMs: number,
    isLimited: boolean,
    now: Millis,
  ): void {
    if (usage === "overuse") {
      if (this.#mayDecrease(acknowledgedBps, rttMs, now)) this.#decrease(acknowledgedBps, now);
      return;
    }
    // A queue that drains must be let drain; after a fall the first quiet report only ends the fall.
    if (usage === "underuse" || this.#state === "hold") {
      this.#state = usage === "underuse" ? "hold" : "increase";
      this.#changedAt = now;
      return;
    }
    this.#increase(acknowledgedBps, rttMs, isLimited, now);
  }

  #mayDecrease(acknowledgedBps: number | null, rttMs: number, now: Millis): boolean {
    const again = Math.max(DECREASE_AGAIN_MS_MIN, Math.min(DECREASE_AGAIN_MS_MAX, rttMs));
    if (now - this.#decreasedAt >= again) return true;
    return acknowledgedBps !== null && acknowledgedBps < this.#rateBps / 2;
  }

  #decrease(acknowledgedBps: number | null, now: Millis): void {
    const carried = acknowledgedBps ?? this.#rateBps / 2;
    if (carried < this.#capacity.lowerBps) this.#capacity.reset();
    let decreased = carried * DECREASE;
    const known = this.#capacity.meanBps;
    if (decreased > this.#rateBps && known !== null) decreased = known * DECREASE;
    this.#rateBps = this.#bounded(Math.min(this.#rateBps, decreased));
    if (acknowledgedBps !== null) this.#capacity.handleOveruse(acknowledgedBps);
    this.#state = "hold";
    this.#changedAt = now;
    this.#decreasedAt = now;
  }

  #increase(acknowledgedBps: number | null, rttMs: number, isLimited: boolean, now: Millis): void {
    const elapsedMs = this.#changedAt === null ? 0 : Math.min(1_000, now - this.#changedAt);
    this.#changedAt = now;
    if (isLimited) return;
    if (acknowledgedBps !== null && acknowledgedBps > this.#capacity.upperBps) {
      this.#capacity.reset();
    }
    const isNearCapacity = this.#capacity.meanBps !== null;
    const grown = isNearCapacity
      ? this.#rateBps + (this.#additiveBpsPerSecond(rttMs) * elapsedMs) / 1000
      : this.#rateBps * INCREASE ** (elapsedMs / 1000);
    const believed =
      acknowledgedBps === null
        ? grown
        : BEYOND_ACKNOWLEDGED * acknowledgedBps + BEYOND_ACKNOWLEDGED_BPS;
    if (grown > this.#rateBps) {
      this.#rateBps = this.#bounded(Math.max(this.#rateBps, Math.min(grown, believed)));
    }
  }

  /** Half a packet more in each response time. */
  #additiveBpsPerSecond(rttMs: number): number {
    const frameBits = this.#rateBps / FRAMES_PER_SECOND;
    const packetBits = frameBits / Math.ceil(frameBits / PACKET_BITS);
    return Math.max(ADDITIVE_BPS_MIN, (packetBits * 1000) / (2 * (rttMs + RESPONSE_MS)));
  }

  #bounded(rateBps: number): number {
    return Math.max(this.#bounds.minBps, Math.min(this.#bounds.maxBps, rateBps));
  }
}
