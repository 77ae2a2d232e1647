// Turns 16-bit counters that wrap into indexes that don't.

/** @returns the index nearest to `reference` whose lowest 16 bits are `value`; it may be negative. */
export function unwrap(value: number, reference: number): number {
  const low = ((reference % 0x10000) + 0x10000) % 0x10000;
  const difference = ((value - low + 0x8000) & 0xffff) - 0x8000;
  return reference + difference;
}
