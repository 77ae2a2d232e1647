// The browser's end of the socket: proves the session, resumes it after a loss, and loses or doubles nothing (PROTOCOL §5).

import { assert } from "../base/assert.ts";
import type { Bytes } from "../base/bytes.ts";
import type { RandomBytes } from "../base/random.ts";
import type { Secret } from "../base/secret.ts";
import type { Clock } from "../base/time.ts";
import { helloProof } from "../core/meeting/hello-proof.ts";
import type { Frame } from "../protocol/frame.ts";
import { decodeFrame, encodeFrame } from "../protocol/frame.ts";
import type { ParticipantId, SessionId } from "../protocol/ids.ts";
import {
  GRACE_MS,
  HEARTBEAT_MS,
  OUTBOX_BYTES_MAX,
  PROTOCOL_VERSION,
  SILENCE_MS,
} from "../protocol/limits.ts";
import { Inbox, Outbox } from "../protocol/outbox.ts";
import { reasonOfCloseCode } from "../protocol/reject.ts";
import { encode } from "../protocol/schema.ts";
import type { ClientMessage, Relay, ServerMessage } from "../protocol/socket-messages.ts";
import { clientMessage, serverMessage } from "../protocol/socket-messages.ts";
import type { Failure } from "./failure.ts";

/** Longer stays with a server that doesn't answer, shorter never gets through a bad line. */
const CONNECT_MS = 10_000;

/** The first wait before a new try, doubled each time: shorter hammers a server that restarts. */
const BACKOFF_MS_MIN = 250;

/** Longer keeps people from a server or network that is back, shorter hammers it. */
const BACKOFF_MS_MAX = 2_000;

/** As much of WebSocket as is used here. */
export type WebSocketLike = {
  binaryType: string;
  send(bytes: Bytes): void;
  close(): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number }) => void): void;
};

type Timer = ReturnType<typeof setTimeout>;

export type SignalingHandlers = {
  /** What the server says, once and in order; without what concerns the socket alone. */
  readonly message: (message: ServerMessage) => void;
  /**
   * The socket is up; `isResumed` is false the first time. `nonce` is of this socket's challenge,
   * for a host's `prove`.
   */
  readonly session: (
    participantId: ParticipantId,
    isResumed: boolean,
    nonce: Bytes,
    relay: Relay | null,
  ) => void;
  readonly connection: (state: "up" | "down") => void;
  /** The session is over, and nothing comes after it. Not called after `leave` or `close`. */
  readonly ended: (failure: Failure) => void;
};

export type SignalingOptions = {
  readonly open: () => WebSocketLike;
  readonly sessionId: SessionId;
  /** Taken over: zeroed when the session is over. */
  readonly sessionKey: Secret;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly setTimer: (callback: () => void, delayMs: number) => Timer;
  readonly clearTimer: (timer: Timer) => void;
  readonly handlers: SignalingHandlers;
};

/*
 *   connecting ──session──> up ──closed, silent, a gap──> waiting ──backoff──> connecting
 *        │                   │                               │
 *        └── closed, 10 s ───┼──────────> waiting            └── no grace left ──> over
 *                            └── reject, a fatal close code, malformed ──────────> over
 */
type State = "connecting" | "greeted" | "up" | "waiting" | "over";

export class Signaling {
  readonly #options: SignalingOptions;
  readonly #outbox = new Outbox(OUTBOX_BYTES_MAX);
  readonly #inbox = new Inbox();
  #state: State = "waiting";
  #socket: WebSocketLike | null = null;
  #timer: Timer | undefined;
  #participantId: ParticipantId | null = null;
  #nonce: Bytes = new Uint8Array(0);
  #graceMs = GRACE_MS;
  #attempts = 0;
  #heardAt: number;
  #downAt: number;

  /** Connects at once. */
  constructor(options: SignalingOptions) {
    this.#options = options;
    this.#heardAt = options.clock();
    this.#downAt = options.clock();
    this.#connect();
  }

