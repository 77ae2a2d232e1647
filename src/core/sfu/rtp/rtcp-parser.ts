// Reads what the SFU uses of RTCP: reports and goodbyes (RFC 3550 §6), NACK and PLI (RFC 4585),
// FIR (RFC 5104), and transport-wide feedback.

import { readU16, readU32 } from "./big-endian.ts";
import { parseTransportFeedback, type TransportFeedback } from "./transport-feedback.ts";

/** More is a flood: at 3 % loss of 300 packets a second a browser asks for one at a time. */
const NACKED_MAX = 256;

/** What a receiver tells of one stream (RFC 3550 §6.4.1). */
export type ReceptionReportMessage = {
  readonly type: "reception-report";
  readonly ssrc: number;
  /** Since the report before, 0 to 1. */
  readonly lossRate: number;
  /** The middle of its NTP time; 0 for none. */
  readonly lastSenderReport: number;
  /** In units of 1/65536 s. */
  readonly delaySinceLastSenderReport: number;
};

export type RtcpMessage =
  | ReceptionReportMessage
  | {
      readonly type: "sender-report";
      readonly ssrc: number;
      readonly ntpSeconds: number;
      readonly ntpFraction: number;
      readonly rtpTimestamp: number;
    }
  | { readonly type: "nack"; readonly ssrc: number; readonly sequenceNumbers: readonly number[] }
  | { readonly type: "key-frame-request"; readonly ssrc: number }
  | { readonly type: "bye"; readonly ssrc: number }
  | TransportFeedback;

const HEADER_BYTES = 8;
/** A sender report's own part, before its reception reports. */
const SENDER_BYTES = 20;
const RECEPTION_BYTES = 24;

/** @returns the messages up to the first malformed one. Never throws. */
export function parseRtcp(packet: Uint8Array): RtcpMessage[] {
  const messages: RtcpMessage[] = [];
  let offset = 0;
  while (offset + HEADER_BYTES <= packet.length) {
    const length = (readU16(packet, offset + 2) + 1) * 4;
    const isVersion2 = (packet[offset] ?? 0) >> 6 === 2;
    if (!isVersion2 || length < HEADER_BYTES || offset + length > packet.length) break;
    const message = parseOne(packet.subarray(offset, offset + length));
    if (message !== null) messages.push(message);
    pushReceptions(packet.subarray(offset, offset + length), messages);
    offset += length;
  }
  return messages;
}

function parseOne(packet: Uint8Array): RtcpMessage | null {
  const format = (packet[0] ?? 0) & 31;
  switch (packet[1]) {
    case 200:
      return packet.length < 28
        ? null
        : {
            type: "sender-report",
            ssrc: readU32(packet, 4),
            ntpSeconds: readU32(packet, 8),
            ntpFraction: readU32(packet, 12),
            rtpTimestamp: readU32(packet, 16),
          };
    case 203:
      return { type: "bye", ssrc: readU32(packet, 4) };
    case 205:
      if (format === 15) return parseTransportFeedback(packet);
      return format === 1 && packet.length >= 12 ? parseNack(packet) : null;
    case 206:
      if (format === 1 && packet.length >= 12) {
        return { type: "key-frame-request", ssrc: readU32(packet, 8) };
      }
      return format === 4 && packet.length >= 20
        ? { type: "key-frame-request", ssrc: readU32(packet, 12) }
        : null;
    default:
      return null;
  }
}

function pushReceptions(packet: Uint8Array, messages: RtcpMessage[]): void {
  if (packet[1] !== 200 && packet[1] !== 201) return;
  const count = (packet[0] ?? 0) & 31;
  let offset = HEADER_BYTES + (packet[1] === 200 ? SENDER_BYTES : 0);
  for (let report = 0; report < count && offset + RECEPTION_BYTES <= packet.length; report++) {
    messages.push({
      type: "reception-report",
      ssrc: readU32(packet, offset),
      lossRate: (packet[offset + 4] ?? 0) / 256,
      lastSenderReport: readU32(packet, offset + 16),
      delaySinceLastSenderReport: readU32(packet, offset + 20),
    });
    offset += RECEPTION_BYTES;
  }
}

function parseNack(packet: Uint8Array): RtcpMessage {
  const sequenceNumbers: number[] = [];
  for (let offset = 12; offset + 4 <= packet.length; offset += 4) {
    const first = readU16(packet, offset);
    const following = readU16(packet, offset + 2);
    sequenceNumbers.push(first);
    for (let bit = 0; bit < 16; bit++) {
      if ((following & (1 << bit)) !== 0) sequenceNumbers.push((first + bit + 1) & 0xffff);
    }
    if (sequenceNumbers.length > NACKED_MAX) break;
  }
  return {
    type: "nack",
    ssrc: readU32(packet, 8),
    sequenceNumbers: sequenceNumbers.slice(0, NACKED_MAX),
  };
}
