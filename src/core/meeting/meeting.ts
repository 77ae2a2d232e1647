// Who is in one meeting: each session's participant, its socket, and how long a lost connection is kept (PROTOCOL §5).

import type { Brand } from "../../base/brand.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId, SessionId } from "../../protocol/ids.ts";
import { ID_BYTES, participantIdFrom } from "../../protocol/ids.ts";
import { GRACE_MS, PARTICIPANTS_MAX } from "../../protocol/limits.ts";
import type { RejectReason } from "../../protocol/reject.ts";

/** One open socket of this meeting. Counted by the edge; never on the wire. */
export type SocketId = Brand<number, "SocketId">;

/*
 *   enter ──> connected ──socket closed──> grace ──30 s──> gone
 *                 │  ^──────enter again──────┘ │
 *                 ├── leave ──> gone           │
 *                 └── expel ──> expelled <─────┘ ──30 s──> gone
 *
 * An expelled session is kept for as long as a lost one, to be told the reason if it comes back.
 */
type State =
  | { readonly name: "connected"; readonly socketId: SocketId }
  | { readonly name: "grace"; readonly until: Millis }
  | { readonly name: "expelled"; readonly until: Millis; readonly reason: RejectReason };

type Participant = { readonly sessionId: SessionId; state: State };

export type MeetingEffect =
  /** This socket speaks for `participantId` from here on. */
  | {
      readonly type: "accept";
      readonly socketId: SocketId;
      readonly participantId: ParticipantId;
      readonly isResumed: boolean;
    }
  /** With a null reason: an end that both sides wanted. */
  | { readonly type: "close"; readonly socketId: SocketId; readonly reason: RejectReason | null }
  | { readonly type: "joined"; readonly participantId: ParticipantId }
  /** Somebody was turned away: no more may be in. */
  | { readonly type: "full" }
  | {
      readonly type: "presence";
      readonly participantId: ParticipantId;
      readonly isConnected: boolean;
    }
  /** It won't come back: its resources are given up, and the group removes its leaf. */
  | { readonly type: "gone"; readonly participantId: ParticipantId }
  /** The session lasts until it is forgotten. */
  | { readonly type: "claim"; readonly sessionId: SessionId }
  /** The session is over: its next hello is unknown. */
  | { readonly type: "forget"; readonly sessionId: SessionId };

export class Meeting {
  readonly #randomBytes: RandomBytes;
  readonly #participantsMax: number;
  readonly #participants = new Map<ParticipantId, Participant>();

  constructor(randomBytes: RandomBytes, participantsMax: number = PARTICIPANTS_MAX) {
    this.#randomBytes = randomBytes;
    this.#participantsMax = participantsMax;
  }

  /** True when nothing is left to wait for. */
  get isEmpty(): boolean {
    return this.#participants.size === 0;
  }

