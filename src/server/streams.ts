// The streams of one meeting's participants, and the sockets that they go over while there is one.

import type { Bytes } from "../base/bytes.ts";
import type { Millis } from "../base/time.ts";
import { ByteBudget } from "../core/meeting/byte-budget.ts";
import type { SocketId } from "../core/meeting/meeting.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import { OUTBOX_BYTES_MAX } from "../protocol/limits.ts";
import { Inbox, Outbox } from "../protocol/outbox.ts";
import type { RejectReason } from "../protocol/reject.ts";
import { encode } from "../protocol/schema.ts";
import type { ServerMessage } from "../protocol/socket-messages.ts";
import { serverMessage } from "../protocol/socket-messages.ts";
import type { Line, Stream } from "./line.ts";

/**
 * Challenges that a session's claims may be bound to: one signed on a socket that then broke comes
 * again on the next. Larger keeps more for nothing, smaller turns down a host on a bad line.
 */
const NONCES_MAX = 4;

type ParticipantStream = Stream & {
  readonly budget: ByteBudget;
  /** Of its sockets, the newest last. */
  readonly nonces: Bytes[];
  socketId: SocketId;
};

export class Streams {
  readonly #lines = new Map<SocketId, Line>();
  readonly #streams = new Map<ParticipantId, ParticipantStream>();
  /** One broadcast is encoded once, and its bytes lie in every outbox. */
  readonly #encoded = new WeakMap<ServerMessage, Bytes>();
  #socketCount = 0;

  get participantIds(): readonly ParticipantId[] {
    return [...this.#streams.keys()];
  }

  has(participantId: ParticipantId): boolean {
    return this.#streams.has(participantId);
  }

  attach(line: Line): SocketId {
    const socketId = ++this.#socketCount as SocketId;
    this.#lines.set(socketId, line);
    return socketId;
  }

  /**
   * The other end has everything up to `lastSeq`. `participantId` is null for one that is new.
   * @returns false when it can't go on from there.
   */
  resume(participantId: ParticipantId | null, lastSeq: number): boolean {
    if (participantId === null) return lastSeq === 0;
    return this.#streams.get(participantId)?.outbox.resume(lastSeq) ?? true;
  }

  /** From here on the participant's stream goes over this socket. */
  open(socketId: SocketId, participantId: ParticipantId, isResumed: boolean, now: Millis): void {
    const stream = this.#streams.get(participantId) ?? {
      inbox: new Inbox(),
      outbox: new Outbox(OUTBOX_BYTES_MAX),
      budget: new ByteBudget(now),
      nonces: [],
      socketId,
    };
    const line = this.#lines.get(socketId);
    stream.socketId = socketId;
    if (line !== undefined) stream.nonces.push(line.nonce);
    if (stream.nonces.length > NONCES_MAX) stream.nonces.shift();
    this.#streams.set(participantId, stream);
    line?.open(participantId, isResumed, stream);
  }

  /** The challenges of the participant's last sockets. */
  nonces(participantId: ParticipantId): readonly Bytes[] {
    return this.#streams.get(participantId)?.nonces ?? [];
  }

  /** The socket is gone; the stream stays. */
  detach(socketId: SocketId): void {
    this.#lines.delete(socketId);
  }

  close(socketId: SocketId, reason: RejectReason | null): void {
    this.#lines.get(socketId)?.close(reason);
    this.#lines.delete(socketId);
  }

  drop(participantId: ParticipantId): void {
    this.#streams.delete(participantId);
  }

  /** @returns false when the participant has sent too much of late. */
  take(participantId: ParticipantId, byteLength: number, now: Millis): boolean {
    return this.#streams.get(participantId)?.budget.take(byteLength, now) ?? false;
  }

  /** The participant's message of so many bytes was a commit that came late. */
  giveBackLate(participantId: ParticipantId, byteLength: number): void {
    this.#streams.get(participantId)?.budget.giveBackLate(byteLength);
  }

  /** Sends now or at the next resume. To who is gone, nothing. @returns false when it lags too far. */
  send(to: ParticipantId, message: ServerMessage): boolean {
    const stream = this.#streams.get(to);
    if (stream === undefined) return true;
    const bytes = this.#encoded.get(message) ?? encode(serverMessage, message);
    this.#encoded.set(message, bytes);
    const pushed = stream.outbox.push(bytes);
    if (!pushed.ok) return false;
    const line = this.#lines.get(stream.socketId);
    if (line === undefined) return true;
    if (line.bufferedBytes() + bytes.length > OUTBOX_BYTES_MAX) return false;
    line.send(pushed.value, bytes);
    return true;
  }

  closeAll(reason: RejectReason): void {
    for (const line of this.#lines.values()) line.close(reason);
    this.clear();
  }

  clear(): void {
    this.#lines.clear();
    this.#streams.clear();
  }
}
