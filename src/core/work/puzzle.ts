// A proof of work: SHA-256 over the server's puzzle and a counter, with so many zero bits in front.

import { sha256 } from "@noble/hashes/sha2.js";
import { ByteWriter } from "../../base/byte-writer.ts";
import type { Bytes } from "../../base/bytes.ts";

const LABEL = "conclave/1 work";

/** Found by trying: 2^bits counters on average. */
export function isSolution(puzzle: Bytes, counter: bigint, bits: number): boolean {
  return startsWithZeros(hashOf(headOf(puzzle), counter), bits);
}

/**
 * Tries `count` counters from `first` on. In slices, so that whoever calls can do other things between.
 * @returns the first that solves the puzzle; null when none of these does.
 */
export function findSolution(
  puzzle: Bytes,
  bits: number,
  first: bigint,
  count: number,
): bigint | null {
  const head = headOf(puzzle);
  for (let counter = first; counter < first + BigInt(count); counter++) {
    if (startsWithZeros(hashOf(head, counter), bits)) return counter;
  }
  return null;
}

function headOf(puzzle: Bytes): Bytes {
  return new ByteWriter().text(LABEL, 32).fixed(puzzle, puzzle.length).finish();
}

function hashOf(head: Bytes, counter: bigint): Uint8Array {
  const message = new Uint8Array(head.length + 8);
  message.set(head);
  new DataView(message.buffer).setBigUint64(head.length, counter);
  return sha256(message);
}

function startsWithZeros(hash: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let index = 0; index < whole; index++) if (hash[index] !== 0) return false;
  return (hash[whole] ?? 0) >> (8 - (bits & 7)) === 0;
}
