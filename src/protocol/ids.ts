// The names of things on the wire, each a type of its own.

import type { Brand } from "../base/brand.ts";
import type { Bytes } from "../base/bytes.ts";
import { fromHex, hex } from "../base/bytes.ts";

/** `xxxx-xxxx-xxxx-xxxx`: 80 random bits in an alphabet without look-alikes. */
export type MeetingId = Brand<string, "MeetingId">;

/** 32 hexadecimal digits; 16 bytes on the wire. Made by the server for each session. */
export type ParticipantId = Brand<string, "ParticipantId">;

/** 32 hexadecimal digits; 16 bytes on the wire. */
export type SessionId = Brand<string, "SessionId">;

/** 32 hexadecimal digits; 16 bytes on the wire. One SRP exchange in progress. */
export type ExchangeId = Brand<string, "ExchangeId">;

export const ID_BYTES = 16;
export const MEETING_ID_BYTES = 10;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const MEETING_ID_SHAPE = /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/;

/** Shows 10 bytes (80 bits) as a meeting ID. */
export function meetingIdFromBytes(bytes: Uint8Array): MeetingId {
  let bits = bytes
    .subarray(0, MEETING_ID_BYTES)
    .reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  let text = "";
  for (let digit = 0; digit < 16; digit++) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return (text.match(/.{4}/g) ?? []).join("-") as MeetingId;
}

/** @returns null unless `text` has the shape of a meeting ID. */
export function parseMeetingId(text: string): MeetingId | null {
  return MEETING_ID_SHAPE.test(text) ? (text as MeetingId) : null;
}

/** @returns the 16 bytes of an ID. */
export function idBytes(id: ParticipantId | SessionId | ExchangeId): Bytes {
  return fromHex(id) ?? new Uint8Array(ID_BYTES);
}

export function participantIdFrom(bytes: Uint8Array): ParticipantId {
  return hex(bytes) as ParticipantId;
}

export function sessionIdFrom(bytes: Uint8Array): SessionId {
  return hex(bytes) as SessionId;
}

export function exchangeIdFrom(bytes: Uint8Array): ExchangeId {
  return hex(bytes) as ExchangeId;
}

/** Names the meeting to proxies that choose among nodes. It says no more than the page's path does. */
export const MEETING_HEADER = "Conclave-Meeting";

/** A browser sends no header of ours with a WebSocket's request: there the address names it. */
export function socketPath(meetingId: MeetingId): string {
  return `/socket?meeting=${meetingId}`;
}
