// What a member asks of its edge: to send, to give keys on, to tell the person.

import type { Bytes } from "../../base/bytes.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import type { Waiting } from "./agenda.ts";
import type { Alarm } from "./alarm.ts";
import type { ActDone } from "./host-act.ts";
import type { SafetyCode } from "./safety-code.ts";
import type { Ask, OpenSignal } from "./signal.ts";
import type { RosterEntry } from "./tree.ts";

/**
 * "removed": by a host, or because the server said that we were gone. "ended": by the host, for all. "locked": we came
 * into a group made anew, before it was known that the host had locked the one before.
 */
export type LeaveReason = "broken-rules" | "removed" | "ended" | "group-lost" | "locked";

export type MemberEffect =
  /** founded, knock, commit, application, ready, policy, deny */
  | { readonly type: "send"; readonly message: ClientMessage }
  | {
      readonly type: "epoch";
      readonly epoch: bigint;
      readonly ownLeafIndex: number;
      readonly roster: readonly RosterEntry[];
      /** In force in this epoch. */
      readonly policy: Policy;
      /** 16 bytes, the receiver's to zero. */
      readonly baseKey: Bytes;
      /** Somebody was removed: nothing more may be sent under the old key. */
      readonly isUrgent: boolean;
      readonly safety: SafetyCode;
    }
  /** In force since the epoch told before it. `by` is null when one finds it on coming in. */
  | { readonly type: "policy"; readonly policy: Policy; readonly by: ParticipantId | null }
  /** Whom we are to admit or deny; replaces the list before. */
  | { readonly type: "knocks"; readonly waiting: readonly Waiting[] }
  | { readonly type: "signal"; readonly from: ParticipantId; readonly signal: OpenSignal }
  | { readonly type: "asked"; readonly by: ParticipantId; readonly what: Ask }
  /** A host hands the meeting over to us: its host key's seed, 32 bytes, the receiver's to check and zero. */
  | { readonly type: "host-offered"; readonly by: ParticipantId; readonly seed: Bytes }
  /** The link from here on, to be shared and re-entered with. `secret`: 16 bytes, the receiver's to zero. */
  | { readonly type: "link"; readonly secret: Bytes; readonly generation: number }
  | ActDone
  | { readonly type: "alarm"; readonly alarm: Alarm }
  /** The last effect: nothing comes after it. */
  | { readonly type: "left"; readonly reason: LeaveReason };
