// The run loop of one meeting: stamps the time once, feeds one event, performs every effect, then feeds the next.

import { unreachable } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";
import type { RandomBytes } from "../base/random.ts";
import type { Clock, Millis } from "../base/time.ts";
import type { DeliveryEffect } from "../core/delivery/delivery-effect.ts";
import { DeliveryService } from "../core/delivery/delivery-service.ts";
import type { FileEffect } from "../core/delivery/file-relay.ts";
import { FileRelay } from "../core/delivery/file-relay.ts";
import { Door } from "../core/meeting/door.ts";
import type { MeetingEffect, SocketId } from "../core/meeting/meeting.ts";
import { Meeting } from "../core/meeting/meeting.ts";
import type { MeetingId, ParticipantId, SessionId } from "../protocol/ids.ts";
import type { RejectReason } from "../protocol/reject.ts";
import type { FileReject, ServerMessage, SlotAssignment } from "../protocol/socket-messages.ts";
import type { LayersWanted } from "../protocol/video-layers.ts";
import { isSigned } from "./entry/host-signature.ts";
import type { Sessions } from "./entry/sessions.ts";
import type { LinkStore } from "./host-acts.ts";
import type { Line, MeetingMessage } from "./line.ts";
import type { MediaPort } from "./media-port.ts";
import { ParticipantMessages } from "./participant-messages.ts";
import { RunLoop } from "./run-loop.ts";
import { Streams } from "./streams.ts";

export type HostOptions = {
  readonly meetingId: MeetingId;
  /** Ed25519, 32 bytes, of the meeting's row. */
  readonly hostKey: Bytes;
  readonly links: LinkStore;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly participantsMax: number;
  /** Of one file; 0 for no files. */
  readonly fileBytesMax: number;
  /** When the operator's limit ends the meeting; null without. */
  readonly endsAt: Millis | null;
  /** Runs `callback` once, unless the function that it returns is called before. */
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  readonly sessions: Pick<Sessions, "claim" | "forget">;
  /** Each time that an act is turned down. */
  readonly count: (reason: RejectReason) => void;
  /** Each time that a file, or a piece of one, is turned down. */
  readonly countFile: (reason: FileReject) => void;
  /** Takes the error of a bug, which ended the meeting. */
  readonly reportBug: (error: unknown) => void;
  /** Nobody is left, and this host takes nothing more. */
  readonly handleEmpty: () => void;
};

/** Shorter lets who knocks again and again fill the others' outboxes, longer tells of the next one late. */
const FULL_PAUSE_MS = 30_000;

