// Turns counters that wrap into indexes that don't.

/** @returns the index nearest to `reference` whose lowest 16 bits are `value`; it may be negative. */
export function unwrap(value: number, reference: number): number {
  return unwrapBits(value, reference, 16);
}

/** The same for a counter of `bits`. */
export function unwrapBits(value: number, reference: number, bits: number): number {
  const range = 2 ** bits;
  const low = ((reference % range) + range) % range;
  const difference = ((value - low + range / 2 + range) % range) - range / 2;
  return reference + difference;
}
