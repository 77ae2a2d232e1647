// What doesn't change about a meeting, however often its link and its members do.

import type { Bytes } from "../../base/bytes.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import type { NewLink } from "./signal.ts";
import type { MlsSuite } from "./suite.ts";

export type Meeting = {
  readonly meetingId: MeetingId;
  /** Ed25519, 32 bytes: the one that the link commits to, never merely the one that the server names. */
  readonly hostKey: Bytes;
  readonly suite: MlsSuite;
};

/** The host's private key, in the browsers of a host only. */
export type HostSigner = {
  /** @returns 64 bytes, Ed25519 by the meeting's host key. */
  readonly sign: (message: Bytes) => Promise<Bytes>;
  /** A copy of the key's seed, 32 bytes, which the caller zeroes: to hand the meeting over. */
  readonly seed: () => Bytes;
  /** Makes a link to replace the one in force, and keeps it where a crash doesn't reach. */
  readonly makeLink: (generation: number) => Promise<NewLink>;
};
