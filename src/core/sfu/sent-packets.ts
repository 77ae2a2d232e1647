// Numbers all packets to one receiver, and joins what it tells of their arrival with when they left.

import type { Millis } from "../../base/time.ts";
import { REFERENCE_CYCLE_MS, type TransportFeedback } from "./rtp/transport-feedback.ts";
import { unwrap } from "./seqnum.ts";

/** Two seconds of the largest meeting at once. More is memory for each, 24 bytes; fewer forgets before it is told. */
const KEPT = 8_192;

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

const SENT = 1;
const ARRIVED = 2;

export class SentPackets {
  readonly #sentAt = new Float64Array(KEPT);
  readonly #bytes = new Uint16Array(KEPT);
  /** 0 for a place that nothing was sent under. */
  readonly #states = new Uint8Array(KEPT);
  #next = 0;
  #arrivedAt: number | null = null;

  /** The index of the newest packet; -1 before the first. */
  get newest(): number {
    return this.#next - 1;
  }

  /** A packet leaves. @returns its transport-wide number, modulo 2^16. */
  note(bytes: number, now: Millis): number {
    const index = this.#next;
    const place = index % KEPT;
    this.#sentAt[place] = now;
    this.#bytes[place] = bytes;
    this.#states[place] = SENT;
    this.#next = index + 1;
    return index & 0xffff;
  }

  /**
   * @returns a report for each packet that was sent, in the order of sending, and none about one whose
   * arrival was told before: repeated feedback, and feedback on what never was, says nothing.
   */
  handleFeedback({ first, arrivals }: TransportFeedback): PacketReport[] {
    const reports: PacketReport[] = [];
    const start = unwrap(first, this.#next);
    for (const [offset, arrival] of arrivals.entries()) {
      const index = start + offset;
      if (index < 0 || index >= this.#next || index < this.#next - KEPT) continue;
      const place = index % KEPT;
      if (this.#states[place] !== SENT) continue;
      if (arrival !== null) this.#states[place] = ARRIVED;
      reports.push({
        index,
        sentAt: (this.#sentAt[place] ?? 0) as Millis,
        bytes: this.#bytes[place] ?? 0,
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
