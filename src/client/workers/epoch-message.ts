// What the frame worker is told of a new epoch: its key, its members, and who of them may show a screen.

import type { MemberEffect } from "../../core/mls/member-effect.ts";
import { mayShareScreen } from "../../core/mls/share-rules.ts";
import type { ToFrameWorker } from "../frame-messages.ts";

/** The key moves into the message, to be transferred, and is zeroed where it was. */
export function epochMessage({
  epoch,
  baseKey,
  ownLeafIndex,
  roster,
  policy,
  isUrgent,
}: Extract<MemberEffect, { type: "epoch" }>): Extract<ToFrameWorker, { type: "epoch" }> {
  const moved = baseKey.slice().buffer;
  baseKey.fill(0);
  return {
    type: "epoch",
    epoch: Number(epoch),
    baseKey: moved,
    ownLeafIndex,
    members: roster.map(({ leafIndex, participantId, role }) => ({
      leafIndex,
      participantId,
      mayShare: mayShareScreen(policy, role),
    })),
    isUrgent,
  };
}
