// Opens what members of an epoch sealed for it, now and for as long as its keys are kept (RFC 9420 §6.3).

import type { ClientState, PrivateMessage } from "ts-mls";
import { unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { RETENTION } from "./group-config.ts";
import type { MlsSuite } from "./suite.ts";
import { participantAt } from "./tree.ts";
import { wipePast } from "./wipe.ts";

/** What a member said, and who it was by the key that opened it. */
export type Application = { readonly from: ParticipantId; readonly content: Bytes };

/** Reads a message without its key being used up. @throws when no member made it. */
export function peek(state: ClientState, message: PrivateMessage, suite: MlsSuite) {
  const past = state.historicalReceiverData.get(message.epoch);
  return unprotectPrivateMessage(
    past?.senderDataSecret ?? state.keySchedule.senderDataSecret,
    message,
    past?.secretTree ?? state.secretTree,
    past?.ratchetTree ?? state.ratchetTree,
    past?.groupContext ?? state.groupContext,
    RETENTION,
    suite,
  );
}

/** True when the message is of an epoch whose keys are gone. */
export function isForgotten({ groupContext, historicalReceiverData }: ClientState, epoch: bigint) {
  return epoch < groupContext.epoch && !historicalReceiverData.has(epoch);
}

/**
 * Uses up the message's key. @throws when no member made it.
 * @returns the state after it; `said` is null when it is no application message of a member.
 */
export async function openApplication(
  state: ClientState,
  message: PrivateMessage,
  suite: MlsSuite,
): Promise<{ readonly state: ClientState; readonly said: Application | null }> {
  const opened = await peek(state, message, suite);
  const past = state.historicalReceiverData.get(message.epoch);
  const after = withRatchets(state, message.epoch, opened.tree);
  for (const secret of opened.consumed) secret.fill(0);
  const { content } = opened.content;
  if (content.contentType !== "application" || content.sender.senderType !== "member") {
    return { state: after, said: null };
  }
  const from = participantAt(past?.ratchetTree ?? state.ratchetTree, content.sender.leafIndex);
  const said = from === null ? null : { from, content: copy(content.applicationData) };
  return { state: after, said };
}

/** Zeroes what opens messages of `epoch` and of those before it. @returns the state without. */
export function forgetUpTo(state: ClientState, epoch: bigint): ClientState {
  const kept = new Map(state.historicalReceiverData);
  for (const [of, past] of kept) {
    if (of > epoch) continue;
    wipePast(past);
    kept.delete(of);
  }
  return { ...state, historicalReceiverData: kept };
}

function withRatchets(
  state: ClientState,
  epoch: bigint,
  secretTree: ClientState["secretTree"],
): ClientState {
  const past = state.historicalReceiverData.get(epoch);
  if (past === undefined) return { ...state, secretTree };
  const historicalReceiverData = new Map(state.historicalReceiverData);
  historicalReceiverData.set(epoch, { ...past, secretTree });
  return { ...state, historicalReceiverData };
}
