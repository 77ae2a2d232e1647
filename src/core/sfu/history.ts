// The newest packets of one published video, kept once for all who may ask for them again.

import type { MediaPacket } from "./media-packet.ts";

/** Larger keeps more memory per video (1.2 kB each), smaller can't heal a loss on a slow link. */
const CAPACITY = 512;

export class History {
  readonly #packets: (MediaPacket | undefined)[] = new Array(CAPACITY);

  add(packet: MediaPacket): void {
    this.#packets[packet.index % CAPACITY] = packet;
  }

  get(index: number): MediaPacket | null {
    const packet = this.#packets[index % CAPACITY];
    return packet?.index === index ? packet : null;
  }
}
