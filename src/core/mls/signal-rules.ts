// Who may say what, by their role and the host's policy (PROTOCOL §7).

import type { Policy } from "../../protocol/policy.ts";
import type { Signal } from "./signal.ts";
import type { RosterEntry } from "./tree.ts";

/**
 * Asked by the sender's own client, and by every receiver's: an insider may run another client.
 * @param speaker whose leaf signed it.
 */
export function maySay(
  signal: Signal,
  { participantId, role }: Pick<RosterEntry, "participantId" | "role">,
  { mayChat, mayRecord }: Pick<Policy, "mayChat" | "mayRecord">,
): boolean {
  switch (signal.type) {
    case "chat":
    case "file":
    case "poll":
      return mayChat || role !== "member";
    case "recording":
      return mayRecord || role !== "member" || !signal.isOn;
    case "poll-end":
      return signal.poll.author === participantId || role !== "member";
    case "ask":
    case "go-on":
      return role !== "member";
    case "link":
    case "host-offer":
      return role === "host";
    default:
      return true;
  }
}
