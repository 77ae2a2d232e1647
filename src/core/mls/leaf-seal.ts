// Seals a secret to one member, by the key of its leaf (RFC 9420 §5.1.3): an application message is for all of them.

import type { ClientState } from "ts-mls";
import { decryptWithLabel, encryptWithLabel } from "ts-mls/crypto/hpke.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import { GROUP_ID_BYTES } from "../../protocol/entry-messages.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { encode, fixed, participantId, struct } from "../../protocol/schema.ts";
import type { MlsSuite } from "./suite.ts";
import { leafAt } from "./tree.ts";

/** What is sealed: what one opens by one label opens by no other. */
export type SealLabel = "conclave/1 hand over" | "conclave/1 again";

/** Bound to it: what was sealed for one opens in no other's name, and in no other group. */
const contextField = struct({
  groupId: fixed(GROUP_ID_BYTES),
  from: participantId,
  to: participantId,
});

export type SealedSecret = { readonly encapsulation: Bytes; readonly sealed: Bytes };

/** Whose secret it is, and for whom. */
export type SealParties = { readonly from: ParticipantId; readonly to: ParticipantId };

type SealPurpose = SealParties & { readonly label: SealLabel };

function contextOf({ groupContext }: ClientState, parties: SealParties): Bytes {
  return encode(contextField, { groupId: copy(groupContext.groupId), ...parties });
}

/** @returns null when there is no such leaf. @throws when nothing can be sealed to its key. */
export async function sealToLeaf(
  state: ClientState,
  leafIndex: number,
  { label, ...parties }: SealPurpose,
  secret: Bytes,
  { hpke }: MlsSuite,
): Promise<SealedSecret | null> {
  const leaf = leafAt(state.ratchetTree, leafIndex);
  if (leaf === null) return null;
  const key = await hpke.importPublicKey(copy(leaf.hpkePublicKey));
  const { enc, ct } = await encryptWithLabel(key, label, contextOf(state, parties), secret, hpke);
  return { encapsulation: copy(enc), sealed: copy(ct) };
}

/** @returns null when it wasn't sealed to the leaf's key of now. Never throws. */
export async function openAtLeaf(
  state: ClientState,
  { label, ...parties }: SealPurpose,
  { encapsulation, sealed }: SealedSecret,
  { hpke }: MlsSuite,
): Promise<Bytes | null> {
  const { privateKeys, leafIndex } = state.privatePath;
  const own = privateKeys[leafIndex * 2];
  if (own === undefined) return null;
  const key = copy(own);
  try {
    const opened = await decryptWithLabel(
      await hpke.importPrivateKey(key),
      label,
      contextOf(state, parties),
      encapsulation,
      sealed,
      hpke,
    );
    return copy(opened);
  } catch {
    return null;
  } finally {
    key.fill(0);
  }
}
