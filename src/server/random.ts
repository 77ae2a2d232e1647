// The system's randomness, for the edges that hand it to the cores.

import type { RandomBytes } from "../base/random.ts";

export const systemRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
