// What the delivery service asks its edge to do.

import type { ParticipantId } from "../../protocol/ids.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { ServerMessage } from "../../protocol/socket-messages.ts";

export type DeliveryEffect =
  /** Into the ordered stream of `to`, whether it is connected now or only in its grace. */
  | { readonly type: "send"; readonly to: ParticipantId; readonly message: ServerMessage }
  /** A new group is in the place of any before. */
  | { readonly type: "founded" }
  /** Its welcome is on the way, or it founded the group: it may have the others' media. */
  | { readonly type: "admitted"; readonly participantId: ParticipantId }
  /**
   * It is no member any more and nobody waiting: after what was sent to it so far, its session ends
   * for `reason`. "removed" by a commit; "group-lost" with its group; the rest broke the protocol.
   */
  | {
      readonly type: "removed";
      readonly participantId: ParticipantId;
      readonly reason: RejectReason;
    };
