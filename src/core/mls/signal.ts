// What members tell each other in MLS application messages, signed by their sender's leaf.

import type { Bytes } from "../../base/bytes.ts";
import { utf8 } from "../../base/bytes.ts";
import { SIGNATURE_BYTES } from "../../protocol/host-claims.ts";
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
  text,
  u32,
  u64,
  union,
  word,
} from "../../protocol/schema.ts";

/** Longer belongs into a document, shorter cuts off an address or a paragraph. UTF-8 bytes. */
export const CHAT_BYTES_MAX = 4 * 1024;

/** A closed list: nobody draws with other people's screens. */
export const REACTIONS = ["👍", "❤️", "😂", "😮", "👏", "🎉"] as const;
export type Reaction = (typeof REACTIONS)[number];

/** How a member's own client finds its connection. */
export const NETWORK_LEVELS = ["good", "weak", "poor"] as const;
export type NetworkLevel = (typeof NETWORK_LEVELS)[number];

export const ASKS = ["mute", "camera-off", "unmute"] as const;
export type Ask = (typeof ASKS)[number];

/** X-Wing's is 1,120 bytes. */
const ENCAPSULATION_BYTES_MAX = 2 * 1024;

/** A chat of full length, its head and an AEAD tag. */
const SEALED_SIGNAL_BYTES_MAX = CHAT_BYTES_MAX + 64;

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
  /** `id` counts the sender's own lines. */
  chat: { id: u32, text: text(CHAT_BYTES_MAX) },
  reaction: { emoji: word(REACTIONS) },
  /** The latest counts, and newcomers are told it. */
  hand: { isRaised: bool },
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
});
export type Signal = Infer<typeof signalField>;

/** What anybody may say; the rest are acts of a host. */
export type OpenSignal = Extract<
  Signal,
  {
    type:
      | "status"
      | "chat"
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

/** The page bounds what a person types; a line that slipped through is to be dropped, and no bug. */
export function isWithinBounds(signal: OpenSignal): boolean {
  return signal.type !== "chat" || utf8(signal.text).length <= CHAT_BYTES_MAX;
}

export function encodeSignal(id: number, signal: Signal): Bytes {
  return encode(saidField, { id, signal });
}

/** @returns null unless it is exactly one signal. Never throws. */
export function decodeSignal(message: Uint8Array): Said | null {
  return decode(saidField, message);
}
