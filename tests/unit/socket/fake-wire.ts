// A WebSocket between a client and the server in one process: frames take time, and the line can be cut.

import type { Bytes } from "../../../src/base/bytes.ts";
import { copy } from "../../../src/base/bytes.ts";
import type { WebSocketLike } from "../../../src/client/signaling.ts";
import type { SocketEvents, SocketPort } from "../../../src/server/runtime/runtime.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One way. Frames of one burst arrive one after another, so that a cut can come between them. */
const LATENCY_MS = 20;

const ABNORMAL = 1006;

type Listeners = {
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: { readonly code: number }) => void)[];
};

/** One direction: keeps the order, and a part of it can be lost. */
class Direction {
  readonly #time: VirtualTime;
  #arrivesAt = 0;
  #isCut = false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  carry(arrive: () => void): void {
    const now = this.#time.clock();
    this.#arrivesAt = Math.max(this.#arrivesAt + 1, now + LATENCY_MS);
    this.#time.startTimer(() => {
      if (!this.#isCut) arrive();
    }, this.#arrivesAt - now);
  }

  cut(): void {
    this.#isCut = true;
  }
}

export class FakeWire implements WebSocketLike {
  binaryType = "blob";
  /** What the server's runtime is to hold back; set by tests of slow lines. */
  bufferedBytes = 0;
  /** Of all frames that the client was sent, and that it sent. */
  readonly carried = { down: 0, up: 0 };
  /** How the server closed it, once it did. */
  closedWith: { code: number; reason: string } | null = null;
  readonly #up: Direction;
  readonly #down: Direction;
  readonly #listeners: Listeners = { message: [], close: [] };
  #events: SocketEvents | null = null;
  #isClosed = false;

  constructor(time: VirtualTime, open: ((port: SocketPort) => SocketEvents) | null) {
    this.#up = new Direction(time);
    this.#down = new Direction(time);
    this.#up.carry(() => {
      if (open === null) this.#finish(ABNORMAL);
      else this.#events = open(this.#port());
    });
  }

  addEventListener<K extends keyof Listeners>(type: K, listener: Listeners[K][number]): void {
    const listeners: Listeners[K][number][] = this.#listeners[type];
    listeners.push(listener);
  }

  send(bytes: Bytes): void {
    this.carried.up += bytes.length;
    this.#up.carry(() => this.#events?.handleMessage(copy(bytes)));
  }

  /** The client's own close: what it sent before still arrives. */
  close(): void {
    this.#down.cut();
    this.#up.carry(() => this.#closeServer());
  }

  /** Loses all that is under way. With `isSeenByServer` false the server's end stays half open. */
  cut(isSeenByServer: boolean): void {
    this.#up.cut();
    this.#down.cut();
    if (isSeenByServer) this.#closeServer();
    this.#finish(ABNORMAL);
  }

  /** Loses all from now on, and neither end is told. */
  silence(): void {
    this.#up.cut();
    this.#down.cut();
  }

  #port(): SocketPort {
    return {
      send: (bytes) => {
        const data = copy(bytes).buffer;
        this.carried.down += data.byteLength;
        this.#down.carry(() => {
          for (const listener of this.#listeners.message) listener({ data });
        });
      },
      close: (code, reason) => {
        this.closedWith = { code, reason };
        this.#events = null;
        this.#down.carry(() => this.#finish(code));
      },
      bufferedBytes: () => this.bufferedBytes,
    };
  }

  #closeServer(): void {
    this.#events?.handleClose();
    this.#events = null;
  }

  #finish(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const listener of this.#listeners.close) listener({ code });
  }
}
