// The meetings that somebody is in: one host each, made on the first entry and gone with the last participant.

import type { Bytes } from "../base/bytes.ts";
import type { Later } from "../base/later.ts";
import { whenThere } from "../base/later.ts";
import type { RandomBytes } from "../base/random.ts";
import type { Clock, Millis } from "../base/time.ts";
import type { SocketId } from "../core/meeting/meeting.ts";
import type { MeetingId, ParticipantId } from "../protocol/ids.ts";
import type { RejectReason } from "../protocol/reject.ts";
import type { FileReject, Relay, SlotAssignment } from "../protocol/socket-messages.ts";
import type { LayersWanted } from "../protocol/video-layers.ts";
import type { Session, Sessions } from "./entry/sessions.ts";
import { Host } from "./host.ts";
import type { LinkStore } from "./host-acts.ts";
import type { Line } from "./line.ts";
import type { MediaPort } from "./media-port.ts";
import type { Tier } from "./store/tier.ts";

/** The sessions that SRP left behind, as far as sockets and meetings need them. */
export type SessionStore = Pick<Sessions, "find" | "claim" | "forget">;

export type MeetingsOptions = {
  readonly media: MediaPort;
  readonly sessions: SessionStore;
  readonly links: LinkStore;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** The operator's bounds on one meeting. */
  readonly boundsOf: (tier: Tier) => MeetingBounds;
  /** Runs `callback` once, unless the function that it returns is called before. */
  readonly startTimer: (callback: () => void, delayMs: number) => () => void;
  /** Fresh credentials for the TURN server; null without one. */
  readonly relay: () => Relay | null;
  /** Each time that a socket is turned down or off, or a host's act turned down. */
  readonly count: (reason: RejectReason) => void;
  /** Each time that a file, or a piece of one, is turned down. */
  readonly countFile: (reason: FileReject) => void;
  /** Takes the error of a bug, which ended the meeting that it happened in. */
  readonly reportBug: (error: unknown) => void;
};

export type MeetingBounds = {
  readonly participantsMax: number;
  /** From the first entry on; null for no limit. */
  readonly durationMs: number | null;
  /** Of one file; 0 for no files. */
  readonly fileBytesMax: number;
};

export type MeetingCounts = {
  readonly meetings: number;
  readonly participants: number;
  /** Participants whose media is connected. */
  readonly transports: number;
};

/** Where the events of one socket go. */
export type Place = { readonly host: Host; readonly socketId: SocketId };

export class LiveMeetings {
  readonly options: MeetingsOptions;
  readonly #hosts = new Map<MeetingId, Host>();
  #isClosed = false;
  #isDraining = false;

  constructor(options: MeetingsOptions) {
    this.options = options;
  }

  /**
   * A socket proved that it holds `session`'s key: its line is opened, or closed with the reason.
   * @returns where its later events go; null when it was turned down, or closed meanwhile.
   */
  enter(session: Session, line: Line, lastSeq: number): Later<Place | null> {
    if (this.#isClosed) {
      line.close("shutting-down");
      return null;
    }
    const known = this.#hosts.get(session.meetingId);
    const host = known?.knows(session.id) ? known : this.#hostFor(session, line);
    return whenThere(
      host,
      (it) => it && { host: it, socketId: it.handleEnter(session.id, line, lastSeq) },
    );
  }

  /**
   * Of a session that isn't in the meeting yet. Since it came through SRP the link may have been
   * rotated, or the meeting deleted: the old link is dead for it as well.
   */
  #hostFor(session: Session, line: Line): Later<Host | null> {
    const { links, sessions } = this.options;
    const { meetingId, linkGeneration } = session;
    return whenThere(links.find(meetingId), (found) => {
      if (line.isClosed) return null;
      const host = this.#hosts.get(meetingId);
      if (this.#isClosed || (this.#isDraining && host === undefined)) line.close("shutting-down");
      else if (sessions.find(session.id) !== session) line.close("unknown-session");
      else if (!found.ok) line.close(found.reason);
      else if (found.value?.linkGeneration !== linkGeneration) line.close("wrong-link");
      else return host ?? this.#open(meetingId, found.value);
      return null;
    });
  }

  #open(meetingId: MeetingId, { hostKey, tier }: { hostKey: Bytes; tier: Tier }): Host {
    const { media, clock, randomBytes, startTimer, sessions, links, count, countFile, reportBug } =
      this.options;
    const { participantsMax, durationMs, fileBytesMax } = this.options.boundsOf(tier);
    const stopTimer =
      durationMs === null ? () => {} : startTimer(() => host.close("time-over"), durationMs);
    const host: Host = new Host({
      meetingId,
      hostKey,
      links,
      media,
      clock,
      randomBytes,
      participantsMax,
      fileBytesMax,
      endsAt: durationMs === null ? null : ((clock() + durationMs) as Millis),
      startTimer,
      sessions,
      count,
      countFile,
      reportBug,
      handleEmpty: () => {
        stopTimer();
        this.#hosts.delete(meetingId);
      },
    });
    this.#hosts.set(meetingId, host);
    return host;
  }

  /** From the media server: the answer to a participant's offer; null when there is none. */
  handleAnswer(meetingId: MeetingId, participantId: ParticipantId, sdp: string | null): void {
    this.#hosts.get(meetingId)?.handleAnswer(participantId, sdp);
  }

  /** From the media server: what the receive slots of a participant carry now. */
  handleSlots(
    meetingId: MeetingId,
    participantId: ParticipantId,
    assignments: readonly SlotAssignment[],
  ): void {
    this.#hosts.get(meetingId)?.handleSlots(participantId, assignments);
  }

  /** From the media server: which layers of a publication somebody receives. */
  handleLayers(meetingId: MeetingId, participantId: ParticipantId, wanted: LayersWanted): void {
    this.#hosts.get(meetingId)?.handleLayers(participantId, wanted);
  }

  /** From the media server: a participant's media goes through, or doesn't any more. */
  handleTransport(
    meetingId: MeetingId,
    participantId: ParticipantId,
    state: "connected" | "lost" | "gone",
  ): void {
    this.#hosts.get(meetingId)?.handleTransport(participantId, state);
  }

  counts(): MeetingCounts {
    const hosts = [...this.#hosts.values()].filter((host) => host.participantCount > 0);
    return {
      meetings: hosts.length,
      participants: hosts.reduce((sum, host) => sum + host.participantCount, 0),
      transports: hosts.reduce((sum, host) => sum + host.transportCount, 0),
    };
  }

  /** Meetings go on, and people may still join those; no other begins. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Ends every meeting, and takes no new entries. */
  close(reason: RejectReason): void {
    this.#isClosed = true;
    for (const host of [...this.#hosts.values()]) host.close(reason);
  }
}
