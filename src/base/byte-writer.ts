// Builds a message of fixed-size integers and length-prefixed bytes, big-endian.

import { assert } from "./assert.ts";
import type { Bytes } from "./bytes.ts";
import { utf8 } from "./bytes.ts";

/** Writes what `ByteReader` reads. Exceeding a bound here is a bug: the caller checked it. */
export class ByteWriter {
  #buffer = new Uint8Array(256);
  #length = 0;

  #room(count: number): number {
    const offset = this.#length;
    const needed = offset + count;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#length = needed;
    return offset;
  }

  uint(value: number, size: 1 | 2 | 4): this {
    assert(Number.isInteger(value) && value >= 0 && value < 2 ** (8 * size), "uint out of range");
    const offset = this.#room(size);
    for (let index = 0; index < size; index++) {
      this.#buffer[offset + index] = Math.floor(value / 2 ** (8 * (size - 1 - index))) & 0xff;
    }
    return this;
  }

  u8(value: number): this {
    return this.uint(value, 1);
  }

  u16(value: number): this {
    return this.uint(value, 2);
  }

  u32(value: number): this {
    return this.uint(value, 4);
  }

  u64(value: bigint): this {
    assert(value >= 0n && value < 1n << 64n, "u64 out of range");
    return this.u32(Number(value >> 32n)).u32(Number(value & 0xffffffffn));
  }

  /** Exactly these bytes, with no length before them. */
  fixed(bytes: Uint8Array, length: number): this {
    assert(bytes.length === length, "fixed-length field of another length");
    // The room first: it may put a larger buffer in the place of this one.
    const offset = this.#room(length);
    this.#buffer.set(bytes, offset);
    return this;
  }

  /** u32 length, then the bytes. */
  bytes(bytes: Uint8Array, lengthMax: number): this {
    assert(bytes.length <= lengthMax, "field over its bound");
    this.u32(bytes.length);
    const offset = this.#room(bytes.length);
    this.#buffer.set(bytes, offset);
    return this;
  }

  /** u32 length in bytes, then UTF-8. */
  text(text: string, lengthMax: number): this {
    return this.bytes(utf8(text), lengthMax);
  }

  /** u16 count, then each item. */
  list<T>(items: readonly T[], countMax: number, write: (item: T) => void): this {
    assert(items.length <= countMax, "list over its bound");
    this.u16(items.length);
    for (const item of items) write(item);
    return this;
  }

  finish(): Bytes {
    return this.#buffer.slice(0, this.#length);
  }
}
