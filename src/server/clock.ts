// The system's clocks, for the edges that hand time to the cores.

import type { Clock, Day, Millis } from "../base/time.ts";

/** Never goes back, whatever the operator does to the date. */
export const monotonicClock: Clock = () => performance.now() as Millis;

/** For log lines. */
export function wallClock(): Date {
  return new Date();
}

/** Since 1970, for what outlives the process or is checked by another. */
export const systemTime: Clock = () => Date.now() as Millis;

const DAY_MS = 86_400_000;

/** In UTC, so that it doesn't jump with the machine's zone. */
export function today(): Day {
  return Math.floor(Date.now() / DAY_MS) as Day;
}

let pending = 0;

/** @returns how many timers wait: one that nobody cancels any more is a leak. */
export function pendingTimers(): number {
  return pending;
}

/** @returns what cancels it. */
export function startTimer(callback: () => void, delayMs: number): () => void {
  let isPending = true;
  const settle = () => {
    if (isPending) pending -= 1;
    isPending = false;
  };
  pending += 1;
  // What was due a moment ago is due now.
  const timer = setTimeout(
    () => {
      settle();
      callback();
    },
    Math.max(0, delayMs),
  );
  return () => {
    settle();
    clearTimeout(timer);
  };
}
