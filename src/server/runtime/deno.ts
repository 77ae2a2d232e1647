// Serves on Deno.

import { setTimeout as delay } from "node:timers/promises";
import { copy } from "../../base/bytes.ts";
import { SOCKET_FRAME_BYTES_MAX } from "../../protocol/limits.ts";
import type { Listener, ServeOptions, SocketEvents, SocketPort } from "./runtime.ts";
import { CLOSE_GOING_AWAY, CLOSE_TOO_BIG, CLOSE_UNSUPPORTED } from "./runtime.ts";

/** The few parts of Deno's own types that this file uses. */
declare const Deno: {
  serve(
    options: {
      readonly hostname: string;
      readonly port: number;
      readonly automaticCompression: boolean;
      readonly onListen: () => void;
      readonly cert?: string;
      readonly key?: string;
      readonly reusePort?: boolean;
    },
    handler: (
      request: Request,
      info: { readonly remoteAddr: { readonly hostname: string } },
    ) => Response | Promise<Response>,
  ): {
    readonly addr: { readonly port: number };
    shutdown(): Promise<void>;
  };
  upgradeWebSocket(
    request: Request,
    options: { readonly idleTimeout: number },
  ): { readonly response: Response; readonly socket: WebSocket };
};

const SOCKET_IDLE_SECONDS = 60;

/** Time for the last words on each connection. */
const LINGER_MS = 500;

function portOf(socket: WebSocket): SocketPort {
  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(copy(bytes));
    },
    close: (code, reason) => socket.close(code, reason),
    bufferedBytes: () => socket.bufferedAmount,
  };
}

function attach(socket: WebSocket, open: (port: SocketPort) => SocketEvents): void {
  let events: SocketEvents | null = null;
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    events = open(portOf(socket));
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!(data instanceof ArrayBuffer)) socket.close(CLOSE_UNSUPPORTED, "binary only");
    else if (data.byteLength > SOCKET_FRAME_BYTES_MAX)
      socket.close(CLOSE_TOO_BIG, "frame too large");
    else events?.handleMessage(new Uint8Array(data));
  };
  // An error is followed by a close, which is what counts.
  socket.onerror = () => {};
  socket.onclose = () => {
    events?.handleClose();
    events = null;
  };
}

/**
 * Deno has no bound of ours on frames and bodies before they are in memory: frames are refused on
 * arrival, bodies by the app.
 */
export function serveOnDeno({ endpoint, fetch, tls }: ServeOptions): Listener {
  const sockets = new Set<WebSocket>();
  const server = Deno.serve(
    {
      hostname: endpoint.host,
      port: endpoint.port,
      automaticCompression: false,
      onListen: () => {},
      ...(tls === undefined ? {} : { key: tls.key, cert: tls.chain, reusePort: true }),
    },
    (request, { remoteAddr }) =>
      fetch(request, {
        peerAddress: remoteAddr.hostname,
        upgrade: (open) => {
          const { response, socket } = Deno.upgradeWebSocket(request, {
            idleTimeout: SOCKET_IDLE_SECONDS,
          });
          sockets.add(socket);
          attach(socket, open);
          socket.addEventListener("close", () => sockets.delete(socket));
          return response;
        },
      }),
  );
  return {
    endpoint: { host: endpoint.host, port: server.addr.port },
    // It ends sockets too; their participants come back within their grace.
    retire: () => void server.shutdown(),
    close: async () => {
      const ends = [...sockets].map(
        (socket) => new Promise((resolve) => socket.addEventListener("close", resolve)),
      );
      for (const socket of sockets) socket.close(CLOSE_GOING_AWAY, "shutting down");
      // `shutdown` would put a close code of its own in the place of ours.
      await Promise.race([Promise.all(ends), delay(LINGER_MS)]);
      await Promise.race([server.shutdown(), delay(LINGER_MS)]);
    },
  };
}
