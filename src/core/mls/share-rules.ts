// Who may show a screen under the host's policy: every receiver drops the frames of those who may not (PROTOCOL §7).

import type { Policy } from "../../protocol/policy.ts";
import type { Role } from "./tree.ts";

/** Hosts and co-hosts always; members while the host allows it. */
export function mayShareScreen({ mayShare }: Pick<Policy, "mayShare">, role: Role): boolean {
  return mayShare || role !== "member";
}
