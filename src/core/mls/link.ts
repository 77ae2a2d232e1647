// What the meeting's link gives to MLS.

import type { Secret } from "../../base/secret.ts";

/** Keys made from the link's secret, each with one use (PROTOCOL §2). */
export type LinkKeys = {
  /** Goes into the key schedule of every epoch that adds somebody. */
  readonly linkPsk: Secret;
  /** Seals knocks. 32 bytes. */
  readonly knockKey: Secret;
  /** Authenticates credentials. */
  readonly credentialKey: Secret;
};

export type Link = LinkKeys & {
  /** Starts at 1 and grows with each rotation of the link. */
  readonly generation: number;
};

export function zeroLink({ linkPsk, knockKey, credentialKey }: LinkKeys): void {
  for (const key of [linkPsk, knockKey, credentialKey]) key.zero();
}
