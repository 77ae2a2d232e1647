// Packets that wait for their turn on one downlink, in objects that are used again and again.

import type { Millis } from "../../../base/time.ts";
import type { OutgoingRtp, SendRtp } from "../media-packet.ts";

type Reused<T> = { -readonly [Field in keyof T]: T[Field] };

type Entry = { readonly effect: SendRtp; readonly packet: Reused<OutgoingRtp>; queuedAt: Millis };

/** More is memory for nothing: the pacer speeds up long before. */
const CAPACITY = 512;

export class PacedQueue {
  readonly #entries: Entry[] = [];
  #first = 0;
  #next = 0;
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#first === this.#next;
  }

  get isFull(): boolean {
    return this.#next - this.#first >= CAPACITY;
  }

  /** Of payload. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When the oldest came; null when there is none. */
  get oldestAt(): Millis | null {
    return this.isEmpty ? null : (this.#entries[this.#first % CAPACITY]?.queuedAt ?? null);
  }

  /** Copies `sending`, whose fields may be filled anew afterwards; its payload may not. */
  push({ to, packet }: SendRtp, now: Millis): void {
    const place = this.#next++ % CAPACITY;
    this.#bytes += packet.payload.length;
    const entry = this.#entries[place];
    if (entry === undefined || entry.effect.to !== to) {
      const copy = { ...packet };
      this.#entries[place] = {
        effect: { type: "send-rtp", to, packet: copy },
        packet: copy,
        queuedAt: now,
      };
      return;
    }
    entry.queuedAt = now;
    Object.assign(entry.packet, packet);
  }

  /** @returns the oldest: it holds until the queue has gone round. */
  take(): SendRtp | null {
    if (this.isEmpty) return null;
    const entry = this.#entries[this.#first++ % CAPACITY];
    if (entry === undefined) return null;
    this.#bytes -= entry.packet.payload.length;
    return entry.effect;
  }
}
