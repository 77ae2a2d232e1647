// What browser and server say over HTTP before the socket: making a meeting, and entry by SRP-6a.

import type { Bytes } from "../base/bytes.ts";
import { concat } from "../base/bytes.ts";
import { ID_BYTES } from "./ids.ts";
import {
  SRP_NUMBER_BYTES,
  SRP_PROOF_BYTES,
  SRP_SALT_BYTES,
  START_KEY_BYTES_MAX,
} from "./limits.ts";
import type { Infer } from "./schema.ts";
import {
  encode,
  exchangeId,
  fixed,
  meetingId,
  optional,
  sessionId,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  word,
} from "./schema.ts";

/** The MLS cipher suites that a link can name: hybrid post-quantum, and RFC 9420's suite 1. */
export const SUITES = ["xwing", "classical"] as const;
export type Suite = (typeof SUITES)[number];
export const suite = word(SUITES);

/** `POST /api/meeting-ids` answers it: a fresh ID, and the server's proof that it made it. */
export const meetingIdOffer = struct({ meetingId, ticket: fixed(40), suite });
export type MeetingIdOffer = Infer<typeof meetingIdOffer>;

/** `POST /api/meetings`. `signature` is Ed25519 by `hostKey` over `meetingClaim`. */
export const meetingCreate = struct({
  meetingId,
  ticket: fixed(40),
  salt: fixed(SRP_SALT_BYTES),
  verifier: fixed(SRP_NUMBER_BYTES),
  hostKey: fixed(32),
  signature: fixed(64),
  /** The operator's, where not everyone may start meetings; empty without. */
  startKey: text(START_KEY_BYTES_MAX),
});
export type MeetingCreate = Infer<typeof meetingCreate>;

/** What the host key signs at creation, after the label `conclave/1 meeting`. */
export const meetingClaim = struct({
  meetingId,
  salt: fixed(SRP_SALT_BYTES),
  verifier: fixed(SRP_NUMBER_BYTES),
  hostKey: fixed(32),
});
export const MEETING_CLAIM_LABEL = "conclave/1 meeting";

/** @returns the bytes that are signed: the length-prefixed label, then the claim. */
export function meetingClaimMessage(claim: Infer<typeof meetingClaim>): Bytes {
  return concat(encode(text(32), MEETING_CLAIM_LABEL), encode(meetingClaim, claim));
}

/** `POST /api/puzzles` answers it: what to solve when entry is refused for the number of attempts. */
export const puzzle = struct({ puzzle: fixed(57), bits: u8 });
export type Puzzle = Infer<typeof puzzle>;

/** A solved puzzle (core/work): good for one try that takes nothing from others'. */
export const work = struct({ puzzle: fixed(57), counter: u64 });
export type Work = Infer<typeof work>;

/** `POST /api/srp`: I and A of RFC 5054. */
export const srpHello = struct({
  meetingId,
  clientPublic: fixed(SRP_NUMBER_BYTES),
  work: optional(work),
});
export type SrpHello = Infer<typeof srpHello>;

/** The answer: s and B. */
export const srpChallenge = struct({
  exchangeId,
  salt: fixed(SRP_SALT_BYTES),
  serverPublic: fixed(SRP_NUMBER_BYTES),
});
export type SrpChallenge = Infer<typeof srpChallenge>;

/** `POST /api/srp/proof`: M1. */
export const srpProof = struct({ exchangeId, clientProof: fixed(SRP_PROOF_BYTES) });
export type SrpProof = Infer<typeof srpProof>;

/** The answer: M2, and the session that the socket opens. */
export const srpSession = struct({
  serverProof: fixed(SRP_PROOF_BYTES),
  sessionId,
  hostKey: fixed(32),
  linkGeneration: u32,
  protocolVersion: u16,
});
export type SrpSession = Infer<typeof srpSession>;

/** HKDF-SHA256 info under which K of SRP becomes the session key, 32 bytes. */
export const SESSION_KEY_LABEL = "conclave/1 session";

/** HMAC-SHA256 by the session key over this label, the challenge's nonce and the session ID. */
export const HELLO_PROOF_LABEL = "conclave/1 hello";
export const NONCE_BYTES = 32;
export const HELLO_PROOF_BYTES = 32;
export const GROUP_ID_BYTES = ID_BYTES;
