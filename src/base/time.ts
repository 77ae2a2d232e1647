// Time is an argument: cores are told it and never ask.

import type { Brand } from "./brand.ts";

/** Milliseconds on a clock that never goes back. Its zero means nothing. */
export type Millis = Brand<number, "Millis">;

export type Clock = () => Millis;

/** A date in UTC, as days since 1970-01-01: all that is ever stored about time. */
export type Day = Brand<number, "Day">;
