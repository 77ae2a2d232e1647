// A browser's way into a meeting without a browser: entry over HTTP, then the first words on the socket.

import type { Bytes } from "../../src/base/bytes.ts";
import type { Entered } from "../../src/client/entry.ts";
import { createMeeting, enterMeeting } from "../../src/client/entry.ts";
import type { Fetch } from "../../src/client/post.ts";
import type { LinkFragment } from "../../src/core/link/fragment.ts";
import { helloProof } from "../../src/core/meeting/hello-proof.ts";
import { decodeFrame, encodeFrame } from "../../src/protocol/frame.ts";
import type { MeetingId } from "../../src/protocol/ids.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import { encode } from "../../src/protocol/schema.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import { clientMessage, serverMessage } from "../../src/protocol/socket-messages.ts";

/** Bun's own sends headers of our choice; the DOM's type, which wins here, doesn't know. */
type SocketWithHeaders = new (
  url: string,
  options: {
    readonly headers: Readonly<Record<string, string>>;
    readonly tls?: { readonly ca: string; readonly serverName: string };
  },
) => WebSocket;
const BunWebSocket = WebSocket as unknown as SocketWithHeaders;

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

function fetchFrom(url: string): Fetch {
  return (path, init) => fetch(`${url}${path}`, init);
}

/** @param startKey of the operator, where one is needed. */
export async function makeMeeting(url: string, startKey = "") {
  return createMeeting(fetchFrom(url), crypto.subtle, random, null, startKey);
}

/** As often as a browser does while the server is busy. */
export async function enter(url: string, meetingId: MeetingId, fragment: LinkFragment) {
  return enterMeeting({ meetingId, fragment, fetch: fetchFrom(url), random });
}

/** As somebody who has left by then: without a second try. */
export async function enterOnce(url: string, meetingId: MeetingId, fragment: LinkFragment) {
  const signal = AbortSignal.abort();
  return enterMeeting({ meetingId, fragment, fetch: fetchFrom(url), random, signal });
}

export type SocketEnd = { readonly code: number; readonly reason: string };

export type SocketOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: { readonly ca: string; readonly serverName: string };
};

/** An open WebSocket, read one frame at a time. */
export class VisitorSocket {
  readonly #socket: WebSocket;
  readonly #frames: Bytes[] = [];
  #wake = Promise.withResolvers<void>();
  readonly ended: Promise<SocketEnd>;

  /** @param origin what a browser would say of the page that opens it; ours unless told. */
  constructor(url: string, origin: string = url, more: SocketOptions = {}) {
    const options = { ...more, headers: { Origin: origin, ...more.headers } };
    this.#socket = new BunWebSocket(`${url.replace("http", "ws")}/socket`, options);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onmessage = ({ data }) => {
      this.#frames.push(new Uint8Array(data));
      this.#wake.resolve();
    };
    const ended = Promise.withResolvers<SocketEnd>();
    this.#socket.onclose = ({ code, reason }) => {
      ended.resolve({ code, reason });
      this.#wake.resolve();
    };
    this.ended = ended.promise;
  }

  send(data: Bytes | string): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }

  /** Says that it leaves for good, as the first of its own messages. */
  leave(): void {
    this.send(encodeFrame(1, 0, encode(clientMessage, { type: "leave" })));
  }

  /** @throws Error when the socket ended first. */
  async next(): Promise<ServerMessage> {
    while (this.#frames.length === 0) {
      if (this.#socket.readyState >= WebSocket.CLOSING) throw new Error("the socket has ended");
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
    const frame = decodeFrame(serverMessage, this.#frames.shift() ?? new Uint8Array(0));
    if (frame === null) throw new Error("the server sent what isn't a message");
    return frame.message;
  }

  /** Answers the challenge. @returns what the server says to the hello. */
  async hello({ sessionId, sessionKey }: Entered): Promise<ServerMessage> {
    const challenge = await this.next();
    if (challenge.type !== "challenge") throw new Error("the server doesn't challenge");
    const proof = helloProof(sessionKey.bytes, challenge.nonce, sessionId);
    const hello = { protocolVersion: PROTOCOL_VERSION, sessionId, proof, lastSeq: 0 };
    this.send(encodeFrame(0, 0, encode(clientMessage, { type: "hello", ...hello })));
    return this.next();
  }
}
