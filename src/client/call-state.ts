// What is known of the call, and the model that the page shows of it. No DOM, no clock.

import { unreachable } from "../base/assert.ts";
import type { NetworkLevel } from "../core/mls/signal.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { Kind, SlotAssignment, Source, Wanted } from "../protocol/socket-messages.ts";
import { CallChat } from "./call-chat.ts";
import { CallLimits } from "./call-limits.ts";
import type { Alarm, FromCallWorker, PageSignal, SafetyCode } from "./call-messages.ts";
import type {
  Act,
  CallModel,
  CallPhase,
  DoorView,
  KnockView,
  ParticipantView,
  Role,
} from "./call-model.ts";
import { CallRecordings } from "./call-recordings.ts";
import { CallTalk } from "./call-talk.ts";
import type { Named } from "./chat-model.ts";
import type { Failure } from "./failure.ts";

/** Longer floods the page when a server lies without end. */
const ALARMS_MAX = 20;

/** Until the group's own policy is known: what a new group allows. */
const OPEN_DOOR: DoorView = {
  isLocked: false,
  hasWaitingRoom: false,
  mayChat: true,
  mayShare: true,
  mayUnmute: true,
  mayRecord: true,
};

type SlotKey = `${Kind}-${number}`;
type Label = { readonly participantId: ParticipantId; readonly source: Source };
type Status = Pick<ParticipantView, "isMicOn" | "isCameraOn" | "isSharing">;
type Roster = Extract<FromCallWorker, { type: "roster" }>;

export type SlotStreams = (kind: Kind, slot: number) => MediaStream | null;

/**
 * Who is in comes from the MLS tree, and whose picture a tile shows from the key that decrypted it:
 * the server's slot assignments only clear labels, so a lying server can't relabel a stream.
 */
export class CallState {
  phase: CallPhase = "idle";
  isSocketUp = false;
  isMediaUp = false;
  /** Connected as far as the browser knows, but nothing comes any more. */
  isMediaSilent = false;
  failure: Failure | null = null;
  selfId: ParticipantId | null = null;
  isMicOn = false;
  isCameraOn = false;
  isSharing = false;
  door: DoorView = OPEN_DOOR;
  spotlight: readonly ParticipantId[] = [];
  waiting: readonly KnockView[] = [];
  invitation = "";
  readonly talk = new CallTalk();
  readonly limits = new CallLimits();
  readonly recordings = new CallRecordings();
  /** As this browser finds its own connection. */
  ownNetwork: NetworkLevel = "good";
  readonly chat = new CallChat();
  fileBytesMax = 0;
  #actsUnderWay: readonly Act["type"][] = [];
  #actFailed: CallModel["actFailed"] = null;
  #actFailures = 0;
  #offeredBy: ParticipantId | null = null;
  #epoch = 0;
  #safety: SafetyCode | null = null;
  #roster: Roster["members"] = [];
  /** In the order in which they were first seen. */
  readonly #order: ParticipantId[] = [];
  readonly #statuses = new Map<ParticipantId, Status>();
  readonly #networks = new Map<ParticipantId, NetworkLevel>();
  readonly #labels = new Map<SlotKey, Label>();
  readonly #troubles = new Map<SlotKey, "no-key" | "stalled">();
  readonly #assigned = new Map<SlotKey, ParticipantId>();
  #speaking: ReadonlySet<ParticipantId> = new Set();
  readonly #alarms: Alarm[] = [];

