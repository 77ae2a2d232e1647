// Turns counters that wrap into indexes that don't.

/** @returns the index nearest to `reference` whose lowest 16 bits are `value`; it may be negative. */
export function unwrap(value: number, reference: number): number {
  return unwrapBits(value, reference, 16);
}

/** The same for a counter of `bits`, 32 at most. */
export function unwrapBits(value: number, reference: number, bits: number): number {
  const unused = 32 - bits;
  // All bits above the counter's are its sign.
  return reference + (((value - reference) << unused) >> unused);
}
