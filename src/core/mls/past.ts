// What a member remembers of a group, for the case that it is lost (PROTOCOL §6).

import type { ClientState } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equal } from "../../base/bytes.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import { readCredential } from "./credential.ts";
import { isInherited, signedPolicyOf } from "./group-policy.ts";
import type { Meeting } from "./meeting.ts";
import type { Past } from "./return-proof.ts";
import { hasReturned } from "./return-proof.ts";
import { leafAt, participantAt, rosterOf } from "./tree.ts";

/** Copies what the state's end would zero; the receiver zeroes it. @returns null without a leaf of ours. */
export function pastOf(state: ClientState): Past | null {
  const { ratchetTree: tree, groupContext, privatePath } = state;
  const ownId = participantAt(tree, privatePath.leafIndex);
  if (ownId === null) return null;
  const members = rosterOf(tree, []).flatMap((entry): [ParticipantId, Bytes][] => {
    const leaf = leafAt(tree, entry.leafIndex);
    return leaf === null ? [] : [[entry.participantId, copy(leaf.signaturePublicKey)]];
  });
  return {
    groupId: copy(groupContext.groupId),
    epoch: groupContext.epoch,
    signedPolicy: signedPolicyOf(groupContext),
    members: new Map(members),
    ownId,
    signaturePrivateKey: copy(state.signaturePrivateKey),
  };
}

/**
 * Are all of them hosts or people of the lost group? Against a stranger who founds the group after it:
 * under a lock that nobody has lifted, nobody else can be in. Never throws.
 */
async function isAmongOurs(
  { ratchetTree: tree }: ClientState,
  past: Past,
  meeting: Meeting,
): Promise<boolean> {
  for (const { leafIndex } of rosterOf(tree, [])) {
    const leaf = leafAt(tree, leafIndex);
    const identity = leaf && readCredential(leaf.credential);
    if (!leaf || !identity) return false;
    const newLeaf = {
      participantId: identity.participantId,
      signatureKey: leaf.signaturePublicKey,
    };
    const isOurs =
      identity.isHost || (await hasReturned(identity.returnProof, newLeaf, past, meeting));
    if (!isOurs) return false;
  }
  return true;
}

/** Have we been in this group before, later than it is now? A server may keep an old one for us. */
function isSeen({ groupId, epoch }: ClientState["groupContext"], past: Past): boolean {
  return equal(past.groupId, groupId) && epoch <= past.epoch;
}

/**
 * What we remember against a server that lost its memory, or says so.
 * @param versionMin of the newest policy that we know. @param policy of the group that welcomes us.
 * @returns why not to go in; null when all is well.
 */
export async function judgeByMemory(
  state: ClientState,
  memory: { readonly past: Past | null; readonly versionMin: number; readonly policy: Policy },
  meeting: Meeting,
): Promise<"bad-group" | "older-policy" | "bad-policy" | null> {
  const { past, versionMin, policy } = memory;
  if (past === null) return null;
  if (isSeen(state.groupContext, past)) return "bad-group";
  if (policy.version < versionMin) return "older-policy";
  const isShut = policy.isLocked && isInherited(state.groupContext);
  return isShut && !(await isAmongOurs(state, past, meeting)) ? "bad-policy" : null;
}

export function zeroPast({ signaturePrivateKey }: Past): void {
  signaturePrivateKey.fill(0);
}
