// Numbers all packets to one receiver, and joins what it tells of their arrival with when they left.

import type { Millis } from "../../base/time.ts";
import { REFERENCE_CYCLE_MS, type TransportFeedback } from "./rtp/transport-feedback.ts";
import { unwrap } from "./seqnum.ts";

/** Powers of two: what a call of two needs, and two seconds of the largest meeting at once. */
const KEPT_MIN = 512;
const KEPT_MAX = 8_192;
/** What is older is forgotten rather than given memory; fewer forgets before it is told. */
const KEPT_MS = 2_000;

/** What became of one packet. */
export type PacketReport = {
  /** Transport-wide, not wrapped. */
  readonly index: number;
  readonly sentAt: Millis;
  /** Of RTP's header and payload. */
  readonly bytes: number;
  /** By the receiver's clock, which has nothing to do with ours and doesn't wrap; null while it didn't arrive. */
  readonly arrivedAt: number | null;
};

/** Times are kept in 1/16 ms, modulo 2^32 of them: three days. */
const TICKS_PER_MS = 16;
/** Of the bytes' entry: it was told that the packet arrived. 0 is for a place that nothing was sent under. */
const ARRIVED = 0x8000;

export class SentPackets {
  /** Both at `index % length`, which grows with what is sent. */
  #ticks = new Int32Array(KEPT_MIN);
  #bytes = new Uint16Array(KEPT_MIN);
  #next = 0;
  #arrivedAt: number | null = null;

  /** The index of the newest packet; -1 before the first. */
  get newest(): number {
    return this.#next - 1;
  }

  /** A packet leaves. @returns its transport-wide number, modulo 2^16. */
  note(bytes: number, now: Millis): number {
    const index = this.#next;
    const ticks = Math.round(now * TICKS_PER_MS) | 0;
    if (index >= this.#ticks.length && this.#ticks.length < KEPT_MAX) this.#grow(ticks);
    const place = index & (this.#ticks.length - 1);
    this.#ticks[place] = ticks;
    this.#bytes[place] = bytes;
    this.#next = index + 1;
    return index & 0xffff;
  }

  /** Makes room when what would be forgotten is young. */
  #grow(ticks: number): void {
    const { length } = this.#ticks;
    const oldest = this.#ticks[this.#next & (length - 1)] ?? 0;
    if (((ticks - oldest) | 0) >= KEPT_MS * TICKS_PER_MS) return;
    const [kept, bytes] = [this.#ticks, this.#bytes];
    this.#ticks = new Int32Array(2 * length);
    this.#bytes = new Uint16Array(2 * length);
    for (let index = this.#next - length; index < this.#next; index++) {
      const place = index & (2 * length - 1);
      this.#ticks[place] = kept[index & (length - 1)] ?? 0;
      this.#bytes[place] = bytes[index & (length - 1)] ?? 0;
    }
  }

  /**
   * @param now of the feedback's coming.
   * @returns a report for each packet that was sent, in the order of sending, and none about one whose
   * arrival was told before: repeated feedback, and feedback on what never was, says nothing.
   */
  handleFeedback({ first, arrivals }: TransportFeedback, now: Millis): PacketReport[] {
    const ticks = Math.round(now * TICKS_PER_MS);
    const { length } = this.#ticks;
    const reports: PacketReport[] = [];
    const start = unwrap(first, this.#next);
    for (const [offset, arrival] of arrivals.entries()) {
      const index = start + offset;
      if (index < 0 || index >= this.#next || index < this.#next - length) continue;
      const place = index & (length - 1);
      const bytes = this.#bytes[place] ?? 0;
      if (bytes === 0 || bytes >= ARRIVED) continue;
      if (arrival !== null) this.#bytes[place] = bytes | ARRIVED;
      const ago = (ticks - (this.#ticks[place] ?? 0)) | 0;
      reports.push({
        index,
        sentAt: ((ticks - ago) / TICKS_PER_MS) as Millis,
        bytes,
        arrivedAt: arrival === null ? null : this.#unwrapArrival(arrival),
      });
    }
    return reports;
  }

  #unwrapArrival(arrival: number): number {
    const before = this.#arrivedAt ?? arrival;
    const cycles = Math.round((before - arrival) / REFERENCE_CYCLE_MS);
    const unwrapped = arrival + cycles * REFERENCE_CYCLE_MS;
    this.#arrivedAt = unwrapped;
    return unwrapped;
  }
}
