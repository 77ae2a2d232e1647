// One UDP port for all participants, by whichever runtime runs us.

import type { MediaCounter } from "./media-count.ts";
import type { PacketHandler } from "./remote.ts";
import { openBunUdp } from "./udp-bun.ts";
import { openDenoUdp } from "./udp-deno.ts";
import { openNodeUdp } from "./udp-node.ts";

export interface UdpSocket {
  readonly port: number;
  /** How it sends, and its buffers' bytes where they are known. */
  readonly description: string;
  close(): void;
}

export type UdpOptions = {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  readonly handlePacket: PacketHandler;
  readonly count: MediaCounter;
  /** The memory of the ring that most packets to be sent lie in. */
  readonly arena?: ArrayBuffer;
};

declare const Deno: unknown;

/** @throws when the address can't be bound. */
export function openUdp(options: UdpOptions): Promise<UdpSocket> {
  if (typeof Bun !== "undefined") return openBunUdp(options);
  if (typeof Deno !== "undefined") return openDenoUdp(options);
  return openNodeUdp(options);
}
