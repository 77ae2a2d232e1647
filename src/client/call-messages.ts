// What the page and the call worker say to each other. No key crosses to the page, but the link that it shares.

import type { Bytes } from "../base/bytes.ts";
import type { Alarm } from "../core/mls/alarm.ts";
import type { LineRef, Reaction } from "../core/mls/chat-fields.ts";
import type { Door, HostAct } from "../core/mls/host-act.ts";
import type { SafetyCode } from "../core/mls/safety-code.ts";
import type { Ask, OpenSignal } from "../core/mls/signal.ts";
import type { Role, RosterEntry } from "../core/mls/tree.ts";
import type { MeetingId, ParticipantId } from "../protocol/ids.ts";
import type { Relay, SlotAssignment, Wanted } from "../protocol/socket-messages.ts";
import type { LayersWanted } from "../protocol/video-layers.ts";
import type { Failure } from "./failure.ts";
import type { FileState } from "./file-model.ts";

export type { Alarm, Ask, Door, OpenSignal, Reaction, Role, RosterEntry, SafetyCode };

/** What the page says and hears itself: a file's key stays in the worker. */
export type PageSignal = Exclude<OpenSignal, { type: "file" | "file-end" }>;

/** What the page wants of files. `id` is the line's number among one's own. */
export type FileWish =
  | {
      readonly type: "offer";
      readonly id: number;
      /** As the others are to see it. */
      readonly name: string;
      readonly file: Blob;
    }
  | { readonly type: "end"; readonly id: number }
  | { readonly type: "get"; readonly line: LineRef }
  | { readonly type: "cancel"; readonly line: LineRef };

/** What a host or co-host does with a button; the worker makes the secrets that it takes. */
export type Act =
  | Exclude<HostAct, { readonly type: "remove" }>
  /** `isLinkRotated`: the link is replaced in the same step; by a host alone. */
  | {
      readonly type: "remove";
      readonly participantId: ParticipantId;
      readonly isLinkRotated: boolean;
    }
  | { readonly type: "delete-meeting" };

export type ToCallWorker =
  | {
      readonly type: "enter";
      readonly meetingId: MeetingId;
      /** The decoded fragment of the link (core/link/fragment.ts); with the host's seed in a host's browser. */
      readonly fragment: Bytes;
      /** What the person typed; null when the fragment doesn't need one. */
      readonly passphrase: string | null;
      readonly name: string;
      /** To the frame worker, for the epoch keys. */
      readonly framePort: MessagePort;
    }
  | { readonly type: "offer"; readonly sdp: string }
  | { readonly type: "signal"; readonly signal: PageSignal }
  | { readonly type: "files"; readonly wish: FileWish }
  /** Answered by one `act-done`. */
  | { readonly type: "act"; readonly act: Act }
  /** Answers `host-offered`. */
  | { readonly type: "host-answer"; readonly isAccepted: boolean }
  | { readonly type: "refresh"; readonly slot: number }
  /** Which pictures the page shows, the most wanted first. */
  | { readonly type: "view"; readonly wanted: Wanted[] }
  /** Answers each `next-link`: the browser has stored it, as well as it can. */
  | { readonly type: "next-link-kept" }
  | { readonly type: "leave" }
  | { readonly type: "ping" };

export type FromCallWorker =
  /** SRP and the socket are through: the page may make its offer. */
  | { readonly type: "entered"; readonly participantId: ParticipantId }
  /** The TURN server to use from now on; before `entered`, and again when the socket is up again. */
  | { readonly type: "relay"; readonly relay: Relay | null }
  /** Waiting for a member to add us. */
  | { readonly type: "knocking" }
  | { readonly type: "answer"; readonly sdp: string }
  | { readonly type: "slots"; readonly assignments: readonly SlotAssignment[] }
  /** The server has nothing left of the connection: it takes a new offer. */
  | { readonly type: "media-lost" }
  /** The operator limits how long a meeting may last: it ends for everyone so long from now. */
  | { readonly type: "ends-in"; readonly ms: number }
  /** Somebody couldn't come in: with `most` people the meeting is full. */
  | { readonly type: "full"; readonly most: number }
  /** Which layers of one's own picture the others receive, the smallest first. */
  | { readonly type: "layers"; readonly wanted: LayersWanted }
  | {
      readonly type: "roster";
      readonly epoch: number;
      readonly members: readonly RosterEntry[];
      readonly safety: SafetyCode;
    }
  /** What the host decided, in force from the epoch of the last `roster`. `by` is null on coming in. */
  | {
      readonly type: "policy";
      readonly door: Door;
      /** Whom everybody sees large. */
      readonly spotlight: readonly ParticipantId[];
      readonly by: ParticipantId | null;
    }
  /** Who waits to be let in, for those who can do it; replaces the list before. */
  | {
      readonly type: "knocks";
      readonly waiting: readonly { readonly participantId: ParticipantId; readonly name: string }[];
    }
  | { readonly type: "signal"; readonly from: ParticipantId; readonly signal: PageSignal }
  /** The operator's bound on one file; 0 for none. */
  | { readonly type: "files"; readonly bytesMax: number }
  /** Somebody else offers a file. */
  | {
      readonly type: "file-line";
      readonly from: ParticipantId;
      readonly id: number;
      readonly name: string;
      readonly size: number;
    }
  | { readonly type: "file-state"; readonly line: LineRef; readonly state: FileState }
  /** A host or co-host asks this person. */
  | { readonly type: "asked"; readonly by: ParticipantId; readonly what: Ask }
  /** A host hands the meeting over to this person, who is to be asked; answered by `host-answer`. */
  | { readonly type: "host-offered"; readonly by: ParticipantId }
  /**
   * This person is host from here on: the fragment to re-enter with, and to store as that of a meeting
   * of one's own, with the host's seed. Their role in `roster` follows.
   */
  | { readonly type: "host-link"; readonly fragment: Bytes }
  /**
   * The link was replaced: the fragment to share and to re-enter with from here on, without the
   * host's seed. Should a re-entry soon after fail with "wrong-link", the server was lost before it
   * heard of it, and the fragment before opens (call-links.ts).
   */
  | { readonly type: "link"; readonly fragment: Bytes; readonly generation: number }
  /**
   * To the host, before anybody hears of a new link: to be stored beside the current fragment until
   * the rotation's `act-done`, and answered by `next-link-kept`, which the rotation waits for. It may
   * come more than once for one act; the last one counts. Whoever lost the connection in between
   * finds by entering which of the two is the link.
   */
  | { readonly type: "next-link"; readonly fragment: Bytes }
  /** An act of one's own is in force; or, when it isn't through, can't be. In the order of each type. */
  | { readonly type: "act-done"; readonly act: Act["type"]; readonly isThrough: boolean }
  | { readonly type: "alarm"; readonly alarm: Alarm }
  | { readonly type: "connection"; readonly state: "up" | "down" }
  | { readonly type: "ended"; readonly failure: Failure | null }
  | { readonly type: "pong" };
