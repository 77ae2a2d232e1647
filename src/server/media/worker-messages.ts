// What the server's main thread and a media worker say to each other; all of it outlives structuredClone.

import type { MeetingId, ParticipantId } from "../../protocol/ids.ts";
import type { SlotAssignment, Wanted } from "../../protocol/socket-messages.ts";
import type { LayersWanted } from "../../protocol/video-layers.ts";
import type { LogFields } from "../log.ts";
import type { MediaCount } from "./media-count.ts";
import type { TransportState } from "./meeting-media.ts";

/** What a worker is started with. */
export type WorkerOptions = {
  /** The address to bind. */
  readonly host: string;
  /** UDP and TCP; 0 for any. */
  readonly port: number;
  readonly announce: readonly string[];
};

type OfParticipant = { readonly meetingId: MeetingId; readonly participantId: ParticipantId };

/** The main thread's words. Each of a participant is bounded like the socket message that it comes from. */
export type MediaCommand =
  | (OfParticipant & { readonly type: "offer"; readonly sdp: string })
  | (OfParticipant & { readonly type: "admit" })
  /** It has new keys: what it sees must start anew. */
  | (OfParticipant & { readonly type: "request-key-frames" })
  | (OfParticipant & { readonly type: "refresh"; readonly slot: number })
  | (OfParticipant & { readonly type: "view"; readonly wanted: readonly Wanted[] })
  | (OfParticipant & { readonly type: "remove" })
  /** Asks for a `pong`: whether the worker still turns, and what it counted. */
  | { readonly type: "ping" }
  | { readonly type: "close" };

export type WorkerDescription = { readonly srtp: string; readonly udp: string };

/** A worker's words. */
export type MediaReport =
  /** The first: it listens. */
  | { readonly type: "opened"; readonly port: number; readonly description: WorkerDescription }
  /** Instead: it can't, by the system's error code and text; and ends. */
  | { readonly type: "refused"; readonly code: string; readonly text: string }
  /** Null when there is none to the offer. */
  | (OfParticipant & { readonly type: "answer"; readonly sdp: string | null })
  | (OfParticipant & {
      readonly type: "slots";
      readonly assignments: readonly SlotAssignment[];
    })
  | (OfParticipant & { readonly type: "layers"; readonly wanted: LayersWanted })
  | (OfParticipant & { readonly type: "transport"; readonly state: TransportState })
  /** A bug ended a meeting's media: nothing of it is left. */
  | { readonly type: "meeting-failed"; readonly meetingId: MeetingId }
  /** An error that nothing caught, and that the worker survived. */
  | { readonly type: "failure"; readonly fields: LogFields }
  | {
      readonly type: "pong";
      /** Commands done since the start. */
      readonly done: number;
      /** Since the last `pong`. */
      readonly counts: readonly (readonly [MediaCount, number])[];
      /** By how much its timer was late at most since the last `pong`, in milliseconds. */
      readonly lagMs: number;
    }
  /** Nothing of it is open any more. */
  | { readonly type: "closed" };
