// Renumbers what one slot carries, so that its receiver sees one unbroken stream across switches.

import type { Millis } from "../../base/time.ts";
import type { MediaPacket } from "./media-packet.ts";

/**
 * How many more numbers may be left out than packets came. More lets a hostile publisher run so far
 * ahead while a receiver misses some packets that the receiver guesses SRTP's rollover count wrong,
 * and never again decrypts what the slot carries, of whomever; fewer hides losses that can be mended.
 */
const LEFT_OUT_MAX = 512;

export type Renumbered = { readonly index: number; readonly timestamp: number };

/**
 * Sequence numbers go on by one at a switch and after a long gap, and keep their gaps otherwise, so
 * that a receiver asks for what was lost; timestamps go on by the time that passed. Indexes start at 1: they stay far
 * from SRTP's first rollover, whose count sender and receiver must agree on.
 */
export class Forwarder {
  readonly #clockRate: number;
  /** Published index minus forwarded index; null until the first packet after a switch. */
  #offset: number | null = null;
  #timestampOffset = 0;
  /** What comes next is of the same stream, some of which was left out. */
  #isResuming = false;
  /** The first forwarded index of what is carried now. */
  #first = 1;
  #highest = 0;
  #mayLeaveOut = LEFT_OUT_MAX;
  #timestamp = 0;
  #sentAt: Millis | null = null;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  /** True between a switch and its first packet. */
  get isSwitching(): boolean {
    return this.#offset === null;
  }

  /** The next packet is of another stream, and goes on where this one stopped. */
  switchStream(): void {
    this.#offset = null;
  }

  /** Some of the stream was left out: its indexes go on by one, its timestamps as they are. */
  resumeStream(): void {
    this.#isResuming = true;
  }

  /** @returns null for a packet from before the switch. Call it in the order of forwarding. */
  renumber(packet: MediaPacket, now: Millis): Renumbered | null {
    if (this.#offset === null) this.#begin(packet, now);
    else if (this.#isResuming || this.#leftOut(packet) > this.#mayLeaveOut) this.#goOn(packet);
    this.#isResuming = false;
    const index = packet.index - (this.#offset ?? 0);
    if (index < this.#first) return null;
    const timestamp = (packet.timestamp + this.#timestampOffset) >>> 0;
    if (index > this.#highest) {
      this.#mayLeaveOut = Math.min(LEFT_OUT_MAX, this.#mayLeaveOut - this.#leftOut(packet) + 1);
      this.#highest = index;
      this.#timestamp = timestamp;
      this.#sentAt = now;
    }
    return { index, timestamp };
  }

  /** How many numbers stay without a packet until it comes late, if `packet` keeps its place. */
  #leftOut(packet: MediaPacket): number {
    return packet.index - (this.#offset ?? 0) - this.#highest - 1;
  }

  #goOn(packet: MediaPacket): void {
    this.#first = this.#highest + 1;
    this.#offset = packet.index - this.#first;
  }

  #begin(packet: MediaPacket, now: Millis): void {
    this.#goOn(packet);
    if (this.#sentAt === null) return;
    const elapsed = Math.max(1, Math.round(((now - this.#sentAt) * this.#clockRate) / 1000));
    this.#timestampOffset = (this.#timestamp + elapsed - packet.timestamp) >>> 0;
  }

  /** The highest forwarded index; 0 before the first packet. */
  get highest(): number {
    return this.#highest;
  }

  /** @returns the published index of a forwarded one, null when it was of another stream. */
  publishedIndex(forwarded: number): number | null {
    const isCarried = forwarded >= this.#first && forwarded <= this.#highest;
    return this.#offset === null || !isCarried ? null : forwarded + this.#offset;
  }

  /** What a published timestamp is for the receiver. */
  forwardedTimestamp(published: number): number {
    return (published + this.#timestampOffset) >>> 0;
  }
}
