// What the host of a meeting and one of its sockets know of each other.

import type { Bytes } from "../base/bytes.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { Inbox, Outbox } from "../protocol/outbox.ts";
import type { RejectReason } from "../protocol/reject.ts";
import type { ClientMessage } from "../protocol/socket-messages.ts";

/** Both directions of one participant's traffic. It outlives the socket. */
export type Stream = { readonly inbox: Inbox; readonly outbox: Outbox };

/** One open socket whose hello was right, as the host sees it. None of it throws. */
export type Line = {
  /** Of the challenge that this socket's hello answered. */
  readonly nonce: Bytes;
  /** By either end. */
  readonly isClosed: boolean;
  /** Answers the hello, and sends again what `stream` still holds. */
  open(participantId: ParticipantId, isResumed: boolean, stream: Stream): void;
  send(seq: number, message: Uint8Array): void;
  /** Tells the reason and closes; with null it only closes. */
  close(reason: RejectReason | null): void;
  /** Bytes that the runtime holds because the network doesn't take them. */
  bufferedBytes(): number;
};

/** What the socket doesn't deal with itself. */
export type MeetingMessage = Exclude<ClientMessage, { type: "hello" | "heartbeat" }>;
