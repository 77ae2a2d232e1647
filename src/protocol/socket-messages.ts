// What browser and server say over the one WebSocket.

import { CODECS } from "./codecs.ts";
import { GROUP_ID_BYTES, HELLO_PROOF_BYTES, NONCE_BYTES } from "./entry-messages.ts";
import { SIGNATURE_BYTES } from "./host-claims.ts";
import {
  APPLICATION_BYTES_MAX,
  COMMIT_BYTES_MAX,
  LAYERS_MAX,
  PARTICIPANTS_LISTED_MAX,
  RELAY_URLS_MAX,
  SDP_BYTES_MAX,
  SEALED_CHUNK_BYTES,
  SEALED_KNOCK_BYTES_MAX,
  SRP_NUMBER_BYTES,
  SRP_SALT_BYTES,
  VIEW_WANTED_MAX,
  WELCOME_BYTES_MAX,
} from "./limits.ts";
import { SIGNED_POLICY_BYTES_MAX } from "./policy.ts";
import { REJECT_REASONS } from "./reject.ts";
import type { Infer } from "./schema.ts";
import {
  bool,
  bytes,
  fixed,
  list,
  optional,
  participantId,
  sessionId,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  union,
  word,
} from "./schema.ts";

const participants = list(participantId, PARTICIPANTS_LISTED_MAX);

/** What a publication carries; the index is also its SFrame context (PROTOCOL §8). */
export const SOURCES = ["microphone", "camera", "screen", "screen-audio"] as const;
export type Source = (typeof SOURCES)[number];

export const KINDS = ["audio", "video"] as const;
export type Kind = (typeof KINDS)[number];

/** Which publication a receive slot carries now; `from` is null when it is empty. */
export const slotAssignment = struct({
  kind: word(KINDS),
  slot: u8,
  from: optional(struct({ participantId, source: word(SOURCES) })),
});
export type SlotAssignment = Infer<typeof slotAssignment>;

/** A publication that a receiver shows, so many pixels of its screen high. */
const wanted = struct({ participantId, source: word(SOURCES), height: u16 });
export type Wanted = Infer<typeof wanted>;

/** A TURN server, and what to show there; for some hours only. */
const relay = struct({
  urls: list(text(256), RELAY_URLS_MAX),
  username: text(64),
  credential: text(64),
});
export type Relay = Infer<typeof relay>;

/**
 * Why no file comes: the operator carries none; it is over the bound; its owner is gone, or gives it no
 * longer; the piece was none that anybody asked for.
 */
export const FILE_REJECTS = ["off", "too-large", "gone", "unasked"] as const;
export type FileReject = (typeof FILE_REJECTS)[number];

/** What only a host, or a co-host, may ask of the server. */
export const HOST_ACTS = ["prove", "policy", "deny", "rotate", "delete"] as const;

export const clientMessage = union({
  /** First frame. `lastSeq` is the last server message received, 0 on a fresh session. */
  hello: {
    protocolVersion: u16,
    sessionId,
    proof: fixed(HELLO_PROOF_BYTES),
    lastSeq: u32,
  },
  heartbeat: {},
  /** The one SDP offer of this participant (PROTOCOL §9). */
  offer: { sdp: text(SDP_BYTES_MAX) },
  /** Answers `found`: the group exists now, at epoch 0, with the sender alone. */
  founded: { groupId: fixed(GROUP_ID_BYTES) },
  /** AEAD(knockKey, KeyPackage and more): only members can read who knocks. */
  knock: { sealed: bytes(SEALED_KNOCK_BYTES_MAX) },
  /** An MLSMessage with a commit, and the Welcome for `added` (empty when there are none). */
  commit: {
    message: bytes(COMMIT_BYTES_MAX),
    welcome: bytes(WELCOME_BYTES_MAX),
    added: participants,
    removed: participants,
  },
  /** An MLSMessage with an application message, for every other member. */
  application: { message: bytes(APPLICATION_BYTES_MAX) },
  /** The sender holds the keys of `epoch`: frames under them may be sent to it. */
  ready: { epoch: u64 },
  /** Asks for a key frame of what `slot` carries, when its frames don't decode. */
  refresh: { slot: u8 },
  leave: {},
  /** Ed25519 by the host key over `hostSessionMessage`: this session may act as the host. */
  prove: { signature: fixed(SIGNATURE_BYTES) },
  /** The group's newest policy, a `signedPolicy`, so that the server turns away at the door. */
  policy: { signed: bytes(SIGNED_POLICY_BYTES_MAX) },
  /** The host, or a co-host, doesn't let this knocker in. */
  deny: { participantId },
  /** A new link: a new verifier. `signature` is by the host key over `rotationMessage`. */
  rotate: {
    salt: fixed(SRP_SALT_BYTES),
    verifier: fixed(SRP_NUMBER_BYTES),
    linkGeneration: u32,
    signature: fixed(SIGNATURE_BYTES),
  },
  /** Deletes the meeting. `signature` is by the host key over `deletionMessage`. */
  delete: { signature: fixed(SIGNATURE_BYTES) },
  /** What the sender shows now, the foremost first: the server fills its video slots by it. */
  view: { wanted: list(wanted, VIEW_WANTED_MAX) },
  /** One piece of the file that `owner` announced under this number in the group. */
  "file-ask": { owner: participantId, file: u32, index: u32 },
  /** Answers those who asked for it. The server passes on what was asked for, and nothing else. */
  "file-chunk": {
    to: participants,
    file: u32,
    index: u32,
    sealed: fixed(SEALED_CHUNK_BYTES),
  },
  /** What was asked for isn't wanted any more. */
  "file-cancel": { owner: participantId, file: u32 },
  /** Answers who asked for a file that the sender doesn't give. */
  "file-refuse": { to: participantId, file: u32 },
});
export type ClientMessage = Infer<typeof clientMessage>;

