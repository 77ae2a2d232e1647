// Buffers for packets on their way out, used again and again.

import { TWCC_BYTES } from "../../core/sfu/rtp/rtp-header.ts";
import { PACKET_BYTES_MAX, SENT_PACKETS_KEPT } from "./remote.ts";
import { SRTP_TAG_BYTES_MAX } from "./srtp-profile.ts";

/** What retransmission, numbering and protection may add to a packet that came in. */
const NEEDED_BYTES = PACKET_BYTES_MAX + SRTP_TAG_BYTES_MAX + 2 + TWCC_BYTES;

/** In whole cache lines. */
const ROOM_BYTES = Math.ceil(NEEDED_BYTES / 64) * 64;

/** Twice what a socket keeps: a buffer comes round only when its packet has long left. */
const BUFFERS = 2 * SENT_PACKETS_KEPT;

export class PacketRing {
  /** All buffers are views of it, so that its address in memory need be asked for only once. */
  readonly arena = new ArrayBuffer(BUFFERS * ROOM_BYTES);
  readonly #buffers = Array.from(
    { length: BUFFERS },
    (_, place) => new Uint8Array(this.arena, place * ROOM_BYTES, ROOM_BYTES),
  );
  #next = 0;

  /** @returns a buffer of at least a packet's size, with old bytes in it. */
  take(): Uint8Array {
    const buffer = this.#buffers[this.#next] ?? new Uint8Array(ROOM_BYTES);
    this.#next = (this.#next + 1) % BUFFERS;
    return buffer;
  }
}
