// How large a file seems on the wire: whole pieces of a length that tells little of its own.

import { FILE_CHUNK_BYTES } from "./limits.ts";

/**
 * Padmé (Nikitin et al., PURBs, PoPETs 2019): with size, at most 12 % is added, and of n bytes only
 * O(log log n) bits are told.
 */
export function paddedSize(size: number): number {
  if (size < 2) return size;
  const exponent = Math.floor(Math.log2(size));
  const lastBits = exponent - (Math.floor(Math.log2(exponent)) + 1);
  if (lastBits <= 0) return size;
  const unit = 2 ** lastBits;
  return Math.ceil(size / unit) * unit;
}

/** Pieces of a file of so many bytes; an empty one has none. */
export function chunkCount(size: number): number {
  return Math.ceil(paddedSize(size) / FILE_CHUNK_BYTES);
}
