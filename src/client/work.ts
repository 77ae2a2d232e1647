// Solves the server's puzzle, in slices: between them the worker hears that the person left.

import { findSolution } from "../core/work/puzzle.ts";
import type { Puzzle, Work } from "../protocol/entry-messages.ts";

/** Longer lets messages wait for longer than 50 ms on a slow phone, shorter loses time between slices. */
const SLICE = 4_096;

/** Harder ones a server of ours doesn't give, and one that lies could keep the processor busy by. */
const BITS_MAX = 24;

/** @returns null when the puzzle is too hard, or `signal` was aborted before it was solved. */
export async function solve({ puzzle, bits }: Puzzle, signal: AbortSignal): Promise<Work | null> {
  if (bits > BITS_MAX) return null;
  for (let first = 0n; !signal.aborted; first += BigInt(SLICE)) {
    const counter = findSolution(puzzle, bits, first, SLICE);
    if (counter !== null) return { puzzle, counter };
    await new Promise((resolve) => setTimeout(resolve));
  }
  return null;
}
