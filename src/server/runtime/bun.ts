// Serves on Bun, from source and inside the compiled binary.

import type { ServerWebSocket } from "bun";
import { OUTBOX_BYTES_MAX, SOCKET_FRAME_BYTES_MAX } from "../../protocol/limits.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Listener, ServeOptions, SocketEvents, SocketPort } from "./runtime.ts";
import { CLOSE_UNSUPPORTED } from "./runtime.ts";

/** Shorter cuts off slow uploads, longer lets idle strangers hold connections. */
const IDLE_SECONDS = 30;

/** Many times the largest request. What is longer isn't even read. */
const BODY_BYTES_MAX = 64 * 1024;

/** Longer than the protocol's own heartbeat tolerates silence: that one decides. */
const SOCKET_IDLE_SECONDS = 60;

const LINGER_MS = 500;

type SocketState = {
  readonly open: (port: SocketPort) => SocketEvents;
  events: SocketEvents | null;
};

function portOf(socket: ServerWebSocket<SocketState>): SocketPort {
  return {
    send: (bytes) => {
      socket.sendBinary(bytes);
    },
    close: (code, reason) => socket.close(code, reason),
    bufferedBytes: () => socket.getBufferedAmount(),
  };
}

/** Only a shared port can be handed on; but no other program's port is to be shared by mistake. */
function assertFree({ host, port }: Endpoint): void {
  if (port === 0) return;
  void Bun.listen({ hostname: host, port, socket: { data: () => {} } }).stop(true);
}

export function serveOnBun({ endpoint, fetch, tls, isRelief = false }: ServeOptions): Listener {
  if (tls !== undefined && !isRelief) assertFree(endpoint);
  const server = Bun.serve<SocketState>({
    hostname: endpoint.host,
    port: endpoint.port,
    ...(tls === undefined ? {} : { tls: { key: tls.key, cert: tls.chain }, reusePort: true }),
    idleTimeout: IDLE_SECONDS,
    maxRequestBodySize: BODY_BYTES_MAX,
    development: false,
    fetch: (request, bun) =>
      fetch(request, {
        peerAddress: bun.requestIP(request)?.address ?? "",
        upgrade: (open) =>
          bun.upgrade(request, { data: { open, events: null } })
            ? new Response(null, { status: 101 })
            : null,
      }),
    websocket: {
      maxPayloadLength: SOCKET_FRAME_BYTES_MAX,
      idleTimeout: SOCKET_IDLE_SECONDS,
      // The session is ended at OUTBOX_BYTES_MAX; this only bounds what a mistake of ours could hold.
      backpressureLimit: 2 * OUTBOX_BYTES_MAX,
      closeOnBackpressureLimit: true,
      perMessageDeflate: false,
      open: (socket) => {
        socket.data.events = socket.data.open(portOf(socket));
      },
      message: (socket, message) => {
        if (typeof message === "string") socket.close(CLOSE_UNSUPPORTED, "binary only");
        else socket.data.events?.handleMessage(new Uint8Array(message));
      },
      close: (socket) => {
        socket.data.events?.handleClose();
        socket.data.events = null;
      },
    },
  });
  return {
    endpoint: { host: endpoint.host, port: server.port ?? endpoint.port },
    retire: () => void server.stop(),
    close: async () => {
      // Time for the last words on each connection, and no longer.
      await Promise.race([server.stop(), Bun.sleep(LINGER_MS)]);
      await server.stop(true);
    },
  };
}
