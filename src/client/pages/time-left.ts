// When a meeting that the operator limits ends: what is said of it, and when. No clock.

const MINUTE_MS = 60_000;

/** Earlier is no news, later is none to wind a talk up by. Minutes before the end. */
const WARNINGS = [10, 5, 1] as const;

/** The last of it is counted down. */
export const COUNTDOWN_MS = MINUTE_MS;

/** From here on a host is offered a way to go on. */
export const NEAR_MS = WARNINGS[0] * MINUTE_MS;

/** How many of the warnings are due. */
export function warningsDue(leftMs: number): number {
  return WARNINGS.filter((minutes) => leftMs <= minutes * MINUTE_MS).length;
}

/** Begun ones count: nobody is told that no minute is left. */
export function minutesLeft(leftMs: number): number {
  return Math.max(1, Math.ceil(leftMs / MINUTE_MS));
}
