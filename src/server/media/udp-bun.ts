// UDP on Bun: packets of one turn of the event loop leave in one system call.

import { isIPv6 } from "node:net";
import type { Millis } from "../../base/time.ts";
import { readU32 } from "../../core/sfu/rtp/big-endian.ts";
import { openSocketLibrary, type SocketLibrary, SocketOptions } from "./gso-native.ts";
import { GsoSender, type Receiver } from "./gso-sender.ts";
import { type Remote, SENT_PACKETS_KEPT } from "./remote.ts";
import { socketName } from "./udp-name.ts";
import type { UdpOptions, UdpSocket } from "./udp-socket.ts";

/** Smaller loses packets when the event loop is busy for a moment, larger keeps stale ones. */
const BUFFER_BYTES = 8 * 1024 * 1024;

type Sender = (remote: BunRemote, packet: Uint8Array, length: number) => void;

class BunRemote implements Remote {
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly isOpen = true;
  readonly #send: Sender;
  /** For C; undefined until it is asked for. */
  #receiver: Receiver | null | undefined;

  constructor(address: string, port: number, send: Sender) {
    this.key = `${address} ${port}`;
    this.address = address;
    this.port = port;
    this.#send = send;
  }

  send(packet: Uint8Array, length = packet.length): void {
    this.#send(this, packet, length);
  }

  receiver(isIpv6: boolean): Receiver | null {
    if (this.#receiver !== undefined) return this.#receiver;
    const name = socketName(this.address, this.port, isIpv6);
    this.#receiver =
      name === null
        ? null
        : {
            name: name.words,
            nameLength: name.length,
            mark: { batch: 0, newest: -1, canGroup: true },
            salt: Math.imul(this.port, 0x9e3779b1) ^ (name.words[1] ?? 0),
          };
    return this.#receiver;
  }
}

type Batch = { readonly send: Sender; readonly flush: () => void; readonly drain: () => void };

/** @param library the calls of C; null does without. */
export async function openBunUdp(
  options: UdpOptions,
  library: SocketLibrary | null = openSocketLibrary(),
): Promise<UdpSocket> {
  const { count, handlePacket } = options;
  let isClosed = false;
  const socket = await Bun.udpSocket({
    hostname: options.host,
    port: options.port,
    binaryType: "uint8array",
    socket: {
      data(_, packet, port, address) {
        handlePacket(packet, new BunRemote(address, port, send), performance.now() as Millis);
      },
      drain() {
        batch.drain();
      },
      // Bun reports what ICMP says of a peer that left; without this handler it ends the process.
      error() {
        count("drop-socket-failed");
      },
    },
  });
  const plain = plainBatch(socket, options);
  const native = nativeBatch(socket, options, library, plain);
  const batch = native?.batch ?? plain;
  let isScheduled = false;
  const flush = () => {
    isScheduled = false;
    // The number of a closed socket may be another file's by now.
    if (!isClosed && !socket.closed) batch.flush();
  };
  const send: Sender = (remote, packet, length) => {
    if (isClosed || socket.closed) return;
    batch.send(remote, packet, length);
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(flush);
  };
  return {
    port: socket.port,
    description: native?.description ?? "sendMany",
    close() {
      isClosed = true;
      socket.close();
    },
  };
}

type BunSocket = Bun.udp.Socket<"uint8array">;

const FIELDS = 3;

/** By Bun's own means. What doesn't fit waits for room, as much as one batch; the rest is dropped. */
function plainBatch(socket: BunSocket, { count }: UdpOptions): Batch {
  // Packet, port, address; packet, port, address …
  const batch: (Uint8Array | number | string)[] = [];
  let waiting: (Uint8Array | number | string)[] = [];
  const lose = (packets: number) => {
    for (let lost = 0; lost < packets; lost++) count("drop-socket-full");
  };
  const sendAll = (all: (Uint8Array | number | string)[]): number => {
    try {
      return socket.sendMany(all) * FIELDS;
    } catch {
      count("drop-socket-failed");
      return all.length;
    }
  };
  const flush = () => {
    if (batch.length === 0) return;
    if (waiting.length > 0) {
      lose(batch.length / FIELDS);
    } else {
      const rest = batch.slice(sendAll(batch));
      // Copied: by the time that there is room the ring has come round.
      waiting = rest.map((field) => (field instanceof Uint8Array ? field.slice() : field));
    }
    batch.length = 0;
  };
  return {
    flush,
    send(remote, packet, length) {
      batch.push(packet.subarray(0, length), remote.port, remote.address);
      if (batch.length >= SENT_PACKETS_KEPT * FIELDS) flush();
    },
    drain() {
      if (waiting.length > 0) waiting = waiting.slice(sendAll(waiting));
    },
  };
}

/** By C, where it can be called. @returns null where it can't. */
function nativeBatch(
  socket: BunSocket,
  options: UdpOptions,
  library: SocketLibrary | null,
  plain: Batch,
): { readonly batch: Batch; readonly description: string } | null {
  const fd = "fd" in socket && typeof socket.fd === "number" ? socket.fd : -1;
  if (library === null || fd < 0) return null;
  const socketOptions = new SocketOptions(library, fd);
  const { send, receive } = socketOptions.resizeBuffers(BUFFER_BYTES);
  const isSegmenting = socketOptions.hasSegmentation();
  const sender = new GsoSender({
    library,
    fd,
    isSegmenting,
    handleLost(packets) {
      for (let lost = 0; lost < packets; lost++) options.count("drop-socket-full");
    },
  });
  if (options.arena !== undefined) sender.useRing(options.arena);
  const isIpv6 = isIPv6(options.host);
  const how = isSegmenting ? "sendmmsg with segmentation" : "sendmmsg";
  return {
    description: `${how}, buffers ${send} and ${receive}`,
    batch: {
      send(remote, packet, length) {
        const receiver = remote.receiver(isIpv6);
        if (receiver === null) {
          plain.send(remote, packet, length);
          return;
        }
        const isMedia = (packet[0] ?? 0) >= 128 && length >= 12;
        sender.push(receiver, packet, length, isMedia ? readU32(packet, 8) : 0);
      },
      flush() {
        sender.flush();
        plain.flush();
      },
      drain: plain.drain,
    },
  };
}
