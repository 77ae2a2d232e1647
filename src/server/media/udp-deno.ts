// UDP on Deno, by listenDatagram: its node:dgram takes a hundred times as long for a packet.

import { copy } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { PACKET_BYTES_MAX, type Remote } from "./remote.ts";
import type { UdpOptions, UdpSocket } from "./udp-socket.ts";

type Address = { readonly transport: "udp"; readonly hostname: string; readonly port: number };

type Datagram = {
  readonly addr: Address;
  receive(buffer: Uint8Array): Promise<[Uint8Array, Address]>;
  send(packet: Uint8Array, address: Address): Promise<number>;
  close(): void;
};

declare const Deno: { listenDatagram(options: Address): Datagram };

class DenoRemote implements Remote {
  readonly key: string;
  readonly address: string;
  readonly port: number;
  readonly isOpen = true;
  readonly #send: (packet: Uint8Array, length: number) => void;

  constructor(address: Address, send: (packet: Uint8Array, length: number) => void) {
    this.key = `${address.hostname} ${address.port}`;
    this.address = address.hostname;
    this.port = address.port;
    this.#send = send;
  }

  send(packet: Uint8Array, length = packet.length): void {
    this.#send(packet, length);
  }
}

export async function openDenoUdp(options: UdpOptions): Promise<UdpSocket> {
  const { host, port, count, handlePacket } = options;
  const socket = Deno.listenDatagram({ transport: "udp", hostname: host, port });
  let isClosed = false;

  const sendTo = (address: Address) => (packet: Uint8Array, length: number) => {
    if (isClosed) return;
    // Sent later than now, when the caller may have used its buffer again.
    socket.send(copy(packet.subarray(0, length)), address).catch(() => count("drop-socket-failed"));
  };

  const receive = async () => {
    const buffer = new Uint8Array(PACKET_BYTES_MAX + 1);
    while (!isClosed) {
      try {
        const [packet, address] = await socket.receive(buffer);
        const remote = new DenoRemote(address, sendTo(address));
        handlePacket(copy(packet), remote, performance.now() as Millis);
      } catch {
        if (!isClosed) count("drop-socket-failed");
      }
    }
  };
  void receive();
  return {
    port: socket.addr.port,
    description: "datagram",
    close() {
      isClosed = true;
      socket.close();
    },
  };
}
