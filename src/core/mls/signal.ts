// What members tell each other in MLS application messages, signed by their sender's leaf.

import type { Bytes } from "../../base/bytes.ts";
import { SIGNATURE_BYTES } from "../../protocol/host-claims.ts";
import { ID_BYTES } from "../../protocol/ids.ts";
import { SRP_NUMBER_BYTES, SRP_SALT_BYTES } from "../../protocol/limits.ts";
import type { Infer } from "../../protocol/schema.ts";
import {
  bool,
  bytes,
  decode,
  encode,
  fixed,
  meetingId,
  optional,
  participantId,
  struct,
  u32,
  u64,
  union,
  word,
} from "../../protocol/schema.ts";
import type { ChatType } from "./chat-fields.ts";
import {
  CHAT_BYTES_MAX,
  chatFields,
  isWithinBounds,
  MENTIONS_MAX,
  REACTIONS,
} from "./chat-fields.ts";

/** How a member's own client finds its connection. */
export const NETWORK_LEVELS = ["good", "weak", "poor"] as const;
export type NetworkLevel = (typeof NETWORK_LEVELS)[number];

export const ASKS = ["mute", "camera-off", "unmute", "lower-hand"] as const;
export type Ask = (typeof ASKS)[number];

/** X-Wing's is 1,120 bytes. */
const ENCAPSULATION_BYTES_MAX = 2 * 1024;

/** A line of full length with all of its mentions, its head and an AEAD tag. */
const SEALED_SIGNAL_BYTES_MAX = CHAT_BYTES_MAX + MENTIONS_MAX * ID_BYTES + 128;

/** 32 bytes and an AEAD tag. */
const SEALED_SEED_BYTES_MAX = 64;

/** Of a link's fragment (PROTOCOL §2). */
const LINK_SECRET_BYTES = 16;

/** An invitation has 34 (PROTOCOL §1). */
const FRAGMENT_BYTES_MAX = 64;

/**
 * A link to replace the one in force: its secret, and what the server is to keep of it, signed by the
 * host key over `rotationMessage`. Whoever has it can bring it to the server in the host's stead.
 */
const newLinkFields = {
  secret: fixed(LINK_SECRET_BYTES),
  generation: u32,
  salt: fixed(SRP_SALT_BYTES),
  verifier: fixed(SRP_NUMBER_BYTES),
  signature: fixed(SIGNATURE_BYTES),
};
const newLinkField = struct(newLinkFields);
export type NewLink = Infer<typeof newLinkField>;

const signalField = union({
  /** The state of one's own devices. The latest counts, and newcomers are told it. */
  status: { isMicOn: bool, isCameraOn: bool, isSharing: bool },
  chat: chatFields.chat,
  reaction: { emoji: word(REACTIONS) },
  /**
   * The latest counts, and newcomers are told it. `place` is one more than the last of the raised hands
   * that the sender saw: by it, then by participant ID, all screens have them in one order.
   */
  hand: { isRaised: bool, place: u32 },
  /** By a host or co-host; to everybody else when `target` is null. */
  ask: { target: optional(participantId), what: word(ASKS) },
  /** By a host, right before its commit of the policy that names this generation, in the same epoch. */
  link: newLinkFields,
  /** By a host, to one member: the host key's seed, HPKE-sealed to the key of that member's leaf. */
  "host-offer": {
    target: participantId,
    encapsulation: bytes(ENCAPSULATION_BYTES_MAX),
    sealed: bytes(SEALED_SEED_BYTES_MAX),
  },
  /** Answers it; who can't open it declines. */
  "host-answer": { target: participantId, isAccepted: bool },
  /** The sender was in when `author` said something in `epoch`, and couldn't open it. */
  missed: { author: participantId, epoch: u64 },
  /** Answers it: a signal that was said then, HPKE-sealed to the key of `target`'s leaf alone. */
  again: {
    target: participantId,
    encapsulation: bytes(ENCAPSULATION_BYTES_MAX),
    sealed: bytes(SEALED_SIGNAL_BYTES_MAX),
  },
  /** How the sender's connection is. The latest counts, and newcomers are told it. */
  network: { level: word(NETWORK_LEVELS) },
  /**
   * The sender records, or asks to: only who answers with yes is in it. `id` counts the sender's
   * recordings. The latest counts, and newcomers are told it.
   */
  recording: { id: u32, isOn: bool },
  /** Answers it; the latest counts. */
  "recording-answer": { target: participantId, id: u32, isAgreed: bool },
  /** By a host or co-host: another meeting to go on in, without the host's seed. Newcomers are told it. */
  "go-on": { meetingId, fragment: bytes(FRAGMENT_BYTES_MAX) },
  "line-reaction": chatFields["line-reaction"],
  file: chatFields.file,
  "file-end": chatFields["file-end"],
  poll: chatFields.poll,
  vote: chatFields.vote,
  "poll-end": chatFields["poll-end"],
});
export type Signal = Infer<typeof signalField>;

/** What anybody may say; the rest are acts of a host. */
export type OpenSignal = Extract<
  Signal,
  {
    type:
      | ChatType
      | "status"
      | "reaction"
      | "hand"
      | "network"
      | "recording"
      | "recording-answer"
      | "go-on";
  }
>;

/** `id` counts what its sender says: what is said again bears the same one, and is heard once. */
const saidField = struct({ id: u32, signal: signalField });
export type Said = { readonly id: number; readonly signal: Signal };

export function encodeSignal(id: number, signal: Signal): Bytes {
  return encode(saidField, { id, signal });
}

/** @returns null unless it is exactly one signal, and one that a client of ours says. Never throws. */
export function decodeSignal(message: Uint8Array): Said | null {
  const said = decode(saidField, message);
  return said === null || !isWithinBounds(said.signal) ? null : said;
}
