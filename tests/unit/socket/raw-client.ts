// One WebSocket as an attacker has it: any frame, right or wrong, and what the server answers.

import type { Bytes } from "../../../src/base/bytes.ts";
import { helloProof } from "../../../src/core/meeting/hello-proof.ts";
import { decodeFrame, encodeFrame } from "../../../src/protocol/frame.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { encode } from "../../../src/protocol/schema.ts";
import type { ClientMessage, ServerMessage } from "../../../src/protocol/socket-messages.ts";
import { clientMessage, serverMessage } from "../../../src/protocol/socket-messages.ts";
import type { Session } from "../../../src/server/entry/sessions.ts";
import type { SocketEvents } from "../../../src/server/runtime/runtime.ts";
import { openSocket } from "../../../src/server/socket.ts";
import type { World } from "./world.ts";

/** A client that says what the test wants, right or wrong. */
export class RawClient {
  readonly heard: { seq: number; ack: number; message: ServerMessage }[] = [];
  bufferedBytes = 0;
  closed: { code: number; reason: string } | null = null;
  readonly #socket: SocketEvents;
  #seq = 0;

  constructor(world: World) {
    this.#socket = openSocket(world.meetings, {
      send: (bytes) => {
        const frame = decodeFrame(serverMessage, bytes);
        if (frame === null) throw new Error("the server sent what isn't a frame");
        this.heard.push(frame);
      },
      close: (code, reason) => {
        this.closed = { code, reason };
      },
      bufferedBytes: () => this.bufferedBytes,
    });
  }

  get types(): string[] {
    return this.heard.map(({ message }) => message.type);
  }

  get nonce(): Bytes {
    const first = this.heard[0]?.message;
    if (first?.type !== "challenge") throw new Error("no challenge");
    return first.nonce;
  }

  get participantId(): ParticipantId {
    const second = this.heard[1]?.message;
    if (second?.type !== "session") throw new Error("no session");
    return second.participantId;
  }

  get isProven(): boolean {
    return this.#socket.isProven;
  }

  raw(bytes: Uint8Array): void {
    this.#socket.handleMessage(new Uint8Array(bytes));
  }

  frame(seq: number, ack: number, message: ClientMessage): void {
    this.raw(encodeFrame(seq, ack, encode(clientMessage, message)));
  }

  say(message: ClientMessage): void {
    this.frame(++this.#seq, 0, message);
  }

  hello(session: Session, changed: Partial<Extract<ClientMessage, { type: "hello" }>> = {}): void {
    this.frame(0, 0, {
      type: "hello",
      protocolVersion: 1,
      sessionId: session.id,
      proof: helloProof(session.key.bytes, this.nonce, session.id),
      lastSeq: 0,
      ...changed,
    });
  }

  hangUp(): void {
    this.#socket.handleClose();
  }
}
