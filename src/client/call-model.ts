// What the meeting page shows of a call: plain values, replaced as a whole on each change.

import type { NetworkLevel } from "../core/mls/signal.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { FileStates } from "./call-files.ts";
import type { LimitsModel } from "./call-limits.ts";
import type { Act, Alarm, Ask, Door, Role, SafetyCode } from "./call-messages.ts";
import type { OwnRecordingView, RecordingView } from "./call-recordings.ts";
import type { ChatLine } from "./chat-model.ts";
import type { Failure } from "./failure.ts";

export type { Act, NetworkLevel, Role };

export type CallPhase = "idle" | "entering" | "knocking" | "joined" | "ended";

export type ParticipantView = {
  readonly id: ParticipantId;
  /** From the MLS credential; the person's own text, shown as text only. */
  readonly name: string;
  /** As the MLS tree and the host's signed policy have it; never the server's word. */
  readonly role: Role;
  readonly isSelf: boolean;
  readonly isMicOn: boolean;
  readonly isCameraOn: boolean;
  /** Shows a screen. */
  readonly isSharing: boolean;
  readonly isSpeaking: boolean;
  /** The place that the raised hand took; by it, then by `id`, all screens have one order. */
  readonly hand: number | null;
  /** Null while no slot carries it, and for oneself. */
  readonly audio: MediaStream | null;
  readonly video: MediaStream | null;
  readonly screen: MediaStream | null;
  readonly screenSound: MediaStream | null;
  /** Frames arrive and can't be shown, or the network is bad. */
  readonly trouble: "no-key" | "stalled" | null;
  /** By their own client's word. */
  readonly network: NetworkLevel;
};

/** Somebody at the door, by the name in their sealed knock. */
export type KnockView = { readonly id: ParticipantId; readonly name: string };

/** What the host decided, as every member's client enforces it. */
export type DoorView = Door;

export type ReactionView = {
  readonly id: number;
  readonly from: ParticipantId;
  readonly name: string;
  readonly emoji: string;
};

/** A host's request to this person, which the client has obeyed or shows. */
export type AskedView = {
  readonly id: number;
  readonly by: string;
  readonly what: Ask;
};

export type CallModel = {
  readonly phase: CallPhase;
  /** False while the socket or the media transport is being brought back. */
  readonly isConnected: boolean;
  readonly isSocketUp: boolean;
  /** False also while the transport stands, and nothing comes. */
  readonly isMediaUp: boolean;
  /** Why the call ended; null when the person left. */
  readonly failure: Failure | null;
  /** Oneself first, then in the order of joining. */
  readonly participants: readonly ParticipantView[];
  readonly ownRole: Role;
  readonly door: DoorView;
  /** Whom a host shows large to everybody; those who are in. */
  readonly spotlight: readonly ParticipantId[];
  /** Who waits to be let in; empty for those who can't let anybody in. */
  readonly waiting: readonly KnockView[];
  readonly chat: readonly ChatLine[];
  /** How far each file is, by `lineKey`. */
  readonly files: FileStates;
  /** The operator's bound on one file; 0 while none can be sent. */
  readonly fileBytesMax: number;
  /** Those of the last seconds. */
  readonly reactions: readonly ReactionView[];
  /** The newest request, until the next one. */
  readonly asked: AskedView | null;
  /** Who hands the meeting over to this person, and waits for an answer; null for nobody. */
  readonly hostOffer: { readonly by: string } | null;
  /** The text after the # of the link to share; changes when the host replaces the link. */
  readonly invitation: string;
  /** Acts of one's own that are under way: their switches are busy. */
  readonly actsUnderWay: readonly Act["type"][];
  /** The newest act of one's own that didn't come through. */
  readonly actFailed: { readonly id: number; readonly type: Act["type"] } | null;
  readonly epoch: number;
  readonly safety: SafetyCode | null;
  readonly alarms: readonly Alarm[];
  readonly limits: LimitsModel;
  /** Those that others make. */
  readonly recordings: readonly RecordingView[];
  /** The one that this person makes; null without. */
  readonly ownRecording: OwnRecordingView | null;
};
