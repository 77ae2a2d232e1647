// The closed list of why somebody can't be, or can't stay, in a meeting; each has a text of its own in views.

import type { RejectReason } from "../protocol/reject.ts";

export type Failure =
  /** The server turned it down. */
  | RejectReason
  /** No answer from the server, or the socket stayed gone. */
  | "server-gone"
  /** The address has no secret after the #, or not one of ours. */
  | "broken-link"
  /** The server names a host whose key isn't the one in the link: it lies. */
  | "host-mismatch"
  /** The server couldn't prove that it knows the verifier. */
  | "server-unproven"
  /** A commit or a message broke the rules that every member checks. */
  | "broken-rules"
  /** The cryptography worker hung or crashed. */
  | "worker-lost"
  /** No RTCRtpScriptTransform, no WebCrypto X25519 or Ed25519, … */
  | "unsupported-browser"
  /** Media never connected: UDP and TCP are blocked on the way. */
  | "media-blocked";
