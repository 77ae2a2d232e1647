// `GET /socket`: the upgrade to the one WebSocket, for pages of our own origin.

import type { Context } from "hono";
import { Hono } from "hono";
import type { UnprovenSockets } from "../entry/unproven-sockets.ts";
import type { Connection, SocketEvents, SocketPort } from "../runtime/runtime.ts";

/** RFC 6455's registry: try again later. */
const CLOSE_TRY_LATER = 1013;

/**
 * Browsers let any page open a WebSocket to us and send its origin along: a page of another origin
 * must not speak through our visitors' addresses. Without the header it isn't a browser.
 */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && host !== undefined && URL.parse(origin)?.host === host;
}

type Open = (port: SocketPort) => SocketEvents;
type SocketContext = Context<{ Bindings: Connection }>;

/**
 * Counts a socket from its opening to its proof or its end: to the end of the connection, not to
 * ours, since what the runtime holds for it is held until then.
 */
function counted(open: Open, unproven: UnprovenSockets, address: string): Open {
  return (port) => {
    // More may have come while this one was being opened.
    const hasRoom = unproven.hasRoom(address);
    const leave = unproven.add(address);
    if (!hasRoom) {
      port.close(CLOSE_TRY_LATER, "too many sockets");
      return { isProven: false, handleMessage: () => {}, handleClose: leave };
    }
    const events = open(port);
    return {
      get isProven() {
        return events.isProven;
      },
      handleMessage: (bytes) => {
        events.handleMessage(bytes);
        if (events.isProven) leave();
      },
      handleClose: () => {
        leave();
        events.handleClose();
      },
    };
  };
}

/** @param clientAddress the address that sockets are counted by, behind a trusted proxy the client's. */
export function socketRoutes(
  open: Open,
  unproven: UnprovenSockets,
  clientAddress: (c: SocketContext) => string = (c) => c.env.peerAddress,
): Hono<{ Bindings: Connection }> {
  return new Hono<{ Bindings: Connection }>().get("/", (c) => {
    if (c.req.header("Upgrade")?.toLowerCase() !== "websocket") {
      c.header("Upgrade", "websocket");
      return c.text("this address speaks WebSocket\n", 426);
    }
    if (!isOwnOrigin(c.req.header("Origin"), c.req.header("Host"))) {
      return c.text("wrong origin\n", 403);
    }
    const address = clientAddress(c);
    if (!unproven.hasRoom(address)) return c.text("too many sockets\n", 503);
    return c.env.upgrade(counted(open, unproven, address)) ?? c.text("malformed upgrade\n", 400);
  });
}
