// The other end of a path that packets take, whatever carries them.

import type { Millis } from "../../base/time.ts";

export interface Remote {
  /** Tells paths apart; never leaves memory. */
  readonly key: string;
  readonly address: string;
  readonly port: number;
  /** False once nothing can reach it any more. */
  readonly isOpen: boolean;
  /**
   * Sends or drops the first `length` bytes of `packet`, all without. `packet` must stay as it is
   * until `SENT_PACKETS_KEPT` more packets were given to any remote of the socket, or the turn of
   * the event loop ends.
   */
  send(packet: Uint8Array, length?: number): void;
}

/** More finds more packets for one receiver to send at once, fewer stay in the processor's cache. */
export const SENT_PACKETS_KEPT = 512;

/** `packet` is the handler's to keep. */
export type PacketHandler = (packet: Uint8Array, remote: Remote, now: Millis) => void;

/** A larger packet than any path carries whole. Larger costs memory, smaller refuses real video. */
export const PACKET_BYTES_MAX = 1500;
