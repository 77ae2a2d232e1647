// Who may say what, by their role and the host's policy (PROTOCOL §7).

import type { Policy } from "../../protocol/policy.ts";
import type { Signal } from "./signal.ts";
import type { Role } from "./tree.ts";

/**
 * Asked by the sender's own client, and by every receiver's: an insider may run another client.
 * @param role of the leaf that signed it.
 */
export function maySay(
  signal: Signal,
  role: Role,
  { mayChat, mayRecord }: Pick<Policy, "mayChat" | "mayRecord">,
): boolean {
  switch (signal.type) {
    case "chat":
      return mayChat || role !== "member";
    case "recording":
      return mayRecord || role !== "member" || !signal.isOn;
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