  /** Those connected and those in their grace. */
  get liveCount(): number {
    let count = 0;
    for (const { state } of this.#participants.values()) if (state.name !== "expelled") count++;
    return count;
  }

  get sessionIds(): readonly SessionId[] {
    return [...this.#participants.values()].map(({ sessionId }) => sessionId);
  }

  /** Those connected and those in their grace. */
  get liveIds(): readonly ParticipantId[] {
    return [...this.#participants].flatMap(([participantId, { state }]) =>
      state.name === "expelled" ? [] : [participantId],
    );
  }

  /** @returns null for one who is gone. */
  sessionOf(participantId: ParticipantId): SessionId | null {
    return this.#participants.get(participantId)?.sessionId ?? null;
  }

  participantOfSession(sessionId: SessionId): ParticipantId | null {
    for (const [participantId, participant] of this.#participants) {
      if (participant.sessionId === sessionId) return participantId;
    }
    return null;
  }

  participantOfSocket(socketId: SocketId): ParticipantId | null {
    for (const [participantId, { state }] of this.#participants) {
      if (state.name === "connected" && state.socketId === socketId) return participantId;
    }
    return null;
  }

  /** A socket has proved that it holds the session's key. */
  handleEnter(sessionId: SessionId, socketId: SocketId, out: MeetingEffect[]): void {
    const known = this.participantOfSession(sessionId);
    const participant = known === null ? undefined : this.#participants.get(known);
    if (known === null || participant === undefined) {
      this.#handleNew(sessionId, socketId, out);
      return;
    }
    const { state } = participant;
    if (state.name === "expelled") {
      out.push({ type: "close", socketId, reason: state.reason });
      return;
    }
    // The newer socket holds the session's key as well: the older one is a dead line, or a copied tab.
    if (state.name === "connected") {
      out.push({ type: "close", socketId: state.socketId, reason: "taken-over" });
    }
    participant.state = { name: "connected", socketId };
    out.push({ type: "accept", socketId, participantId: known, isResumed: true });
    if (state.name === "grace") {
      out.push({ type: "presence", participantId: known, isConnected: true });
    }
  }

  #handleNew(sessionId: SessionId, socketId: SocketId, out: MeetingEffect[]): void {
    if (this.liveCount >= this.#participantsMax) {
      out.push({ type: "close", socketId, reason: "meeting-full" });
      out.push({ type: "full" });
      return;
    }
    const participantId = participantIdFrom(this.#randomBytes(ID_BYTES));
    this.#participants.set(participantId, { sessionId, state: { name: "connected", socketId } });
    out.push({ type: "claim", sessionId });
    out.push({ type: "accept", socketId, participantId, isResumed: false });
    out.push({ type: "joined", participantId });
  }

  /** Of a socket that was replaced or closed from here before: no change. */
  handleSocketClosed(socketId: SocketId, now: Millis, out: MeetingEffect[]): void {
    const participantId = this.participantOfSocket(socketId);
    const participant = participantId && this.#participants.get(participantId);
    if (!participantId || !participant) return;
    participant.state = { name: "grace", until: later(now) };
    out.push({ type: "presence", participantId, isConnected: false });
  }

  handleLeave(participantId: ParticipantId, out: MeetingEffect[]): void {
    const participant = this.#participants.get(participantId);
    if (participant === undefined || participant.state.name === "expelled") return;
    this.#close(participant, null, out);
    this.#drop(participantId, participant, out);
    out.push({ type: "gone", participantId });
  }

  /** Ends a participant for `reason`, which it is told now, or when it comes back within the grace. */
  handleExpel(
    participantId: ParticipantId,
    reason: RejectReason,
    now: Millis,
    out: MeetingEffect[],
  ): void {
    const participant = this.#participants.get(participantId);
    if (participant === undefined || participant.state.name === "expelled") return;
    this.#close(participant, reason, out);
    participant.state = { name: "expelled", until: later(now), reason };
    out.push({ type: "gone", participantId });
  }

  handleTick(now: Millis, out: MeetingEffect[]): void {
    for (const [participantId, participant] of [...this.#participants]) {
      const { state } = participant;
      if (state.name === "connected" || now < state.until) continue;
      this.#drop(participantId, participant, out);
      if (state.name === "grace") out.push({ type: "gone", participantId });
    }
  }

  nextWakeup(): Millis | null {
    let wakeup: Millis | null = null;
    for (const { state } of this.#participants.values()) {
      if (state.name === "connected") continue;
      if (wakeup === null || state.until < wakeup) wakeup = state.until;
    }
    return wakeup;
  }

  #close(participant: Participant, reason: RejectReason | null, out: MeetingEffect[]): void {
    const { state } = participant;
    if (state.name === "connected") out.push({ type: "close", socketId: state.socketId, reason });
  }

  #drop(participantId: ParticipantId, participant: Participant, out: MeetingEffect[]): void {
    this.#participants.delete(participantId);
    out.push({ type: "forget", sessionId: participant.sessionId });
  }
}

function later(now: Millis): Millis {
  return (now + GRACE_MS) as Millis;
}
