// How somebody who was in a lost group shows it to the group after it: signed by the leaf that they had (PROTOCOL §6).

import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import { GROUP_ID_BYTES } from "../../protocol/entry-messages.ts";
import { SIGNATURE_BYTES, SIGNATURE_KEY_BYTES, signedMessage } from "../../protocol/host-claims.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Infer } from "../../protocol/schema.ts";
import { encode, fixed, meetingId, participantId, struct, u64 } from "../../protocol/schema.ts";
import type { Meeting } from "./meeting.ts";
import { isSigned } from "./signature-check.ts";

/** What a member remembers of the group that it was in. */
export type Past = {
  readonly groupId: Bytes;
  /** The last that one was in. */
  readonly epoch: bigint;
  /** The newest policy that a host had signed by then; null without. */
  readonly signedPolicy: Bytes | null;
  readonly members: ReadonlyMap<ParticipantId, Bytes>;
  readonly ownId: ParticipantId;
  /** Of one's own leaf; PKCS #8. */
  readonly signaturePrivateKey: Uint8Array;
};

/** In a new leaf's credential: which leaf of the lost group vouches for it. */
export const returnProof = struct({
  participantId,
  /** The last of the lost group that it was in. */
  epoch: u64,
  signature: fixed(SIGNATURE_BYTES),
});
export type ReturnProof = Infer<typeof returnProof>;

/** What the old leaf signs. Bound to the new leaf's key, so that nobody else can return with it. */
const returnClaim = struct({
  meetingId,
  groupId: fixed(GROUP_ID_BYTES),
  epoch: u64,
  from: participantId,
  to: participantId,
  signatureKey: fixed(SIGNATURE_KEY_BYTES),
});

export type NewLeaf = {
  readonly participantId: ParticipantId;
  readonly signatureKey: Uint8Array;
};

function claimOf(
  past: Past,
  { participantId: from, epoch }: Pick<ReturnProof, "participantId" | "epoch">,
  leaf: NewLeaf,
  { meetingId: id }: Meeting,
): Bytes {
  const claim = {
    meetingId: id,
    groupId: past.groupId,
    epoch,
    from,
    to: leaf.participantId,
    signatureKey: copy(leaf.signatureKey),
  };
  return signedMessage("conclave/1 return", encode(returnClaim, claim));
}

export async function makeReturnProof(
  past: Past,
  leaf: NewLeaf,
  meeting: Meeting,
): Promise<ReturnProof> {
  const own = { participantId: past.ownId, epoch: past.epoch };
  const message = claimOf(past, own, leaf, meeting);
  const { signature } = meeting.suite;
  const made = await signature.sign(past.signaturePrivateKey, message);
  return { ...own, signature: copy(made) };
}

/**
 * Was it in the lost group when we last were? Against a stranger with the link, whom a lock shut out
 * before the server lost its memory, and against who was removed by then. Never throws.
 */
export async function hasReturned(
  proof: ReturnProof | null,
  leaf: NewLeaf,
  past: Past,
  meeting: Meeting,
): Promise<boolean> {
  const publicKey = proof && past.members.get(proof.participantId);
  if (!proof || !publicKey || leaf.signatureKey.length !== SIGNATURE_KEY_BYTES) return false;
  const message = claimOf(past, proof, leaf, meeting);
  return isSigned({ publicKey, message, signature: proof.signature }, meeting.suite);
}
