// Key bytes that don't print and can be zeroed.

import { Bug } from "./assert.ts";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Holds key bytes. `toString`, `toJSON` and inspection give "[secret]"; `zero` forgets the bytes. */
export class Secret {
  #bytes: Uint8Array<ArrayBuffer> | null;

  /** Takes ownership of `bytes`: they are zeroed with the secret. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** The bytes themselves, not a copy. @throws Bug after `zero`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes === null) throw new Bug("a zeroed secret was used");
    return this.#bytes;
  }

  get isZeroed(): boolean {
    return this.#bytes === null;
  }

  zero(): void {
    this.#bytes?.fill(0);
    this.#bytes = null;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [INSPECT](): string {
    return "[secret]";
  }
}
