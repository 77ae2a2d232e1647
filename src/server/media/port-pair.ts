// The same port number on UDP and TCP, so that a firewall needs one rule.

import { openTcp } from "./tcp-listener.ts";
import { openUdp, type UdpOptions } from "./udp-socket.ts";

/** With port 0 the system picks a UDP port whose TCP twin may be taken. */
const TRIES = 8;

export interface PortPair {
  readonly port: number;
  readonly description: string;
  close(): void;
}

/** @throws when the address can't be bound. */
export async function openPortPair(options: UdpOptions): Promise<PortPair> {
  for (let left = TRIES; ; left--) {
    const udp = await openUdp(options);
    try {
      const tcp = await openTcp({ ...options, port: udp.port });
      return {
        port: udp.port,
        description: udp.description,
        close() {
          udp.close();
          tcp.close();
        },
      };
    } catch (failure) {
      udp.close();
      if (options.port !== 0 || left === 0) throw failure;
    }
  }
}
