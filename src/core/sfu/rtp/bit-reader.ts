// Reads a descriptor bit by bit, the highest of each byte first.

export class BitReader {
  readonly #bytes: Uint8Array;
  #place = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True once more was read than there is: all that was beyond the end was 0. */
  get isOverrun(): boolean {
    return this.#place > this.#bytes.length * 8;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** @param count 0 to 32. */
  bits(count: number): number {
    let value = 0;
    for (let end = this.#place + count; this.#place < end; this.#place++) {
      const byte = this.#bytes[this.#place >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#place & 7))) & 1);
    }
    return value;
  }

  /** A number below `limit`, in as few bits as that takes (AV1 specification §4.10.7, `ns(n)`). */
  below(limit: number): number {
    const width = 32 - Math.clz32(limit);
    const short = 2 ** width - limit;
    const value = this.bits(width - 1);
    return value < short ? value : value * 2 - short + this.bits(1);
  }
}
