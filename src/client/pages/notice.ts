// Every reason for which the meeting page shows a notice instead of a call.

import type { Failure } from "../failure.ts";

export type NoticeReason =
  | Failure
  /** The person left, and can still go back. */
  | "left"
  /** A while ago: this page has forgotten the link. */
  | "left-for-good"
  /** By this person. */
  | "deleted"
  /** The link, or the passphrase beside it. */
  | "wrong-passphrase"
  /** Plain HTTP: the browser gives no camera, microphone or cryptography. */
  | "insecure-page";

/** There is no way from these into the meeting: the page forgets the link at once. */
export const ENDINGS: ReadonlySet<NoticeReason> = new Set<NoticeReason>([
  "left-for-good",
  "deleted",
  "removed",
  "ended",
  "wrong-link",
  "broken-link",
  "host-mismatch",
  "insecure-page",
  "unsupported-browser",
  "unsupported-media",
  // Of making a meeting.
  "bad-ticket",
  "id-taken",
  "key-needed",
  "wrong-key",
]);