  handleRoster(roster: Roster): void {
    this.phase = "joined";
    this.#epoch = roster.epoch;
    this.#safety = roster.safety;
    this.#roster = roster.members;
    const present = new Set(roster.members.map((member) => member.participantId));
    for (const id of present) if (!this.#order.includes(id)) this.#order.push(id);
    for (const [key, label] of this.#labels) {
      if (!present.has(label.participantId)) this.#labels.delete(key);
    }
    for (const id of this.#order) {
      if (present.has(id)) continue;
      this.#statuses.delete(id);
      this.#networks.delete(id);
      this.recordings.handleGone(id);
      this.talk.handleGone(id);
    }
  }

  /** @param at milliseconds since 1970. */
  handleSignal(from: ParticipantId, signal: PageSignal, at: number): void {
    const by = this.named(from);
    switch (signal.type) {
      case "status":
        this.#statuses.set(from, signal);
        break;
      case "reaction":
        this.talk.handleReaction({ participantId: from, name: by.name }, signal.emoji, at);
        break;
      case "hand":
        this.talk.handleHand(from, signal.isRaised, signal.place);
        break;
      case "chat":
        this.chat.handleChat(by, signal, (id) => this.named(id), at);
        break;
      case "line-reaction":
        this.chat.handleReaction(by, signal);
        break;
      case "poll":
        this.chat.handlePoll(by, signal, at);
        break;
      case "vote":
        this.chat.handleVote(by, signal);
        break;
      case "poll-end":
        this.chat.handlePollEnd(signal);
        break;
      case "network":
        this.#networks.set(from, signal.level);
        break;
      case "recording":
        this.recordings.handleRecording(from, signal);
        break;
      case "recording-answer":
        this.recordings.handleAnswer(from, this.selfId, signal);
        break;
      case "go-on":
        this.limits.handleGoOn(from, signal);
        break;
      default:
        unreachable(signal);
    }
  }

  handleAlarm(alarm: Alarm): void {
    if (this.#alarms.length < ALARMS_MAX) this.#alarms.push(alarm);
  }

  nameOf(id: ParticipantId): string {
    return this.#roster.find((member) => member.participantId === id)?.name ?? "";
  }

  named(id: ParticipantId): Named {
    return { id, name: this.nameOf(id), isSelf: id === this.selfId };
  }

  handleHostOffered(by: ParticipantId): void {
    this.#offeredBy = by;
  }

  handleHostAnswered(): void {
    this.#offeredBy = null;
  }

  /** Nobody's who has left meanwhile. */
  get #hostOffer(): CallModel["hostOffer"] {
    const by = this.#roster.find((member) => member.participantId === this.#offeredBy)?.name;
    return by === undefined ? null : { by };
  }

  handleActStarted(type: Act["type"]): void {
    this.#actsUnderWay = [...this.#actsUnderWay, type];
  }

  /** An act came through, or didn't. */
  handleActDone(type: Act["type"], isThrough: boolean): void {
    const index = this.#actsUnderWay.indexOf(type);
    this.#actsUnderWay = this.#actsUnderWay.filter((_, place) => place !== index);
    if (!isThrough) this.#actFailed = { id: this.#actFailures++, type };
  }

  /** Nobody answers what was under way any more. */
  handleCallLost(): void {
    for (const type of this.#actsUnderWay) this.handleActDone(type, false);
    this.chat.handleCallLost();
  }

  /** The server's claim of what a slot carries: it empties tiles, but never names one. */
  handleSlots(assignments: readonly SlotAssignment[]): void {
    for (const { kind, slot, from } of assignments) {
      const key: SlotKey = `${kind}-${slot}`;
      this.#troubles.delete(key);
      if (from?.participantId !== this.#labels.get(key)?.participantId) this.#labels.delete(key);
      if (from === null) this.#assigned.delete(key);
      else this.#assigned.set(key, from.participantId);
    }
  }

  /**
   * The frame worker's finding, told again and again: this slot's frames decrypt under this
   * member's key. @returns whether that is news.
   */
  handleLabel(kind: Kind, slot: number, label: Label): boolean {
    const key: SlotKey = `${kind}-${slot}`;
    const known = this.#labels.get(key);
    const isKnown = known?.participantId === label.participantId && known.source === label.source;
    if (isKnown && !this.#troubles.has(key)) return false;
    for (const [other, { participantId, source }] of this.#labels) {
      if (participantId === label.participantId && source === label.source) {
        this.#labels.delete(other);
      }
    }
    this.#labels.set(key, { participantId: label.participantId, source: label.source });
    this.#troubles.delete(key);
    return true;
  }

  handleTrouble(kind: Kind, slot: number, trouble: "no-key" | "stalled" | null): void {
    const key: SlotKey = `${kind}-${slot}`;
    if (trouble === null) this.#troubles.delete(key);
    else this.#troubles.set(key, trouble);
  }

  get speaking(): ReadonlySet<ParticipantId> {
    return this.#speaking;
  }

  /** Whether this picture is somebody else's, who says that they send it. */
  isSending({ participantId, source }: Pick<Wanted, "participantId" | "source">): boolean {
    const status = this.#statuses.get(participantId);
    if (status === undefined || participantId === this.selfId) return false;
    return source === "screen" ? status.isSharing : status.isCameraOn;
  }

  /** @returns whether the set of speakers changed. */
  handleSpeaking(slots: ReadonlySet<number>): boolean {
    const speaking = new Set<ParticipantId>();
    for (const slot of slots) {
      const label = this.#labels.get(`audio-${slot}`);
      if (label?.source === "microphone") speaking.add(label.participantId);
    }
    const isSame =
      speaking.size === this.#speaking.size && [...speaking].every((id) => this.#speaking.has(id));
    this.#speaking = speaking;
    return !isSame;
  }

  /** A new peer connection: every slot is empty again. */
  handleMediaReset(): void {
    this.#labels.clear();
    this.#troubles.clear();
    this.#assigned.clear();
    this.isMediaUp = false;
  }

  model(streams: SlotStreams): CallModel {
    const members = new Map(this.#roster.map((member) => [member.participantId, member]));
    const order = this.#order.filter((id) => members.has(id));
    order.sort((a, b) => Number(b === this.selfId) - Number(a === this.selfId));
    return {
      phase: this.phase,
      isConnected: this.isSocketUp && this.isMediaUp,
      failure: this.failure,
      participants: order.map((id) => this.#view(id, members.get(id)?.name ?? "", streams)),
      ownRole: this.#roleOf(this.selfId),
      door: this.door,
      spotlight: this.spotlight.filter((id) => members.has(id)),
      waiting: this.waiting,
      chat: this.chat.lines,
      files: this.chat.files,
      fileBytesMax: this.fileBytesMax,
      reactions: this.talk.reactions,
      asked: this.talk.asked,
      hostOffer: this.#hostOffer,
      invitation: this.invitation,
      actsUnderWay: this.#actsUnderWay,
      actFailed: this.#actFailed,
      epoch: this.#epoch,
      safety: this.#safety,
      alarms: [...this.#alarms],
      limits: this.limits.model,
      recordings: this.recordings.views((id) => this.nameOf(id)),
      ownRecording: this.recordings.ownView,
      isSocketUp: this.isSocketUp,
      isMediaUp: this.isMediaUp && !this.isMediaSilent,
    };
  }

  #view(id: ParticipantId, name: string, streams: SlotStreams): ParticipantView {
    const isSelf = id === this.selfId;
    const status = isSelf
      ? { isMicOn: this.isMicOn, isCameraOn: this.isCameraOn, isSharing: this.isSharing }
      : this.#statuses.get(id);
    return {
      id,
      name,
      role: this.#roleOf(id),
      isSelf,
      isMicOn: status?.isMicOn ?? false,
      isCameraOn: status?.isCameraOn ?? false,
      isSharing: status?.isSharing ?? false,
      isSpeaking: this.#speaking.has(id),
      hand: this.talk.handOf(id),
      audio: this.#stream(id, "audio", "microphone", streams),
      video: this.#stream(id, "video", "camera", streams),
      screen: this.#stream(id, "video", "screen", streams),
      screenSound: this.#stream(id, "audio", "screen-audio", streams),
      trouble: this.#trouble(id),
      network: isSelf ? this.ownNetwork : (this.#networks.get(id) ?? "good"),
    };
  }

  #roleOf(id: ParticipantId | null): Role {
    return this.#roster.find((member) => member.participantId === id)?.role ?? "member";
  }

  #stream(id: ParticipantId, kind: Kind, source: Source, streams: SlotStreams): MediaStream | null {
    for (const [key, label] of this.#labels) {
      if (label.participantId === id && label.source === source) {
        return streams(kind, Number(key.slice(kind.length + 1)));
      }
    }
    return null;
  }

  #trouble(id: ParticipantId): "no-key" | "stalled" | null {
    for (const [key, trouble] of this.#troubles) {
      // Of a screen, whose tile isn't this one.
      if (this.#labels.get(key)?.source === "screen") continue;
      const owner = this.#labels.get(key)?.participantId ?? this.#assigned.get(key);
      if (owner === id) return trouble;
    }
    return null;
  }
}