export class Host {
  readonly #options: HostOptions;
  readonly #meeting: Meeting;
  readonly #delivery = new DeliveryService();
  readonly #files: FileRelay;
  readonly #streams = new Streams();
  readonly #door: Door;
  readonly #messages: ParticipantMessages;
  readonly #transports = new Set<ParticipantId>();
  readonly #loop: RunLoop;
  #fullToldAt: Millis | null = null;
  #isClosed = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#meeting = new Meeting(options.randomBytes, options.participantsMax);
    const { clock, startTimer, meetingId, hostKey, links, media, count, reportBug } = options;
    this.#files = new FileRelay(options.fileBytesMax, (id) => this.#delivery.isMember(id));
    this.#door = new Door({ meetingId, hostKey, isSigned });
    this.#loop = new RunLoop({
      clock,
      startTimer,
      settle: () => this.#settle(),
      handleTick: (now) => this.#tick(now),
      handleBug: (error) => {
        // A bug ends this meeting and no other. Who was in it enters anew.
        reportBug(error);
        this.close("group-lost");
      },
    });
    this.#messages = new ParticipantMessages({
      meetingId,
      links,
      media,
      count,
      door: this.#door,
      meeting: this.#meeting,
      delivery: this.#delivery,
      streams: this.#streams,
      send: (to, message) => this.#send(to, message),
      expel: (participantId, reason) => this.#expel(participantId, reason),
      deliver: (event) => this.#deliver(event),
      relayFiles: (event) => this.#relayFiles(event),
      leave: (participantId) => {
        this.#meet(this.#loop.now, (out) => this.#meeting.handleLeave(participantId, out));
      },
      feed: (event) => this.#loop.feed(event),
    });
  }

  get participantCount(): number {
    return this.#meeting.liveCount;
  }

  /** Participants whose media is connected. */
  get transportCount(): number {
    return this.#transports.size;
  }

  /** True when the session is in, or was so short a time ago that it is to be told why it isn't. */
  knows(sessionId: SessionId): boolean {
    return this.#meeting.participantOfSession(sessionId) !== null;
  }

  /**
   * A socket proved that it holds the session's key: `line` is opened, or closed with the reason.
   * @param lastSeq the last server message that the other end has.
   * @returns what the line's later events are given under.
   */
  handleEnter(sessionId: SessionId, line: Line, lastSeq: number): SocketId {
    const socketId = this.#streams.attach(line);
    this.#loop.feed((now) => this.#enter(sessionId, socketId, lastSeq, now));
    return socketId;
  }

  /** A message that is next in its stream. @param byteLength of its frame. */
  handleMessage(socketId: SocketId, message: MeetingMessage, byteLength: number): void {
    this.#loop.feed((now) => {
      const participantId = this.#meeting.participantOfSocket(socketId);
      if (participantId === null) return;
      const isWithinBudget =
        this.#isAskedFor(participantId, message) ||
        this.#streams.take(participantId, byteLength, now);
      if (isWithinBudget) this.#messages.handle(participantId, message, byteLength, now);
      else this.#expel(participantId, "overloaded");
    });
  }

  /** The socket brought what no client of ours sends: its participant is out. */
  handleBreach(socketId: SocketId, reason: RejectReason): void {
    this.#loop.feed(() => {
      const participantId = this.#meeting.participantOfSocket(socketId);
      if (participantId !== null) this.#expel(participantId, reason);
    });
  }

  handleLineClosed(socketId: SocketId): void {
    this.#loop.feed((now) => {
      this.#streams.detach(socketId);
      this.#meet(now, (out) => this.#meeting.handleSocketClosed(socketId, now, out));
    });
  }

  handleSlots(participantId: ParticipantId, assignments: readonly SlotAssignment[]): void {
    this.#loop.feed(() =>
      this.#send(participantId, { type: "slots", assignments: [...assignments] }),
    );
  }

  handleLayers(participantId: ParticipantId, wanted: LayersWanted): void {
    this.#loop.feed(() =>
      this.#send(participantId, { type: "layers", ...wanted, active: [...wanted.active] }),
    );
  }

  /** @param sdp the answer to its offer; null when there is none. */
  handleAnswer(participantId: ParticipantId, sdp: string | null): void {
    this.#loop.feed(() => {
      if (!this.#streams.has(participantId)) return;
      if (sdp === null) this.#expel(participantId, "unsupported-media");
      else this.#send(participantId, { type: "answer", sdp });
    });
  }

  handleTransport(participantId: ParticipantId, state: "connected" | "lost" | "gone"): void {
    if (state !== "connected") this.#transports.delete(participantId);
    else if (this.#streams.has(participantId)) this.#transports.add(participantId);
    if (state === "gone") this.#loop.feed(() => this.#send(participantId, { type: "media-lost" }));
  }

  /** Ends the meeting for everybody, who are told `reason`. */
  close(reason: RejectReason): void {
    if (this.#isClosed) return;
    for (const participantId of this.#streams.participantIds) {
      this.#options.media.remove(this.#options.meetingId, participantId);
    }
    for (const sessionId of this.#meeting.sessionIds) this.#options.sessions.forget(sessionId);
    this.#streams.closeAll(reason);
    this.#dispose();
  }

  #dispose(): void {
    this.#isClosed = true;
    this.#loop.close();
    this.#streams.clear();
    this.#transports.clear();
    this.#options.handleEmpty();
  }

  /** @returns when something is due next. */
  #settle(): Millis | null {
    if (this.#meeting.isEmpty) {
      this.#dispose();
      return null;
    }
    const wakeups = [
      this.#meeting.nextWakeup(),
      this.#delivery.nextWakeup(),
      this.#files.nextWakeup(),
    ];
    const due = wakeups.filter((at) => at !== null);
    return due.length === 0 ? null : (Math.min(...due) as Millis);
  }

  #tick(now: Millis): void {
    this.#meet(now, (out) => this.#meeting.handleTick(now, out));
    this.#deliverNext((at, out) => this.#delivery.handleTick(at, out));
    this.#relayFiles((files, out) => files.handleTick(now, out));
  }

  #enter(sessionId: SessionId, socketId: SocketId, lastSeq: number, now: Millis): void {
    const participantId = this.#meeting.participantOfSession(sessionId);
    if (!this.#streams.resume(participantId, lastSeq)) {
      // It wants to go on from where nothing is kept any more: it has to enter anew.
      this.#streams.close(socketId, "unknown-session");
      return;
    }
    this.#meet(now, (out) => this.#meeting.handleEnter(sessionId, socketId, out));
  }

  /**
   * At once, before any effect that is still to be performed: who is removed has lost its connection
   * and its media when a newcomer of the same commit is given theirs.
   */
  #expel(participantId: ParticipantId, reason: RejectReason): void {
    const { now } = this.#loop;
    this.#meet(now, (out) => this.#meeting.handleExpel(participantId, reason, now, out));
  }

  #meet(now: Millis, event: (out: MeetingEffect[]) => void): void {
    const effects: MeetingEffect[] = [];
    event(effects);
    for (const effect of effects) this.#performMeeting(effect, now);
  }

  #performMeeting(effect: MeetingEffect, now: Millis): void {
    switch (effect.type) {
      case "accept":
        this.#streams.open(effect.socketId, effect.participantId, effect.isResumed, now);
        break;
      case "close":
        this.#streams.close(effect.socketId, effect.reason);
        break;
      case "joined": {
        const { participantId } = effect;
        const { endsAt } = this.#options;
        if (endsAt !== null) {
          this.#send(participantId, { type: "ends-in", ms: Math.max(0, Math.round(endsAt - now)) });
        }
        const { bytesMax } = this.#files;
        if (bytesMax > 0) this.#send(participantId, { type: "files", bytesMax });
        this.#deliverNext((at, out) => this.#delivery.handleJoin(participantId, at, out));
        break;
      }
      case "full":
        this.#tellFull(now);
        break;
      case "presence": {
        const { participantId, isConnected } = effect;
        this.#deliverNext((at, out) =>
          this.#delivery.handlePresence(participantId, isConnected, at, out),
        );
        break;
      }
      case "gone": {
        const { participantId } = effect;
        this.#streams.drop(participantId);
        this.#door.handleGone(participantId);
        this.#transports.delete(participantId);
        this.#options.media.remove(this.#options.meetingId, participantId);
        this.#deliverNext((at, out) => this.#delivery.handleGone(participantId, at, out));
        this.#relayFiles((files, out) => files.handleGone(participantId, out));
        break;
      }
      case "forget":
        this.#options.sessions.forget(effect.sessionId);
        break;
      case "claim":
        this.#options.sessions.claim(effect.sessionId);
        break;
      default:
        unreachable(effect);
    }
  }

  /** Each who is in: the server knows no names, and only hosts' pages show it. */
  #tellFull(now: Millis): void {
    if (this.#fullToldAt !== null && now - this.#fullToldAt < FULL_PAUSE_MS) return;
    this.#fullToldAt = now;
    const message: ServerMessage = { type: "full", most: this.#options.participantsMax };
    for (const participantId of this.#meeting.liveIds) this.#send(participantId, message);
  }

  /** As an event of its own, after the effects under way. */
  #deliverNext(event: (now: Millis, out: DeliveryEffect[]) => void): void {
    this.#loop.feed((now) => this.#deliver((out) => event(now, out)));
  }

  #deliver(event: (out: DeliveryEffect[]) => void): void {
    const effects: DeliveryEffect[] = [];
    event(effects);
    for (const effect of effects) {
      switch (effect.type) {
        case "send":
          this.#send(effect.to, effect.message);
          break;
        case "founded":
          this.#door.handleFounded();
          break;
        case "admitted":
          this.#admit(effect.participantId);
          break;
        case "removed":
          this.#expel(effect.participantId, effect.reason);
          break;
        default:
          unreachable(effect);
      }
    }
  }

  /** Others asked for it, in a window that bounds it: only what nobody asked for is a flood. */
  #isAskedFor(from: ParticipantId, message: MeetingMessage): boolean {
    return message.type === "file-chunk" && this.#files.isAsked(from, message);
  }

  #relayFiles(event: (files: FileRelay, out: FileEffect[]) => void): void {
    const effects: FileEffect[] = [];
    event(this.#files, effects);
    for (const effect of effects) {
      if (effect.type === "send") this.#send(effect.to, effect.message);
      else if (effect.type === "breach") this.#expel(effect.by, effect.reason);
      else this.#options.countFile(effect.reason);
    }
  }

  /** Unless its own welcome was too much for it, and it is out already. */
  #admit(participantId: ParticipantId): void {
    const { media, meetingId } = this.#options;
    if (this.#streams.has(participantId)) media.admit(meetingId, participantId);
  }

  #send(to: ParticipantId, message: ServerMessage): void {
    if (!this.#streams.send(to, message)) this.#expel(to, "overloaded");
  }
}
