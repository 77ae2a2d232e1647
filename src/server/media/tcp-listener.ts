// ICE over TCP, passive, for networks that block UDP (RFC 6544; framing by RFC 4571).

import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { utf8 } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { readU16, writeU16 } from "../../core/sfu/rtp/big-endian.ts";
import type { MediaCounter } from "./media-count.ts";
import { PACKET_BYTES_MAX, type PacketHandler, type Remote } from "./remote.ts";
import { TcpPlaces } from "./tcp-places.ts";

/** How often connections are ended whose time is over. Longer keeps them longer, shorter costs wakes. */
const SWEEP_MS = 1_000;
/** Media that waits for longer than this much before it is of no use when it arrives. */
const QUEUE_BYTES_MAX = 256 * 1024;
const LENGTH_BYTES = 2;

export type TcpOptions = {
  readonly host: string;
  readonly port: number;
  readonly handlePacket: PacketHandler;
  readonly count: MediaCounter;
};

export interface TcpListener {
  close(): void;
}

/** @throws when the address can't be bound. */
export async function openTcp(options: TcpOptions): Promise<TcpListener> {
  const places = new TcpPlaces<Socket>();
  const sockets = new Set<Socket>();
  let connectionCount = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    // A socket that fails closes next: that is where it is handled.
    socket.on("error", () => {});
    const evicted = places.take(socket, socket.remoteAddress ?? "", now());
    if (evicted !== null) options.count("drop-tcp-refused");
    if (evicted === "refused") {
      socket.destroy();
      return;
    }
    evicted?.destroy();
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      places.leave(socket);
    });
    connectionCount += 1;
    serve(socket, `tcp ${connectionCount}`, options, () => places.handleSent(socket));
  });
  server.listen(options.port, options.host);
  await once(server, "listening");
  const sweep = setInterval(() => {
    for (const socket of places.takeExpired(now())) socket.destroy();
  }, SWEEP_MS);
  return {
    close() {
      clearInterval(sweep);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function serve(
  socket: Socket,
  key: string,
  { handlePacket, count }: TcpOptions,
  handleSent: () => void,
): void {
  const remote: Remote = {
    key,
    address: socket.remoteAddress ?? "",
    port: socket.remotePort ?? 0,
    get isOpen() {
      return !socket.destroyed;
    },
    send(packet, length = packet.length) {
      if (socket.destroyed || socket.writableLength > QUEUE_BYTES_MAX) {
        count("drop-socket-full");
        return;
      }
      const frame = new Uint8Array(LENGTH_BYTES + length);
      writeU16(frame, 0, length);
      frame.set(packet.subarray(0, length), LENGTH_BYTES);
      socket.write(frame);
      handleSent();
    },
  };
  const frames = new FrameReader();
  socket.on("data", (chunk) => {
    const at = now();
    const bytes = typeof chunk === "string" ? utf8(chunk) : chunk;
    const isWellFormed = frames.read(bytes, (packet) => handlePacket(packet, remote, at));
    if (isWellFormed) return;
    count("drop-malformed");
    socket.destroy();
  });
}

function now(): Millis {
  return performance.now() as Millis;
}

/** Cuts a stream into its frames: a length of 16 bits, then the packet. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** @returns false at an oversize frame: the stream can't be trusted any further. */
  read(chunk: Uint8Array, handle: (packet: Uint8Array) => void): boolean {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    let offset = 0;
    while (offset + LENGTH_BYTES <= bytes.length) {
      const length = readU16(bytes, offset);
      if (length > PACKET_BYTES_MAX) return false;
      const end = offset + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      handle(bytes.subarray(offset + LENGTH_BYTES, end));
      offset = end;
    }
    this.#rest = bytes.subarray(offset);
    return true;
  }
}
