// The server's end of the browser's sockets by hand: it says what the test says, true or not.

import type { Bytes } from "../../../src/base/bytes.ts";
import { copy } from "../../../src/base/bytes.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { WebSocketLike } from "../../../src/client/signaling.ts";
import { Signaling } from "../../../src/client/signaling.ts";
import { decodeFrame, encodeFrame } from "../../../src/protocol/frame.ts";
import type { ParticipantId, SessionId } from "../../../src/protocol/ids.ts";
import { GRACE_MS } from "../../../src/protocol/limits.ts";
import { encode } from "../../../src/protocol/schema.ts";
import type { ClientMessage, ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { clientMessage, serverMessage } from "../../../src/protocol/socket-messages.ts";
import { VirtualTime } from "../socket/virtual-time.ts";

export const SESSION = "5e".repeat(16) as SessionId;
export const ANA = "aa".repeat(16) as ParticipantId;
export const KEY = new Uint8Array(32).fill(9);
export const NONCE = new Uint8Array(32).fill(8);
export const OTHER_NONCE = new Uint8Array(32).fill(7);

type Listeners = {
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: { readonly code: number }) => void)[];
};

export type Session = Extract<ServerMessage, { type: "session" }>;

export function session(changed: Partial<Session> = {}): Session {
  return {
    type: "session",
    protocolVersion: 1,
    participantId: ANA,
    isResumed: false,
    lastSeq: 0,
    graceMs: GRACE_MS,
    relay: null,
    ...changed,
  };
}

/** The server's end of one socket, by hand. */
export class ScriptedSocket implements WebSocketLike {
  binaryType = "blob";
  isClosed = false;
  readonly heard: { seq: number; ack: number; message: ClientMessage }[] = [];
  readonly #listeners: Listeners = { message: [], close: [] };

  addEventListener<K extends keyof Listeners>(type: K, listener: Listeners[K][number]): void {
    const listeners: Listeners[K][number][] = this.#listeners[type];
    listeners.push(listener);
  }

  send(bytes: Bytes): void {
    const frame = decodeFrame(clientMessage, bytes);
    if (frame === null) throw new Error("the client sent what isn't a frame");
    this.heard.push(frame);
  }

  close(): void {
    this.isClosed = true;
  }

  get types(): string[] {
    return this.heard.map(({ message }) => message.type);
  }

  raw(data: unknown): void {
    for (const listener of this.#listeners.message) listener({ data });
  }

  say(seq: number, message: ServerMessage, ack = 0): void {
    this.raw(copy(encodeFrame(seq, ack, encode(serverMessage, message))).buffer);
  }

  welcome(changed: Partial<Session> = {}): void {
    this.say(0, { type: "challenge", nonce: NONCE });
    this.say(0, session(changed));
  }

  drop(code = 1006): void {
    for (const listener of this.#listeners.close) listener({ code });
  }
}

export class Story {
  readonly time = new VirtualTime();
  readonly sockets: ScriptedSocket[] = [];
  readonly key = new Secret(copy(KEY));
  /** Whatever the handlers were told, in order. */
  readonly log: string[] = [];
  readonly nonces: Bytes[] = [];
  readonly signaling = new Signaling({
    open: () => {
      const socket = new ScriptedSocket();
      this.sockets.push(socket);
      return socket;
    },
    sessionId: SESSION,
    sessionKey: this.key,
    clock: this.time.clock,
    random: (length) => new Uint8Array(length).fill(255),
    ...this.time.handleTimers(),
    handlers: {
      message: (message) => this.log.push(message.type),
      session: (_, isResumed, nonce) => {
        this.log.push(isResumed ? "resumed" : "session");
        this.nonces.push(nonce);
      },
      connection: (state) => this.log.push(state),
      ended: (failure) => this.log.push(`ended: ${failure}`),
    },
  });

  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }
}
