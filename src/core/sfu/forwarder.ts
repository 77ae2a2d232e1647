// Renumbers what one slot carries, so that its receiver sees one unbroken stream across switches.

import type { Millis } from "../../base/time.ts";
import type { MediaPacket } from "./media-packet.ts";
import { Renumbering } from "./renumbering.ts";

/**
 * How many more numbers may be left out than packets came. More lets a hostile publisher run so far
 * ahead while a receiver misses some packets that the receiver guesses SRTP's rollover count wrong,
 * and never again decrypts what the slot carries, of whomever; fewer hides losses that can be mended.
 */
const LEFT_OUT_MAX = 512;

/** How far two clocks of one publisher may disagree with when their packets come, in seconds. */
const CLOCKS_APART_MAX = 0.5;

/** It holds until the next packet. */
export type Renumbered = { readonly index: number; readonly timestamp: number };

/**
 * Sequence numbers go on by one at a switch and after a long gap, and keep their gaps otherwise, so
 * that a receiver asks for what was lost; timestamps go on by the time that passed. Indexes start at 1: they stay far
 * from SRTP's first rollover, whose count sender and receiver must agree on.
 */
export class Forwarder {
  readonly #clockRate: number;
  readonly #numbers: Renumbering;
  /** The next packet's clock is another. */
  #isSwitching = true;
  #timestampOffset = 0;
  /** Of the stream switched to, if the clocks of both streams are known; else by when packets come. */
  #timestampOffsetNext: number | null = null;
  #timestamp = 0;
  #sentAt: Millis | null = null;
  readonly #renumbered = { index: 0, timestamp: 0 };

  /** @param memory how many packets back one may come late, or be asked for again. */
  constructor(clockRate: number, memory: number) {
    this.#clockRate = clockRate;
    this.#numbers = new Renumbering(memory, LEFT_OUT_MAX);
  }

  /** True between a switch and its first packet. */
  get isSwitching(): boolean {
    return this.#isSwitching;
  }

  /**
   * The next packet is of another stream, and goes on where this one stopped.
   * @param behind by how many ticks the new stream's clock is behind the old one's; null when unknown.
   */
  switchStream(behind: number | null = null): void {
    this.#isSwitching = true;
    this.#timestampOffsetNext = behind === null ? null : this.#timestampOffset + behind;
    this.#numbers.begin();
  }

  /** Some of the stream was left out: its indexes go on by one, its timestamps as they are. */
  resumeStream(): void {
    this.#numbers.begin();
  }

  /** @returns null for a packet from before the switch. Call it once for each, in the order of coming. */
  renumber(packet: MediaPacket, now: Millis): Renumbered | null {
    const highest = this.#numbers.highest;
    if (this.#isSwitching) this.#begin(packet, now);
    const index = this.#numbers.keep(packet.index);
    if (index === null) return null;
    const renumbered = this.#renumbered;
    renumbered.index = index;
    renumbered.timestamp = this.forwardedTimestamp(packet.timestamp);
    if (index > highest) {
      this.#timestamp = renumbered.timestamp;
      this.#sentAt = now;
    }
    return renumbered;
  }

  /** The receiver shall not miss it. @returns the index that was kept for it while it was late, else null. */
  leaveOut(packet: MediaPacket): number | null {
    return this.#numbers.leaveOut(packet.index);
  }

  #begin(packet: MediaPacket, now: Millis): void {
    this.#isSwitching = false;
    this.#numbers.begin();
    if (this.#sentAt === null) return;
    const elapsed = Math.max(1, Math.round(((now - this.#sentAt) * this.#clockRate) / 1000));
    const byArrival = this.#timestamp + elapsed - packet.timestamp;
    const byClocks = this.#timestampOffsetNext;
    const apart = byClocks === null ? 0 : (byClocks - byArrival) | 0;
    const isCredible = Math.abs(apart) <= CLOCKS_APART_MAX * this.#clockRate;
    // A later frame has a later time: of two layers' frames of one moment the second waits a tick.
    const correction = isCredible ? Math.max(apart, 1 - elapsed) : 0;
    this.#timestampOffset = (byArrival + correction) >>> 0;
  }

  /** The highest forwarded index; 0 before the first packet. */
  get highest(): number {
    return this.#numbers.highest;
  }

  /** @returns the published index of a forwarded one, null when it was of another stream. */
  publishedIndex(forwarded: number): number | null {
    return this.#isSwitching ? null : this.#numbers.sourceOf(forwarded);
  }

  /** What a published timestamp is for the receiver. */
  forwardedTimestamp(published: number): number {
    return (published + this.#timestampOffset) >>> 0;
  }
}
