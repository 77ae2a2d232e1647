// After which endings of a session a person still wants to be in the meeting, and how it is tried again.

import type { Failure } from "./failure.ts";

/** How long a lost meeting is tried again before the person is told. */
export const REENTRY_MS = 60_000;
export const REENTRY_PAUSE_MS = 1_000;

/** What ends a session but not the wish to be in the meeting. */
export const RETRYABLE: ReadonlySet<Failure> = new Set<Failure>([
  "server-gone",
  "shutting-down",
  "unknown-session",
  "group-lost",
]);
