// Randomness is an argument: edges give the system's, tests give a seed.

/** @returns `length` fresh random bytes. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;
