// A commit with whatever in it, signed and sealed by an insider: ts-mls would never make it.

import type { ClientState, LeafNode, Proposal, ProposalOrRef, UpdatePath } from "ts-mls";
import { createContentCommitSignature } from "ts-mls/framedContent.js";
import { signLeafNodeCommit } from "ts-mls/leafNode.js";
import { protect } from "ts-mls/messageProtection.js";
import type { Bytes } from "../../../src/base/bytes.ts";
import { writePrivateMessage } from "../../../src/core/mls/message-guard.ts";
import { classical } from "./fixtures.ts";

const NOTHING = new Uint8Array(0);

export type CommitParts = {
  readonly proposals?: readonly Proposal[];
  /** Proposals by reference. */
  readonly references?: readonly Uint8Array[];
  readonly path?: UpdatePath;
};

export async function sealedCommit(
  state: ClientState,
  { proposals = [], references = [], path }: CommitParts,
): Promise<Bytes> {
  const items: ProposalOrRef[] = [
    ...proposals.map((proposal): ProposalOrRef => ({ proposalOrRefType: "proposal", proposal })),
    ...references.map(
      (reference): ProposalOrRef => ({ proposalOrRefType: "reference", reference }),
    ),
  ];
  const { leafIndex } = state.privatePath;
  const { framedContent, signature } = await createContentCommitSignature(
    state.groupContext,
    "mls_private_message",
    { proposals: items, path },
    { senderType: "member", leafIndex },
    NOTHING,
    state.signaturePrivateKey,
    classical.signature,
  );
  const auth = { contentType: "commit" as const, signature, confirmationTag: new Uint8Array(32) };
  const { privateMessage } = await protect(
    state.keySchedule.senderDataSecret,
    NOTHING,
    state.groupContext,
    state.secretTree,
    { ...framedContent, auth },
    leafIndex,
    state.clientConfig.paddingConfig,
    classical,
  );
  return writePrivateMessage(privateMessage);
}

/** What an insider may change of its own leaf in a path. */
export async function leafForPath(
  state: ClientState,
  change: Partial<LeafNode> = {},
): Promise<UpdatePath["leafNode"]> {
  const own = state.ratchetTree[state.privatePath.leafIndex * 2];
  if (own?.nodeType !== "leaf") throw new Error("the insider's leaf");
  const keys = await classical.hpke.generateKeyPair();
  const { groupId } = state.groupContext;
  const { leafIndex } = state.privatePath;
  const { credential, capabilities, signaturePublicKey } = own.leaf;
  return signLeafNodeCommit(
    {
      credential,
      capabilities,
      signaturePublicKey,
      hpkePublicKey: await classical.hpke.exportPublicKey(keys.publicKey),
      extensions: [],
      ...change,
      leafNodeSource: "commit",
      parentHash: NOTHING,
      groupId,
      leafIndex,
    },
    state.signaturePrivateKey,
    classical.signature,
  );
}
