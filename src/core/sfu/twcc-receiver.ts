// Tells a publisher when each of its packets arrived, so that it can estimate its uplink
// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { writeU16, writeU24 } from "./rtp/big-endian.ts";
import { transportFeedback } from "./rtp/rtcp-writer.ts";
import { unwrap } from "./seqnum.ts";

const FORMAT = 15;
/** More doesn't fit in a packet: each takes up to 2 bytes, and a seventh of a 2-byte chunk. */
const PACKETS_MAX = 400;
/** A longer gap is an outage or a lie, and is started after: one packet can't tell about it. */
const GAP_MAX = PACKETS_MAX - 1;
/**
 * More lets a publisher that is told nothing for a while fill the memory, and ask for as much work
 * at once; fewer forgets what came while the server was late.
 */
const UNTOLD_MAX = 4 * PACKETS_MAX;
const TICKS_PER_MS = 4;
const TICKS_PER_REFERENCE = 64 * TICKS_PER_MS;

/** Every packet counts, of unknown SSRCs too: an unacknowledged one looks lost, and the rate falls. */
export class TwccReceiver {
  readonly #arrivals = new Map<number, Millis>();
  #highest: number | null = null;
  /** Where the next feedback begins: after what was told, or at what came too late for that. */
  #first = 0;
  #feedbackCount = 0;
  #mediaSsrc = 0;

  handlePacket(sequenceNumber: number, ssrc: number, now: Millis): void {
    let index = this.#highest === null ? sequenceNumber : unwrap(sequenceNumber, this.#highest);
    if (
      this.#highest === null ||
      Math.abs(index - this.#highest) > GAP_MAX ||
      index - this.#first >= UNTOLD_MAX
    ) {
      this.#arrivals.clear();
      index = sequenceNumber;
      this.#highest = index;
      this.#first = index;
    }
    this.#highest = Math.max(this.#highest, index);
    this.#first = Math.min(this.#first, index);
    this.#mediaSsrc = ssrc;
    if (!this.#arrivals.has(index)) this.#arrivals.set(index, now);
  }

  /** @returns one packet of feedback about what arrived since the last; null when all is told. */
  takeFeedback(): Bytes | null {
    if (this.#arrivals.size === 0) return null;
    const first = this.#first;
    const last = Math.min(this.#highest ?? first, first + PACKETS_MAX - 1);
    const statuses: number[] = [];
    const deltas: number[] = [];
    let reference = 0;
    let ticksBefore: number | null = null;
    for (let index = first; index <= last; index++) {
      const at = this.#arrivals.get(index);
      this.#arrivals.delete(index);
      if (at === undefined) {
        statuses.push(0);
        continue;
      }
      const ticks = Math.round(at * TICKS_PER_MS);
      if (ticksBefore === null) {
        reference = Math.floor(ticks / TICKS_PER_REFERENCE);
        ticksBefore = reference * TICKS_PER_REFERENCE;
      }
      statuses.push(pushDelta(deltas, ticks - ticksBefore));
      ticksBefore = ticks;
    }
    // What is too late is so by a gap at most, which is less than one feedback tells about.
    this.#first = last + 1;
    return this.#encode(first, reference, statuses, deltas);
  }

  //  base sequence 16 | packet status count 16 | reference time 24 | feedback count 8
  //  chunks 16 each: 1 1, then 7 statuses of 2 bits | deltas, 1 or 2 bytes each | padding
  #encode(first: number, reference: number, statuses: number[], deltas: number[]): Bytes {
    const chunks = Math.ceil(statuses.length / 7);
    const length = 8 + chunks * 2 + deltas.length;
    const padding = (4 - (length % 4)) % 4;
    const body = new Uint8Array(length + padding);
    writeU16(body, 0, first & 0xffff);
    writeU16(body, 2, statuses.length);
    writeU24(body, 4, reference & 0xffffff);
    body[7] = this.#feedbackCount;
    this.#feedbackCount = (this.#feedbackCount + 1) & 0xff;
    for (let chunk = 0; chunk < chunks; chunk++) {
      let bits = 0xc000;
      for (let place = 0; place < 7; place++) {
        bits |= (statuses[chunk * 7 + place] ?? 0) << (12 - 2 * place);
      }
      writeU16(body, 8 + chunk * 2, bits);
    }
    body.set(deltas, 8 + chunks * 2);
    if (padding > 0) body[length + padding - 1] = padding;
    const packet = transportFeedback(FORMAT, this.#mediaSsrc, body);
    if (padding > 0) packet[0] = (packet[0] ?? 0) | 0x20;
    return packet;
  }
}

/** Appends a delta in ticks. @returns its status: 1 for one byte, 2 for two signed ones. */
function pushDelta(deltas: number[], ticks: number): 1 | 2 {
  if (ticks >= 0 && ticks <= 255) {
    deltas.push(ticks);
    return 1;
  }
  const clamped = Math.max(-32768, Math.min(32767, ticks)) & 0xffff;
  deltas.push(clamped >> 8, clamped & 255);
  return 2;
}
