// Reads a message of fixed-size integers and length-prefixed bytes, big-endian, from any bytes whatever.

import type { Bytes } from "./bytes.ts";
import { copy, fromUtf8 } from "./bytes.ts";

/**
 * Reads what `ByteWriter` writes. It never throws: after the first field that is missing or over
 * its bound every read gives an empty value, and `isComplete` is false.
 */
export class ByteReader {
  readonly #buffer: Uint8Array;
  #offset = 0;
  #failed = false;

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
  }

  /** True when nothing failed and every byte was read. */
  get isComplete(): boolean {
    return !this.#failed && this.#offset === this.#buffer.length;
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  /** Marks the message as malformed, for a value that its schema doesn't know. */
  fail(): void {
    this.#failed = true;
  }

  #take(count: number): number {
    if (this.#failed || this.#buffer.length - this.#offset < count) {
      this.#failed = true;
      return -1;
    }
    const offset = this.#offset;
    this.#offset += count;
    return offset;
  }

  uint(size: 1 | 2 | 4): number {
    const offset = this.#take(size);
    if (offset < 0) return 0;
    let value = 0;
    for (let index = 0; index < size; index++) {
      value = value * 256 + (this.#buffer[offset + index] ?? 0);
    }
    return value;
  }

  u8(): number {
    return this.uint(1);
  }

  u16(): number {
    return this.uint(2);
  }

  u32(): number {
    return this.uint(4);
  }

  u64(): bigint {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }

  /** A copy of the next `length` bytes; zeros once the read has failed. */
  fixed(length: number): Bytes {
    const offset = this.#take(length);
    return offset < 0
      ? new Uint8Array(length)
      : copy(this.#buffer.subarray(offset, offset + length));
  }

  bytes(lengthMax: number): Bytes {
    const length = this.u32();
    if (length > lengthMax) this.fail();
    const offset = this.#take(length);
    return offset < 0 ? new Uint8Array(0) : copy(this.#buffer.subarray(offset, offset + length));
  }

  text(lengthMax: number): string {
    const text = fromUtf8(this.bytes(lengthMax));
    if (text === null) this.fail();
    return text ?? "";
  }

  list<T>(countMax: number, read: () => T): T[] {
    const count = this.u16();
    if (count > countMax) this.fail();
    const items: T[] = [];
    for (let index = 0; index < count && !this.#failed; index++) items.push(read());
    return items;
  }
}
