// A file in sealed pieces (PROTOCOL §6): each bound to its place and to being the last, under a key of its own.

import type { Bytes } from "../../base/bytes.ts";
import { utf8 } from "../../base/bytes.ts";
import { chunkCount } from "../../protocol/file-size.ts";
import { FILE_CHUNK_BYTES } from "../../protocol/limits.ts";

/** AES-128-GCM, as whoever holds the crypto gives it. */
export type ChunkAead = {
  readonly sealKey: (key: Bytes) => Promise<{
    readonly seal: (nonce: Bytes, aad: Bytes, plaintext: Bytes) => Promise<Bytes>;
  }>;
  readonly openKey: (key: Bytes) => Promise<{
    /** @returns null when the tag is wrong. Never throws. */
    readonly open: (nonce: Bytes, aad: Bytes, ciphertext: Bytes) => Promise<Bytes | null>;
  }>;
};

const NONCE_BYTES = 12;
const AAD = utf8("conclave/1 file");

/**
 * STREAM's (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015): zeros ‖ last u8 ‖ index u32. The key is
 * made for one file, so no nonce comes twice. A piece in another's place, of another file, or a last one
 * that isn't, doesn't open.
 */
export function chunkNonce(index: number, isLast: boolean): Bytes {
  const nonce = new Uint8Array(NONCE_BYTES);
  const view = new DataView(nonce.buffer);
  view.setUint8(NONCE_BYTES - 5, isLast ? 1 : 0);
  view.setUint32(NONCE_BYTES - 4, index);
  return nonce;
}

/** Where piece `index` of a file of `size` bytes begins and ends; both are `size` for mere padding. */
export function chunkRange(
  size: number,
  index: number,
): { readonly start: number; readonly end: number } {
  const start = Math.min(size, index * FILE_CHUNK_BYTES);
  return { start, end: Math.min(size, start + FILE_CHUNK_BYTES) };
}

export class ChunkSealer {
  readonly #key: Awaited<ReturnType<ChunkAead["sealKey"]>>;
  readonly #count: number;

  private constructor(key: Awaited<ReturnType<ChunkAead["sealKey"]>>, count: number) {
    this.#key = key;
    this.#count = count;
  }

  static async create(aead: ChunkAead, key: Bytes, size: number): Promise<ChunkSealer> {
    return new ChunkSealer(await aead.sealKey(key), chunkCount(size));
  }

  /** @param content of the piece, which is padded with zeros. */
  seal(index: number, content: Uint8Array): Promise<Bytes> {
    const padded = new Uint8Array(FILE_CHUNK_BYTES);
    padded.set(content);
    return this.#key.seal(chunkNonce(index, index === this.#count - 1), AAD, padded);
  }
}

export class ChunkOpener {
  readonly #key: Awaited<ReturnType<ChunkAead["openKey"]>>;
  readonly #size: number;

  private constructor(key: Awaited<ReturnType<ChunkAead["openKey"]>>, size: number) {
    this.#key = key;
    this.#size = size;
  }

  static async create(aead: ChunkAead, key: Bytes, size: number): Promise<ChunkOpener> {
    return new ChunkOpener(await aead.openKey(key), size);
  }

  /** @returns the content without its padding; null for what isn't piece `index` of this file. */
  async open(index: number, sealed: Bytes): Promise<Bytes | null> {
    const isLast = index === chunkCount(this.#size) - 1;
    const padded = await this.#key.open(chunkNonce(index, isLast), AAD, sealed);
    if (padded === null || padded.length !== FILE_CHUNK_BYTES) return null;
    const { start, end } = chunkRange(this.#size, index);
    return padded.slice(0, end - start);
  }
}
