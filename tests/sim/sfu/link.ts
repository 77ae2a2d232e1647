// One direction of a path: a bottleneck with a queue, delay, jitter, and packets that are lost or overtaken.

import type { EventQueue } from "./event-queue.ts";

export type LinkConditions = {
  /** Infinite for no bottleneck. */
  readonly rateBps: number;
  /** One way. */
  readonly delayMs: number;
  /** At most, evenly spread; order is kept. */
  readonly jitterMs: number;
  /** What the queue holds before it drops its tail. */
  readonly queueMs: number;
  /** 0 to 1. */
  readonly loss: number;
  /** Mean length of a run of losses, in packets; 1 for losses that know nothing of each other. */
  readonly burst: number;
  /** Share of packets that come late by up to 20 ms, behind others. */
  readonly reordered: number;
};

export const CLEAR: LinkConditions = {
  rateBps: Number.POSITIVE_INFINITY,
  delayMs: 10,
  jitterMs: 0,
  queueMs: 300,
  loss: 0,
  burst: 1,
  reordered: 0,
};

export class Link {
  /** Of packets, until they leave the bottleneck; for the checkers. */
  readonly stats = { sent: 0, bytes: 0, dropped: 0, lost: 0, queueMsMax: 0 };
  readonly #events: EventQueue;
  readonly #random: () => number;
  #conditions: LinkConditions;
  #changedAt = 0;
  #freeAt = 0;
  #arrivedAt = 0;
  #isLosing = false;

  constructor(events: EventQueue, random: () => number, conditions: LinkConditions) {
    this.#events = events;
    this.#random = random;
    this.#conditions = conditions;
  }

  get conditions(): LinkConditions {
    return this.#conditions;
  }

  set conditions(conditions: LinkConditions) {
    this.#conditions = conditions;
    this.#changedAt = this.#events.now;
  }

  /** Since when they are what they are. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** What a packet that is sent now would wait. */
  get queueMs(): number {
    return Math.max(0, this.#freeAt - this.#events.now);
  }

  send(bytes: number, deliver: () => void): void {
    const { rateBps, delayMs, jitterMs, queueMs, reordered } = this.conditions;
    const { now } = this.#events;
    this.stats.sent += 1;
    if (this.queueMs > queueMs) {
      this.stats.dropped += 1;
      return;
    }
    this.#freeAt = Math.max(now, this.#freeAt) + (bytes * 8000) / rateBps;
    this.stats.queueMsMax = Math.max(this.stats.queueMsMax, this.queueMs);
    this.stats.bytes += bytes;
    if (this.#isLost()) {
      this.stats.lost += 1;
      return;
    }
    const arrival = this.#freeAt + delayMs + this.#random() * jitterMs;
    if (this.#random() < reordered) {
      this.#events.at(arrival + this.#random() * 20, deliver);
      return;
    }
    this.#arrivedAt = Math.max(this.#arrivedAt, arrival);
    this.#events.at(this.#arrivedAt, deliver);
  }

  /** Gilbert's model: from good to bad so often that the mean loss and the mean run come out. */
  #isLost(): boolean {
    const { loss, burst } = this.conditions;
    if (loss === 0 || loss === 1) return loss === 1;
    const leave = 1 / burst;
    const enter = (loss * leave) / (1 - loss);
    this.#isLosing = this.#isLosing ? this.#random() >= leave : this.#random() < enter;
    return this.#isLosing;
  }
}
