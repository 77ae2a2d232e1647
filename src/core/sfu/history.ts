// The newest packets of one layer of a video, kept once for all who may ask for them again.

import type { Millis } from "../../base/time.ts";
import type { MediaPacket } from "./media-packet.ts";

/** Larger keeps more memory per layer (1.2 kB each), smaller can't heal a loss on a slow link. */
export const HISTORY_CAPACITY = 512;

/** Longer keeps what came too late to be shown, shorter can't heal a loss over a slow path. */
const HISTORY_MS = 2_000;

export class History {
  readonly #packets: (MediaPacket | undefined)[] = [];
  readonly #addedAt: number[] = [];
  /** All before this index were forgotten. */
  #oldest = 0;

  add(packet: MediaPacket, now: Millis): void {
    const { index } = packet;
    if (index < this.#oldest) return;
    const place = index % HISTORY_CAPACITY;
    this.#packets[place] = packet;
    this.#addedAt[place] = now;
    this.#oldest = Math.max(this.#oldest, index - HISTORY_CAPACITY + 1);
    for (; this.#oldest < index; this.#oldest++) {
      const oldest = this.#oldest % HISTORY_CAPACITY;
      if (now - (this.#addedAt[oldest] ?? 0) < HISTORY_MS) return;
      this.#packets[oldest] = undefined;
    }
  }

  /** What comes from now on is of another stream. */
  clear(): void {
    this.#packets.length = 0;
    this.#oldest = 0;
  }

  get(index: number): MediaPacket | null {
    const packet = this.#packets[index % HISTORY_CAPACITY];
    return packet?.index === index ? packet : null;
  }
}
