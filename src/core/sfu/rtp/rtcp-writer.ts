// Writes the RTCP that the SFU sends: reports (RFC 3550 §6.4), NACK and PLI (RFC 4585 §6).

import type { Bytes } from "../../../base/bytes.ts";
import type { Millis } from "../../../base/time.ts";
import { writeU16, writeU24, writeU32 } from "./big-endian.ts";

/** The SFU's own name in reports and feedback. Browsers don't look at it. */
const SENDER_SSRC = 1;

/** Seconds from 1900 to 1970: keeps NTP times away from 0, which means "unknown". */
const NTP_BASE_SECONDS = 2_208_988_800;

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;

function packet(type: number, format: number, length: number, ssrc: number): Bytes {
  const bytes = new Uint8Array(length);
  bytes[0] = 0x80 | format;
  bytes[1] = type;
  writeU16(bytes, 2, length / 4 - 1);
  writeU32(bytes, 4, ssrc);
  return bytes;
}

/** A feedback packet with `body`, whose length must be a multiple of 4. */
export function transportFeedback(format: number, mediaSsrc: number, body: Uint8Array): Bytes {
  const bytes = packet(TRANSPORT_FEEDBACK, format, 12 + body.length, SENDER_SSRC);
  writeU32(bytes, 8, mediaSsrc);
  bytes.set(body, 12);
  return bytes;
}

export function pictureLossIndication(mediaSsrc: number): Bytes {
  const bytes = packet(PAYLOAD_FEEDBACK, 1, 12, SENDER_SSRC);
  writeU32(bytes, 8, mediaSsrc);
  return bytes;
}

/** Asks for the packets at `indexes`, which must be ascending. */
export function genericNack(mediaSsrc: number, indexes: readonly number[]): Bytes {
  const items: [first: number, following: number][] = [];
  for (const index of indexes) {
    const last = items.at(-1);
    const distance = last === undefined ? 0 : index - last[0];
    if (last !== undefined && distance <= 16) last[1] |= 1 << (distance - 1);
    else items.push([index, 0]);
  }
  const body = new Uint8Array(items.length * 4);
  items.forEach(([first, following], item) => {
    writeU16(body, item * 4, first & 0xffff);
    writeU16(body, item * 4 + 2, following);
  });
  return transportFeedback(1, mediaSsrc, body);
}

export type SenderReport = {
  readonly ssrc: number;
  readonly now: Millis;
  /** What the media clock shows at `now`. */
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
};

/** The middle 32 bits of the NTP time that a sender report at `now` says. */
export function ntpMiddle(now: Millis): number {
  return Math.floor(((NTP_BASE_SECONDS + now / 1000) % 0x10000) * 0x10000) >>> 0;
}

export function senderReport(report: SenderReport): Bytes {
  const bytes = packet(SENDER_REPORT, 0, 28, report.ssrc);
  writeU32(bytes, 8, NTP_BASE_SECONDS + Math.floor(report.now / 1000));
  writeU32(bytes, 12, Math.floor(((report.now % 1000) / 1000) * 2 ** 32));
  writeU32(bytes, 16, report.rtpTimestamp);
  writeU32(bytes, 20, report.packets % 2 ** 32);
  writeU32(bytes, 24, report.octets % 2 ** 32);
  return bytes;
}

export type ReceptionReport = {
  readonly ssrc: number;
  /** Of 256, since the report before. */
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly highestIndex: number;
  /** In units of the media clock. */
  readonly jitter: number;
  /** The middle 32 bits of the last sender report's NTP time; 0 when there was none. */
  readonly lastSenderReport: number;
  /** Since then, in units of 1/65536 s. */
  readonly delaySinceLastSenderReport: number;
};

/** At most 31 reports fit. */
export function receiverReport(reports: readonly ReceptionReport[]): Bytes {
  const bytes = packet(RECEIVER_REPORT, reports.length, 8 + reports.length * 24, SENDER_SSRC);
  reports.forEach((report, place) => {
    const offset = 8 + place * 24;
    writeU32(bytes, offset, report.ssrc);
    bytes[offset + 4] = report.fractionLost;
    writeU24(bytes, offset + 5, Math.max(0, Math.min(report.cumulativeLost, 0x7fffff)));
    writeU32(bytes, offset + 8, report.highestIndex % 2 ** 32);
    writeU32(bytes, offset + 12, report.jitter);
    writeU32(bytes, offset + 16, report.lastSenderReport);
    writeU32(bytes, offset + 20, report.delaySinceLastSenderReport);
  });
  return bytes;
}
