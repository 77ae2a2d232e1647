// Loss and latency of what reached the receivers, read from RTP headers alone.

import { readU16, readU32 } from "../../src/core/sfu/rtp/big-endian.ts";

/** One in so many packets is opened: all of them would cost more than forwarding them does. */
const OPEN_EVERY = 64;

/** Ticks of the clock that timestamps carry: a packet's is when it was sent. */
const TICKS_PER_MS = 90;

type Stream = { base: number; highest: number; received: number };

export class Arrivals {
  #streams = new Map<number, Stream>();
  #latencies = new Float64Array(1 << 21);
  #received = 0;
  #packets = 0;
  #checked = 0;
  #wrong = 0;

  static timestampAt(now: number): number {
    return Math.round(now * TICKS_PER_MS) >>> 0;
  }

  /** @returns true for one that is to be opened. Streams of different receivers have different SSRCs. */
  handlePacket(packet: Uint8Array, now: number): boolean {
    const sequence = readU16(packet, 2);
    const ssrc = readU32(packet, 8);
    let stream = this.#streams.get(ssrc);
    if (stream === undefined) {
      stream = { base: sequence, highest: sequence, received: 0 };
      this.#streams.set(ssrc, stream);
    }
    const distance = ((sequence - (stream.highest & 0xffff) + 0x8000) & 0xffff) - 0x8000;
    if (distance > 0) stream.highest += distance;
    stream.received += 1;
    const ticks = (Arrivals.timestampAt(now) - readU32(packet, 4)) | 0;
    if (this.#received < this.#latencies.length) {
      this.#latencies[this.#received] = ticks / TICKS_PER_MS;
    }
    this.#received += 1;
    this.#packets += 1;
    return this.#packets % OPEN_EVERY === 0;
  }

  handleOpened(isRight: boolean): void {
    this.#checked += 1;
    if (!isRight) this.#wrong += 1;
  }

  /** Counts from now on. */
  restart(): void {
    this.#streams.clear();
    this.#received = 0;
  }

  summary() {
    let lost = 0;
    for (const { base, highest, received } of this.#streams.values()) {
      lost += Math.max(0, highest - base + 1 - received);
    }
    const sorted = this.#latencies.subarray(0, this.#received).sort();
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
    return {
      received: this.#received,
      lost,
      p50: at(0.5),
      p99: at(0.99),
      checked: this.#checked,
      wrong: this.#wrong,
    };
  }
}
