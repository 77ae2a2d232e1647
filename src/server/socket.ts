// One WebSocket: bytes to messages and back, the proof of its session, and whether it still lives (PROTOCOL §5).

import type { Bytes } from "../base/bytes.ts";
import { equalConstantTime } from "../base/bytes.ts";
import { whenThere } from "../base/later.ts";
import type { Millis } from "../base/time.ts";
import { helloProof } from "../core/meeting/hello-proof.ts";
import { NONCE_BYTES } from "../protocol/entry-messages.ts";
import type { Frame } from "../protocol/frame.ts";
import { decodeFrame, encodeFrame } from "../protocol/frame.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import {
  GRACE_MS,
  HEARTBEAT_MS,
  PROTOCOL_VERSION,
  SILENCE_MS,
  SOCKET_FRAME_BYTES_MAX,
} from "../protocol/limits.ts";
import type { RejectReason } from "../protocol/reject.ts";
import { closeCodeOf } from "../protocol/reject.ts";
import { encode } from "../protocol/schema.ts";
import type { ClientMessage, ServerMessage } from "../protocol/socket-messages.ts";
import { clientMessage, serverMessage } from "../protocol/socket-messages.ts";
import type { Line, MeetingMessage, Stream } from "./line.ts";
import type { LiveMeetings, Place } from "./meetings.ts";
import type { SocketEvents, SocketPort } from "./runtime/runtime.ts";

/** Longer lets strangers hold sockets for nothing, shorter cuts off slow lines. */
const HELLO_MS = 10_000;

/**
 * A hello is 63 bytes. More lets a stranger have us decode more, less would refuse a longer hello of
 * a later version before it is told which version is spoken here.
 */
export const FIRST_FRAME_BYTES_MAX = 256;

/** RFC 6455 §7.4: a normal end, and the registered code of a time-out. Neither ends the session. */
const CLOSE_NORMAL = 1000;
const CLOSE_TIMEOUT = 3008;

type Hello = Extract<ClientMessage, { type: "hello" }>;

/** Takes a new WebSocket's traffic. It challenges at once; everything after is up to the client. */
export function openSocket(meetings: LiveMeetings, port: SocketPort): SocketEvents {
  return new Socket(meetings, port);
}

class Socket implements SocketEvents, Line {
  readonly #meetings: LiveMeetings;
  readonly #port: SocketPort;
  readonly nonce: Bytes;
  #place: Place | null = null;
  /** The hello was right, and the store is asked. */
  #isEntering = false;
  /** Null until the hello was found right. */
  #stream: Stream | null = null;
  #isClosed = false;
  #heardAt: Millis;
  #stopTimer: () => void;

  constructor(meetings: LiveMeetings, port: SocketPort) {
    const { clock, randomBytes, startTimer } = meetings.options;
    this.#meetings = meetings;
    this.#port = port;
    this.nonce = randomBytes(NONCE_BYTES);
    this.#heardAt = clock();
    this.#stopTimer = startTimer(() => this.#end(CLOSE_TIMEOUT, "no hello"), HELLO_MS);
    this.#sendUncounted({ type: "challenge", nonce: this.nonce });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isProven(): boolean {
    return this.#stream !== null;
  }

  handleMessage(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#heardAt = this.#meetings.options.clock();
    const bytesMax = this.#stream === null ? FIRST_FRAME_BYTES_MAX : SOCKET_FRAME_BYTES_MAX;
    if (bytes.length > bytesMax) {
      this.#breach("too-large");
      return;
    }
    const frame = decodeFrame(clientMessage, bytes);
    if (frame === null) this.#breach("malformed");
    else if (this.#stream === null) this.#handleFirst(frame);
    else this.#handleNext(frame, this.#stream, bytes.length);
  }

  /** The runtime closed it, or the network did. */
  handleClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopTimer();
    this.#place?.host.handleLineClosed(this.#place.socketId);
  }