export const serverMessage = union({
  /** First frame. */
  challenge: { nonce: fixed(NONCE_BYTES) },
  /** Answers `hello`. `lastSeq` is the last client message received, 0 on a fresh session. */
  session: {
    protocolVersion: u16,
    participantId,
    isResumed: bool,
    lastSeq: u32,
    graceMs: u32,
    /** For browsers that can't reach the media port; fresh with each socket. */
    relay: optional(relay),
  },
  heartbeat: {},
  /** The meeting has no group: make one, and say `founded`. */
  found: {},
  /** Somebody wants in: the members decide. */
  knocking: { participantId, sealed: bytes(SEALED_KNOCK_BYTES_MAX) },
  /** The server's view of who is connected as a member: to be compared with the tree. */
  connections: { present: participants },
  /** Its connection is gone for good: the members remove its leaf. */
  departed: { participantId },
  /** The commit that ended its epoch, made by `sender`, for all other members. */
  commit: {
    sender: participantId,
    message: bytes(COMMIT_BYTES_MAX),
    added: participants,
    removed: participants,
  },
  /** Your commit ended `epoch`. */
  "commit-accepted": { epoch: u64 },
  /** Your commit came late: the group is at `epoch`, by commits that came before this message. */
  "commit-refused": { epoch: u64 },
  /** You are in: join the group with it. */
  welcome: { sender: participantId, message: bytes(WELCOME_BYTES_MAX) },
  application: { sender: participantId, message: bytes(APPLICATION_BYTES_MAX) },
  answer: { sdp: text(SDP_BYTES_MAX) },
  slots: { assignments: list(slotAssignment, PARTICIPANTS_LISTED_MAX) },
  /** The verifier is the new link's from now on, and the old link is dead. */
  rotated: { linkGeneration: u32 },
  /** An act of the host was turned down; everything is as it was. */
  "act-refused": {
    act: word(HOST_ACTS),
    reason: word(REJECT_REASONS),
  },
  /** The last message before the socket closes. */
  reject: { reason: word(REJECT_REASONS) },
  /** The server lost all of this participant's media: make a new connection, and offer that. */
  "media-lost": {},
  /** Which layers of a publication of yours are received, the smallest first, and in which codec. */
  layers: { source: word(SOURCES), active: list(bool, LAYERS_MAX), codec: word(CODECS) },
  /** Every member that is connected said `ready {epoch}`: nobody needs the keys before any more. */
  "all-ready": { epoch: u64 },
  /** The operator limits how long a meeting may last: it ends for everyone so long from now. */
  "ends-in": { ms: u32 },
  /** Somebody was turned away lately: with `most` people the meeting is full. */
  full: { most: u16 },
  /** The operator's bound on a file; not said by a server that carries none. */
  files: { bytesMax: u32 },
  "file-asked": { by: participantId, file: u32, index: u32 },
  "file-chunk": {
    owner: participantId,
    file: u32,
    index: u32,
    sealed: fixed(SEALED_CHUNK_BYTES),
  },
  "file-cancelled": { by: participantId, file: u32 },
  /** Nothing more comes of this file. */
  "file-refused": { owner: participantId, file: u32, reason: word(FILE_REJECTS) },
});
export type ServerMessage = Infer<typeof serverMessage>;

/** The head of every frame on the socket: 8 bytes, then the message. */
export const frameHead = struct({
  /** Counts from 1 in each direction; 0 for what is not resent: hello, session, heartbeat … */
  seq: u32,
  /** The last `seq` received from the other side. */
  ack: u32,
});
export type FrameHead = Infer<typeof frameHead>;
export const FRAME_HEAD_BYTES = 8;
