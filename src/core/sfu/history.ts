// The newest packets of one layer of a video, kept once for all who may ask for them again.

import type { MediaPacket } from "./media-packet.ts";

/** Larger keeps more memory per layer (1.2 kB each), smaller can't heal a loss on a slow link. */
export const HISTORY_CAPACITY = 512;

export class History {
  readonly #packets: (MediaPacket | undefined)[] = new Array(HISTORY_CAPACITY);

  add(packet: MediaPacket): void {
    this.#packets[packet.index % HISTORY_CAPACITY] = packet;
  }

  get(index: number): MediaPacket | null {
    const packet = this.#packets[index % HISTORY_CAPACITY];
    return packet?.index === index ? packet : null;
  }
}