  /** Goes out now, or with the next connection. @throws Bug when a field is over its bound. */
  send(message: ClientMessage): void {
    assert(message.type !== "hello" && message.type !== "heartbeat", "sent by the socket itself");
    if (this.#state === "over") return;
    const bytes = encode(clientMessage, message);
    const pushed = this.#outbox.push(bytes);
    if (!pushed.ok) this.#end("overloaded");
    else if (this.#state === "up") this.#sendFrame(pushed.value, bytes);
  }

  /** Sent, and not acknowledged by the server. */
  get backlogBytes(): number {
    return this.#outbox.byteCount;
  }

  /** Tells the server, if there is a connection to tell it over, and ends the session. */
  leave(): void {
    this.send({ type: "leave" });
    this.close();
  }

  /** Ends the session here without a word: the server waits its grace for it. */
  close(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#options.sessionKey.zero();
    this.#stopTimer();
    this.#socket?.close();
    this.#socket = null;
  }

  #connect(): void {
    const socket = this.#options.open();
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#state = "connecting";
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.#socket) this.#handleFrame(data);
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket !== this.#socket) return;
      const reason = reasonOfCloseCode(code);
      if (reason === null) this.#lose();
      else this.#end(reason);
    });
    this.#startTimer(() => this.#lose(), CONNECT_MS);
  }

  #handleFrame(data: unknown): void {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0);
    const frame = decodeFrame(serverMessage, bytes);
    if (frame === null) {
      this.#end("malformed");
      return;
    }
    this.#heardAt = this.#options.clock();
    const { message } = frame;
    if (message.type === "reject") this.#end(message.reason);
    else if (this.#state === "connecting" && message.type === "challenge") {
      this.#greet(message.nonce);
    } else if (this.#state === "greeted" && message.type === "session") this.#open(message);
    else if (this.#state === "up") this.#handleNext(frame, bytes.length);
    else this.#end("malformed");
  }

  #greet(nonce: Bytes): void {
    const { sessionId, sessionKey } = this.#options;
    this.#state = "greeted";
    this.#nonce = nonce;
    this.#sendUncounted({
      type: "hello",
      protocolVersion: PROTOCOL_VERSION,
      sessionId,
      proof: helloProof(sessionKey.bytes, nonce, sessionId),
      lastSeq: this.#inbox.lastSeq,
    });
  }

  #open(session: Extract<ServerMessage, { type: "session" }>): void {
    const isResumed = this.#participantId !== null;
    const isSame = session.isResumed && session.participantId === this.#participantId;
    if (session.protocolVersion !== PROTOCOL_VERSION) {
      this.#end("wrong-version");
      return;
    }
    // The server has forgotten us, or what it had acknowledged: there is nothing to go on with.
    if ((isResumed && !isSame) || !this.#outbox.resume(session.lastSeq)) {
      this.#end("unknown-session");
      return;
    }
    this.#state = "up";
    this.#participantId = session.participantId;
    this.#graceMs = session.graceMs;
    this.#attempts = 0;
    for (const { seq, message } of this.#outbox.unacknowledged()) this.#sendFrame(seq, message);
    this.#startTimer(() => this.#beat(), HEARTBEAT_MS);
    this.#options.handlers.connection("up");
    this.#options.handlers.session(session.participantId, isResumed, this.#nonce, session.relay);
  }

  #handleNext({ seq, ack, message }: Frame<ServerMessage>, byteLength: number): void {
    const isHandshake = message.type === "challenge" || message.type === "session";
    const isHeartbeat = message.type === "heartbeat";
    if (isHandshake || isHeartbeat !== (seq === 0) || !this.#outbox.acknowledge(ack)) {
      this.#end("malformed");
      return;
    }
    if (isHeartbeat) return;
    switch (this.#inbox.accept(seq, byteLength)) {
      case "next":
        this.#options.handlers.message(message);
        if (this.#inbox.isAckDue) this.#sendUncounted({ type: "heartbeat" });
        break;
      case "gap":
        this.#lose();
        break;
      case "duplicate":
        break;
    }
  }

  #beat(): void {
    if (this.#options.clock() - this.#heardAt >= SILENCE_MS) {
      this.#lose();
      return;
    }
    this.#sendUncounted({ type: "heartbeat" });
    this.#startTimer(() => this.#beat(), HEARTBEAT_MS);
  }

  /** This connection is no more; another is tried while the server may still know the session. */
  #lose(): void {
    const { clock, handlers, random } = this.#options;
    const socket = this.#socket;
    const wasUp = this.#state === "up";
    this.#socket = null;
    this.#state = "waiting";
    socket?.close();
    if (wasUp) this.#downAt = clock();
    const graceMs = this.#downAt + this.#graceMs - clock();
    if (graceMs <= 0) {
      this.#end("server-gone");
      return;
    }
    const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** this.#attempts++);
    // Half of it is chance, so that a server that restarts isn't met by everybody at once.
    const jitter = (1 + (random(1)[0] ?? 0) / 255) / 2;
    this.#startTimer(() => this.#retry(), Math.min(graceMs, backoffMs * jitter));
    if (wasUp) handlers.connection("down");
  }

  #retry(): void {
    if (this.#options.clock() - this.#downAt >= this.#graceMs) this.#end("server-gone");
    else this.#connect();
  }

  #end(failure: Failure): void {
    if (this.#state === "over") return;
    this.close();
    this.#options.handlers.ended(failure);
  }

  #sendUncounted(message: ClientMessage): void {
    this.#sendFrame(0, encode(clientMessage, message));
  }

  #sendFrame(seq: number, message: Bytes): void {
    this.#socket?.send(encodeFrame(seq, this.#inbox.acknowledge(), message));
  }

  #startTimer(callback: () => void, delayMs: number): void {
    this.#stopTimer();
    this.#timer = this.#options.setTimer(callback, delayMs);
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#options.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