  open(participantId: ParticipantId, isResumed: boolean, stream: Stream): void {
    const { lastSeq } = stream.inbox;
    this.#stream = stream;
    this.#stopTimer();
    this.#sendUncounted({
      type: "session",
      protocolVersion: PROTOCOL_VERSION,
      participantId,
      isResumed,
      lastSeq,
      graceMs: GRACE_MS,
      relay: this.#meetings.options.relay(),
    });
    for (const { seq, message } of stream.outbox.unacknowledged()) this.send(seq, message);
    this.#beatLater();
  }

  send(seq: number, message: Uint8Array): void {
    if (this.#isClosed) return;
    const ack = this.#stream?.inbox.acknowledge() ?? 0;
    this.#port.send(encodeFrame(seq, ack, message));
  }

  close(reason: RejectReason | null): void {
    if (this.#isClosed) return;
    if (reason === null) {
      this.#stop(CLOSE_NORMAL, "");
      return;
    }
    this.#meetings.options.count(reason);
    this.#sendUncounted({ type: "reject", reason });
    this.#stop(closeCodeOf(reason), reason);
  }

  bufferedBytes(): number {
    return this.#port.bufferedBytes();
  }

  #handleFirst({ seq, message }: Frame<ClientMessage>): void {
    if (message.type !== "hello" || seq !== 0 || this.#isEntering) {
      this.close("malformed");
      return;
    }
    if (message.protocolVersion !== PROTOCOL_VERSION) {
      this.close("wrong-version");
      return;
    }
    const session = this.#meetings.options.sessions.find(message.sessionId);
    // Who guesses at sessions isn't told which part was wrong.
    if (session === null || !this.#isProven(session.key.bytes, message)) {
      this.close("unknown-session");
      return;
    }
    this.#isEntering = true;
    void whenThere(this.#meetings.enter(session, this, message.lastSeq), (place) => {
      this.#place = place;
    });
  }

  #isProven(sessionKey: Bytes, hello: Hello): boolean {
    return equalConstantTime(hello.proof, helloProof(sessionKey, this.nonce, hello.sessionId));
  }

  #handleNext(frame: Frame<ClientMessage>, stream: Stream, byteLength: number): void {
    const { seq, ack, message } = frame;
    const isCounted = seq !== 0;
    if (message.type === "hello" || isCounted !== (message.type !== "heartbeat")) {
      this.#breach("malformed");
      return;
    }
    if (!stream.outbox.acknowledge(ack)) {
      this.#breach("malformed");
      return;
    }
    if (message.type !== "heartbeat") this.#take(seq, message, stream, byteLength);
  }

  #take(seq: number, message: MeetingMessage, stream: Stream, byteLength: number): void {
    switch (stream.inbox.accept(seq, byteLength)) {
      case "next":
        this.#place?.host.handleMessage(this.#place.socketId, message, byteLength);
        if (stream.inbox.isAckDue) this.#sendUncounted({ type: "heartbeat" });
        break;
      case "gap":
        this.#breach("malformed");
        break;
      case "duplicate":
        break;
    }
  }

  /** What no client of ours sends: the participant is out, not only the socket. */
  #breach(reason: RejectReason): void {
    this.#place?.host.handleBreach(this.#place.socketId, reason);
    this.close(reason);
  }

  /** The socket ends, and a participant's grace begins. */
  #end(code: number, reason: string): void {
    this.#stop(code, reason);
    this.#place?.host.handleLineClosed(this.#place.socketId);
  }

  #stop(code: number, reason: string): void {
    this.#isClosed = true;
    this.#stopTimer();
    this.#port.close(code, reason);
  }

  #beatLater(): void {
    const { clock, startTimer } = this.#meetings.options;
    this.#stopTimer = startTimer(() => {
      if (clock() - this.#heardAt >= SILENCE_MS) {
        this.#end(CLOSE_TIMEOUT, "silent");
        return;
      }
      this.#sendUncounted({ type: "heartbeat" });
      this.#beatLater();
    }, HEARTBEAT_MS);
  }

  #sendUncounted(message: ServerMessage): void {
    this.send(0, encode(serverMessage, message));
  }
}
