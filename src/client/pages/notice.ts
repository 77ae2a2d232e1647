// Every reason for which the meeting page shows a notice instead of a call.

import type { Failure } from "../failure.ts";

export type NoticeReason =
  | Failure
  /** The person left. */
  | "left"
  /** By this person. */
  | "deleted"
  /** The link, or the passphrase beside it. */
  | "wrong-passphrase"
  /** Plain HTTP: the browser gives no camera, microphone or cryptography. */
  | "insecure-page";
