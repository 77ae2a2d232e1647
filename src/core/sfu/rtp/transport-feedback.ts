// Reads what a receiver tells of the arrival of our packets, whatever bytes it is
// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).

import { readU16, readU24 } from "./big-endian.ts";

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-+---------+---------------+-------------------------------+
// |V=2|P|  FMT=15 |     PT=205    |             length            |
// +---+-+---------+---------------+-------------------------------+
// |  SSRC of sender 32            |  SSRC of media 32             |
// +-------------------------------+-------------------------------+
// |      base sequence number     |      packet status count      |
// +-----------------------------------------------+---------------+
// |                 reference time                | feedback count|
// +-------------------------------+---------------+---------------+
// | packet chunks, 16 each …      | deltas, 8 or 16 each …        |
// +-------------------------------+-------------------------------+

const HEADER_BYTES = 20;
const MS_PER_REFERENCE = 64;
const MS_PER_TICK = 0.25;
/** A run says in two bytes that 8,191 packets came or not. More than we keep is a lie or of no use. */
const PACKETS_MAX = 8_192;

const NOT_RECEIVED = 0;
const SMALL_DELTA = 1;
const LARGE_DELTA = 2;

/** What the reference time counts modulo, in milliseconds: about 12 days. */
export const REFERENCE_CYCLE_MS = 2 ** 24 * MS_PER_REFERENCE;

export type TransportFeedback = {
  readonly type: "transport-feedback";
  /** The transport-wide number of the packet that `arrivals` begins with; the others follow it. */
  readonly first: number;
  /** Counts the feedback of this receiver, modulo 256. */
  readonly count: number;
  /**
   * When each packet arrived, in milliseconds of the receiver's clock modulo REFERENCE_CYCLE_MS (a
   * little beyond either end is possible); null for one that didn't.
   */
  readonly arrivals: readonly (number | null)[];
};

/** @param packet one whole RTCP packet of type 205, format 15. @returns null when it is malformed. */
export function parseTransportFeedback(packet: Uint8Array): TransportFeedback | null {
  if (packet.length < HEADER_BYTES) return null;
  const end = packet.length - paddingBytes(packet);
  const total = readU16(packet, 14);
  if (total === 0 || total > PACKETS_MAX) return null;
  const statuses = new Uint8Array(total);
  const deltasAt = readStatuses(packet, end, statuses);
  if (deltasAt === null) return null;
  const arrivals = readArrivals(packet, end, deltasAt, statuses);
  if (arrivals === null) return null;
  return {
    type: "transport-feedback",
    first: readU16(packet, 12),
    count: packet[19] ?? 0,
    arrivals,
  };
}

/** So many that nothing is left when the last byte lies. */
function paddingBytes(packet: Uint8Array): number {
  const hasPadding = ((packet[0] ?? 0) & 32) !== 0;
  return hasPadding ? (packet[packet.length - 1] ?? 0) : 0;
}

// 0 | status 2 | run length 13, or 1 | 0 | 14 statuses of 1 bit, or 1 | 1 | 7 statuses of 2 bits

/** Fills `statuses`. @returns where the deltas begin, null when the chunks end before. */
function readStatuses(packet: Uint8Array, end: number, statuses: Uint8Array): number | null {
  let offset = HEADER_BYTES;
  let place = 0;
  while (place < statuses.length) {
    if (offset + 2 > end) return null;
    const chunk = readU16(packet, offset);
    offset += 2;
    if (chunk >> 15 === 0) {
      const run = chunk & 0x1fff;
      // A run of nothing would be a loop without end.
      if (run === 0) return null;
      statuses.fill((chunk >> 13) & 3, place, place + run);
      place += run;
    } else {
      const bits = (chunk & 0x4000) === 0 ? 1 : 2;
      for (let shift = 14 - bits; shift >= 0; shift -= bits) {
        statuses[place] = (chunk >> shift) & (bits === 1 ? 1 : 3);
        place += 1;
      }
    }
  }
  return offset;
}

function readArrivals(
  packet: Uint8Array,
  end: number,
  deltasAt: number,
  statuses: Uint8Array,
): (number | null)[] | null {
  const arrivals: (number | null)[] = [];
  let offset = deltasAt;
  let time = readU24(packet, 16) * MS_PER_REFERENCE;
  for (const status of statuses) {
    if (status === NOT_RECEIVED) {
      arrivals.push(null);
      continue;
    }
    if ((status !== SMALL_DELTA && status !== LARGE_DELTA) || offset + status > end) return null;
    const ticks =
      status === SMALL_DELTA ? (packet[offset] ?? 0) : (readU16(packet, offset) << 16) >> 16;
    offset += status;
    time += ticks * MS_PER_TICK;
    arrivals.push(time);
  }
  return arrivals;
}
