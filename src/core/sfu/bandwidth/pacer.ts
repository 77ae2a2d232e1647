// Spreads what goes to one participant over time, so that a key frame doesn't fill the queue before a slow link.

import type { Millis } from "../../../base/time.ts";
import type { SendRtp } from "../media-packet.ts";
import { WIRE_BYTES } from "./estimator.ts";
import { PacedQueue } from "./paced-queue.ts";

/**
 * Of the target. Higher makes a queue at the link of each key frame, which then looks like a link that
 * is too slow; lower holds back what would fit.
 */
const FACTOR = 1.05;
/** What may go at once. More is a burst for the link, less needs wakes that timers don't give. */
const BURST_MS = 8;
/** At more than this the link isn't what holds packets up, and they pass without being counted. */
const UNPACED_BPS = 15_000_000;
/** What waits longer speeds the pacer up: a receiver's playout waits for no one. */
const WAIT_MS_MAX = 200;
/** Shorter lets go at once of what came late to the end of its time. */
const DRAIN_MS_MIN = 20;

/** The order in which what waits goes out. Audio never waits. */
export type Urgency = "audio" | "retransmission" | "video";

export class Pacer {
  readonly #retransmissions = new PacedQueue();
  readonly #video = new PacedQueue();
  #targetBps = UNPACED_BPS;
  /** Bytes that were sent before their time, by the bucket's leak. */
  #debt = 0;
  #leakedAt = 0 as Millis;

  /** True while packets wait. */
  get isBacklogged(): boolean {
    return !this.#video.isEmpty || !this.#retransmissions.isEmpty;
  }

  /** True while the link isn't what holds packets up: they pass without being counted. */
  get isOpen(): boolean {
    return this.#targetBps >= UNPACED_BPS && !this.isBacklogged;
  }

  /** True when nothing more can wait: `flush` before the next `admit`. */
  get isFull(): boolean {
    return this.#video.isFull || this.#retransmissions.isFull;
  }

  /** For how long the oldest waits, in ms. */
  waitMs(now: Millis): number {
    const video = this.#video.oldestAt ?? now;
    return now - Math.min(video, this.#retransmissions.oldestAt ?? now);
  }

  setTarget(targetBps: number): void {
    this.#targetBps = targetBps;
  }

  /** @returns true when `sending` may leave now; else it was copied, and comes out of `release`. */
  admit(sending: SendRtp, urgency: Urgency, now: Millis): boolean {
    if (this.isOpen) return true;
    this.#leak(now);
    if (urgency === "audio" || (this.#mayGo() && !this.#isBehind(urgency))) {
      this.handleSent(sending.packet.payload.length);
      return true;
    }
    const queue = urgency === "retransmission" ? this.#retransmissions : this.#video;
    queue.push(sending, now);
    return false;
  }

  /** Something else left, of so many bytes of payload. */
  handleSent(bytes: number): void {
    this.#debt += bytes + WIRE_BYTES;
  }

  /** @returns the next packet whose time has come; null when none has. */
  release(now: Millis): SendRtp | null {
    this.#leak(now);
    return this.#mayGo() ? this.flush() : null;
  }

  /** @returns the next packet, whether its time has come or not; null when there is none. */
  flush(): SendRtp | null {
    const sending = this.#retransmissions.take() ?? this.#video.take();
    if (sending !== null) this.handleSent(sending.packet.payload.length);
    return sending;
  }

  /** Packets of one stream keep their order. */
  #isBehind(urgency: Urgency): boolean {
    return !this.#retransmissions.isEmpty || (urgency === "video" && !this.#video.isEmpty);
  }

  #mayGo(): boolean {
    return this.#debt <= this.#bytesPerMs(this.#leakedAt) * BURST_MS;
  }

  #bytesPerMs(now: Millis): number {
    const waiting = this.#video.bytes + this.#retransmissions.bytes;
    const leftMs = Math.max(DRAIN_MS_MIN, WAIT_MS_MAX - this.waitMs(now));
    return Math.max((this.#targetBps * FACTOR) / 8000, (waiting + this.#debt) / leftMs);
  }

  #leak(now: Millis): void {
    this.#debt = Math.max(0, this.#debt - (now - this.#leakedAt) * this.#bytesPerMs(now));
    this.#leakedAt = now;
  }
}
