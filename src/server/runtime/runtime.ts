// What the server asks of a JavaScript runtime: to listen, to upgrade to WebSockets, and to stop.

import type { Bytes } from "../../base/bytes.ts";
import type { Endpoint } from "../endpoint.ts";

/** The outgoing half of one WebSocket. Calls after its end do nothing. */
export type SocketPort = {
  send(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Bytes sent that the network hasn't taken yet. */
  bufferedBytes(): number;
};

/** The incoming half. `handleClose` is called once, and nothing after it. */
export type SocketEvents = {
  /** Whether the other end proved that it may be here; false for a stranger. Never true and then false. */
  readonly isProven: boolean;
  handleMessage(bytes: Bytes): void;
  handleClose(): void;
};

/** What a handler learns of the connection that a request came by; hono calls it `env`. */
export type Connection = {
  readonly peerAddress: string;
  /** Makes a WebSocket of this request: the answer must be returned as it is. Null if it can't. */
  readonly upgrade: (open: (port: SocketPort) => SocketEvents) => Response | null;
};

/** PEM. */
export type TlsCredentials = { readonly key: string; readonly chain: string };

export type ServeOptions = {
  readonly endpoint: Endpoint;
  /** HTTPS instead of HTTP. */
  readonly tls?: TlsCredentials;
  /** Whether a listener with `tls` is there already, which this one is to relieve. */
  readonly isRelief?: boolean;
  readonly fetch: (request: Request, connection: Connection) => Response | Promise<Response>;
};

export type Listener = {
  /** With the port that the system chose, when it was asked to. */
  readonly endpoint: Endpoint;
  /** Takes no new connections. Those that are open go on, on Deno only until their next message. */
  retire(): void;
  /** Takes no new connections, and ends those that are open. */
  close(): Promise<void>;
};

/** @throws an Error with `code` EADDRINUSE, EACCES, EADDRNOTAVAIL … when it can't listen. */
export type Serve = (options: ServeOptions) => Listener;

/** RFC 6455 §7.4.1. */
export const CLOSE_GOING_AWAY = 1001;
export const CLOSE_UNSUPPORTED = 1003;
export const CLOSE_TOO_BIG = 1009;
