// A participant without a browser: the product's own call loop (SRP, socket, MLS) against a running server.

import type { Bytes } from "../../src/base/bytes.ts";
import type { Millis } from "../../src/base/time.ts";
import type { FromCallWorker } from "../../src/client/call-messages.ts";
import type { Failure } from "../../src/client/failure.ts";
import type { ToFrameWorker } from "../../src/client/frame-messages.ts";
import { CallLoop } from "../../src/client/workers/call-loop.ts";
import { CallMemory } from "../../src/client/workers/call-memory.ts";
import type { MeetingId, ParticipantId } from "../../src/protocol/ids.ts";
import { socketPath } from "../../src/protocol/ids.ts";
import type { HeadlessMedia } from "./headless-media.ts";

/** Bun's own sends headers of our choice; the DOM's type, which wins here, doesn't know. */
type SocketWithHeaders = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;
const BunWebSocket = WebSocket as unknown as SocketWithHeaders;

export type Invitation = {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly meetingId: MeetingId;
  /** The decoded fragment of the link. */
  readonly fragment: Bytes;
  /** As the proxy before the server tells it of whoever comes; absent where there is none. */
  readonly address?: string;
};

/** What a browser and the proxy on its way say of where a request comes from. */
export function headersFrom(url: string, address: string | undefined): Record<string, string> {
  return { Origin: url, ...(address !== undefined && { "X-Forwarded-For": address }) };
}

/** Bytes of what the participant sent and received on its socket. */
export type Traffic = { sent: number; received: number; largestReceived: number };

/** Of one who was in before, or may come back after. */
export type Life = {
  readonly memory: CallMemory;
  /** Told why it ended; null for one that left. */
  readonly handleEnded: (failure: Failure | null) => void;
};

export class HeadlessParticipant {
  readonly name: string;
  readonly media: HeadlessMedia | null;
  readonly traffic: Traffic = { sent: 0, received: 0, largestReceived: 0 };
  participantId: ParticipantId | null = null;
  /** How many the group has, as this one sees it; 0 before it is in. */
  members = 0;
  epoch = 0;
  /** Of the safety code: equal for all in an epoch. */
  digits = "";
  /** By `performance.now()`; null before. */
  joinedAt: number | null = null;
  readonly alarms: string[] = [];
  /** Why it ended; undefined while it hasn't. */
  ended: Failure | null | undefined;
  readonly #loop: CallLoop;
  readonly #keys = new MessageChannel();
  #socket: WebSocket | null = null;
  readonly #life: Life;
  #isGone = false;

  /**
   * Begins to come in at once, as a click on "join" does.
   * @param media what it sends and receives; null for one that only computes and talks.
   */
  constructor(
    { url, meetingId, fragment, address }: Invitation,
    name: string,
    media: HeadlessMedia | null = null,
    life: Life = { memory: new CallMemory(() => Date.now()), handleEnded: () => {} },
  ) {
    this.#life = life;
    this.name = name;
    this.media = media;
    this.#keys.port2.onmessage = ({ data }: MessageEvent<ToFrameWorker>) => media?.handleKeys(data);
    this.#loop = new CallLoop(
      {
        post: (message) => this.#handle(message),
        fetch: ((path: string, init: RequestInit) => {
          const headers = { ...init.headers, ...headersFrom(url, address) };
          return fetch(`${url}${path}`, { ...init, headers });
        }) as typeof fetch,
        openSocket: (id) => this.#openSocket(url, id, headersFrom(url, address)),
        clock: () => performance.now() as Millis,
        random: (length) => crypto.getRandomValues(new Uint8Array(length)),
        subtle: crypto.subtle,
      },
      life.memory,
    );
    this.#loop.handlePage({
      type: "enter",
      meetingId,
      fragment: fragment.slice(),
      passphrase: null,
      name,
      framePort: this.#keys.port1,
    });
  }

  leave(): void {
    this.#loop.handlePage({ type: "leave" });
    this.#close();
  }

  /** Its device is gone from one moment to the next: the server sees a lost connection. */
  vanish(): void {
    this.#isGone = true;
    this.#socket?.close();
    this.#close();
  }

  #close(): void {
    this.media?.close();
    this.#keys.port2.close();
  }

  #openSocket(url: string, meetingId: MeetingId, headers: Record<string, string>): WebSocket {
    const socket = new BunWebSocket(`${url.replace("http", "ws")}${socketPath(meetingId)}`, {
      headers,
    });
    this.#socket = socket;
    // It tries to come back until the grace is over: a device that is gone doesn't get through.
    if (this.#isGone) socket.close();
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      if (data instanceof Uint8Array) this.traffic.sent += data.length;
      send(data);
    };
    socket.addEventListener("message", ({ data }) => {
      const length = data instanceof ArrayBuffer ? data.byteLength : 0;
      this.traffic.received += length;
      this.traffic.largestReceived = Math.max(this.traffic.largestReceived, length);
    });
    return socket;
  }

  #handle(message: FromCallWorker): void {
    switch (message.type) {
      case "entered":
        this.participantId = message.participantId;
        if (this.media !== null) {
          this.#loop.handlePage({ type: "offer", sdp: this.media.offer() });
        }
        break;
      case "answer":
        void this.media?.handleAnswer(message.sdp);
        break;
      case "roster":
        this.members = message.members.length;
        this.epoch = message.epoch;
        this.digits = message.safety.digits;
        if (this.joinedAt === null) this.#tellStatus();
        this.joinedAt ??= performance.now();
        break;
      case "alarm":
        this.alarms.push(message.alarm.reason);
        break;
      case "ended":
        this.ended = message.failure;
        this.#life.handleEnded(message.failure);
        break;
      default:
        break;
    }
  }

  /** As the page does once it is in. */
  #tellStatus(): void {
    const signal = { type: "status", isMicOn: true, isCameraOn: true, isSharing: false } as const;
    this.#loop.handlePage({ type: "signal", signal });
  }
}
