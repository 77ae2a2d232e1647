// What a member remembers of a group, for the case that it is lost (PROTOCOL §6).

import type { ClientState, RatchetTree } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equal } from "../../base/bytes.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import { readCredential } from "./credential.ts";
import { isInherited, signedPolicyOf } from "./group-policy.ts";
import type { Meeting } from "./meeting.ts";
import type { NewLeaf, Past, ReturnProof } from "./return-proof.ts";
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

/** A leaf of the new group, with what it says of the lost one. */
type Returned = NewLeaf & { readonly isHost: boolean; readonly proof: ReturnProof | null };

function returnedIn(tree: RatchetTree): Returned[] {
  return rosterOf(tree, []).flatMap(({ leafIndex }): Returned[] => {
    const leaf = leafAt(tree, leafIndex);
    const identity = leaf && readCredential(leaf.credential);
    if (!leaf || !identity) return [];
    const { participantId, isHost, returnProof: proof } = identity;
    return [{ participantId, signatureKey: leaf.signaturePublicKey, isHost, proof }];
  });
}

/**
 * Was it in the lost group? One of whom we never heard may have come in after we were cut off: we take
 * it in the company of a host, or of somebody whom we know, who can tell. Never throws.
 */
export async function isOneOfUs(
  { proof, ...leaf }: NewLeaf & { readonly proof: ReturnProof | null },
  tree: RatchetTree,
  past: Past,
  meeting: Meeting,
): Promise<boolean> {
  if (await hasReturned(proof, leaf, past, meeting)) return true;
  const isUnheardOf = proof !== null && !past.members.has(proof.participantId);
  if (!isUnheardOf || proof.epoch <= past.epoch) return false;
  for (const { isHost, proof: other, ...known } of returnedIn(tree)) {
    const isSelf = other?.participantId === past.ownId;
    if (isHost || (!isSelf && (await hasReturned(other, known, past, meeting)))) return true;
  }
  return false;
}

/**
 * Are all of them hosts or people of the lost group? Against a stranger who founds the group after it:
 * under a lock that nobody has lifted, nobody else can be in. Never throws.
 */
async function areOurs(tree: RatchetTree, past: Past, meeting: Meeting): Promise<boolean> {
  for (const { isHost, ...leaf } of returnedIn(tree)) {
    if (!isHost && !(await isOneOfUs(leaf, tree, past, meeting))) return false;
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
): Promise<"bad-group" | "older-policy" | "strangers" | null> {
  const { past, versionMin, policy } = memory;
  if (past === null) return null;
  if (isSeen(state.groupContext, past)) return "bad-group";
  if (policy.version < versionMin) return "older-policy";
  const isShut = policy.isLocked && isInherited(state.groupContext);
  return isShut && !(await areOurs(state.ratchetTree, past, meeting)) ? "strangers" : null;
}

export function zeroPast({ signaturePrivateKey }: Past): void {
  signaturePrivateKey.fill(0);
}
