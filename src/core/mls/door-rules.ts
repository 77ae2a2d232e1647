// Who may bring whom in, and who may put whom out, under the host's policy (PROTOCOL §7).

import type { Policy } from "../../protocol/policy.ts";
import type { Role } from "./tree.ts";

export type Newcomer = {
  readonly isHost: boolean;
  /** It was in the lost group before this one, whose policy this group inherited. */
  readonly isReturning: boolean;
};

/**
 * May a member of `role` add a newcomer? A host may always come in: it could unlock the door anyway,
 * and a host who lost its connection must get back to a locked meeting.
 */
export function mayAdd(policy: Policy, role: Role, newcomer: Newcomer): boolean {
  if (policy.hasEnded) return false;
  if (newcomer.isHost || newcomer.isReturning) return true;
  if (policy.isLocked) return false;
  return !policy.hasWaitingRoom || role !== "member";
}

/** May a member of `role` put out somebody who is connected? */
export function mayRemove(role: Role, target: Role): boolean {
  return role === "host" || (role === "co-host" && target !== "host");
}
