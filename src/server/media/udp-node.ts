// UDP on Node, and on whatever else has its API.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { copy } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { Remote } from "./remote.ts";
import type { UdpOptions, UdpSocket } from "./udp-socket.ts";

/** Smaller loses packets when the event loop is busy for a moment. */
const BUFFER_BYTES = 4 * 1024 * 1024;

export async function openNodeUdp(options: UdpOptions): Promise<UdpSocket> {
  const { host, port, count, handlePacket } = options;
  const socket = createSocket({
    type: isIPv6(host) ? "udp6" : "udp4",
    recvBufferSize: BUFFER_BYTES,
    sendBufferSize: BUFFER_BYTES,
  });
  socket.bind(port, host);
  await once(socket, "listening");
  socket.on("error", () => count("drop-socket-failed"));
  socket.on("message", (packet, from) => {
    const remote: Remote = {
      key: `${from.address} ${from.port}`,
      address: from.address,
      port: from.port,
      isOpen: true,
      // Copied: it may be sent later than now, when the caller has used its buffer again.
      send: (bytes, length = bytes.length) =>
        socket.send(copy(bytes.subarray(0, length)), from.port, from.address),
    };
    handlePacket(packet, remote, performance.now() as Millis);
  });
  return { port: socket.address().port, description: "dgram", close: () => socket.close() };
}
