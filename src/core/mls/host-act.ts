// What a host or co-host does in a meeting (PROTOCOL §7).

import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { Ask } from "./signal.ts";

/** What a co-host may change, too. */
export type Door = Pick<
  Policy,
  "isLocked" | "hasWaitingRoom" | "mayChat" | "mayShare" | "mayUnmute" | "mayRecord"
>;

/** Each needs a commit that brings a policy. */
export type PolicyAct =
  | { readonly type: "set-door"; readonly door: Partial<Door> }
  | { readonly type: "spotlight"; readonly participantId: ParticipantId; readonly isOn: boolean }
  /** By a host alone, as all that follow. */
  | { readonly type: "grant"; readonly participantId: ParticipantId }
  | { readonly type: "revoke"; readonly participantId: ParticipantId }
  /** Done when they took the host key, and are host. Whoever hands over stays host as well. */
  | { readonly type: "hand-over"; readonly participantId: ParticipantId }
  | { readonly type: "rotate-link" }
  | { readonly type: "end-for-all" };

export type HostAct =
  | PolicyAct
  | { readonly type: "remove"; readonly participantId: ParticipantId }
  | { readonly type: "admit"; readonly participantId: ParticipantId }
  | { readonly type: "admit-all" }
  | { readonly type: "deny"; readonly participantId: ParticipantId }
  /** `target` null: everybody else. */
  | { readonly type: "ask"; readonly target: ParticipantId | null; readonly what: Ask };

export type ActDone = {
  readonly type: "act-done";
  readonly act: HostAct["type"];
  /** False when it can't be: no right to it, or nobody there any more. */
  readonly isThrough: boolean;
};

export function doorOf(policy: Policy): Door {
  const { isLocked, hasWaitingRoom, mayChat, mayShare, mayUnmute, mayRecord } = policy;
  return { isLocked, hasWaitingRoom, mayChat, mayShare, mayUnmute, mayRecord };
}
