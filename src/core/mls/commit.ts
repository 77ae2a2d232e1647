// Makes a commit with its path and its Welcome (RFC 9420 §12.4.1, §12.4.3.1).

import type {
  ClientState,
  Extension,
  GroupContext,
  KeyPackage,
  LeafIndex,
  PreSharedKeyID,
  Proposal,
  ProposalOrRef,
  RatchetTree,
  SecretTree,
  UpdatePath,
} from "ts-mls";
import { applyProposals, nextEpochContext } from "ts-mls/clientState.js";
import { createGroupInfoWithRatchetTree } from "ts-mls/createCommit.js";
import { createConfirmationTag, createContentCommitSignature } from "ts-mls/framedContent.js";
import { makeKeyPackageRef } from "ts-mls/keyPackage.js";
import type { EpochSecrets } from "ts-mls/keySchedule.js";
import { initializeEpoch } from "ts-mls/keySchedule.js";
import { protect } from "ts-mls/messageProtection.js";
import { getCommitSecret, pathToPathSecrets } from "ts-mls/pathSecrets.js";
import { mergePrivateKeyPaths, toPrivateKeyPath, updateLeafKey } from "ts-mls/privateKeyPath.js";
import { createSecretTree } from "ts-mls/secretTree.js";
import { treeHashRoot } from "ts-mls/treeHash.js";
import { leafToNodeIndex, leafWidth, toLeafIndex, toNodeIndex } from "ts-mls/treemath.js";
import type { PathSecret } from "ts-mls/updatePath.js";
import { createUpdatePath, firstCommonAncestor } from "ts-mls/updatePath.js";
import { encryptGroupInfo, encryptGroupSecrets } from "ts-mls/welcome.js";
import { assert } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import type { Link } from "./link.ts";
import { writePrivateMessage, writeWelcome } from "./message-guard.ts";
import { linkPskIndex, linkPskProposal } from "./psk.ts";
import type { MlsSuite } from "./suite.ts";

export type CommitWork = {
  readonly adds: readonly KeyPackage[];
  /** Leaf indexes. */
  readonly removes: readonly number[];
  /** The context's new extensions; absent when they stay. */
  readonly extensions?: readonly Extension[];
};

/** What a new epoch changed. */
export type EpochChange = {
  readonly hasAdded: boolean;
  readonly hasRemoved: boolean;
  readonly hasPolicy: boolean;
};

export type MadeCommit = {
  readonly message: Bytes;
  /** Empty when nobody is added. */
  readonly welcome: Bytes;
  /** The state once the delivery service has accepted the commit. */
  readonly next: ClientState;
  /**
   * The current epoch's ratchets with the commit's key used up. They must be kept even if the commit
   * is refused: the next one would else be sealed under the same key, for the server to compare.
   */
  readonly secretTree: SecretTree;
  readonly change: EpochChange;
};

/** The tree after the proposals and the path, and what the path was made of. */
type Path = {
  readonly tree: RatchetTree;
  readonly updatePath: UpdatePath;
  readonly secrets: PathSecret[];
  readonly leafKey: Uint8Array;
};

type Signed = Awaited<ReturnType<typeof createContentCommitSignature>>;
type Epoch = {
  readonly groupContext: GroupContext;
  readonly secrets: EpochSecrets;
  readonly confirmationTag: Uint8Array;
};

const NOTHING = new Uint8Array(0);

/**
 * ts-mls's own `createCommit` leaves the path out of a commit that only adds. Then the tree's parents
 * stay blank and each Remove is encrypted to every leaf; so this one always has a path.
 * @throws when ts-mls does: on a tree that an insider poisoned.
 */
export async function makeCommit(
  state: ClientState,
  work: CommitWork,
  link: Link,
  suite: MlsSuite,
): Promise<MadeCommit> {
  const own = toLeafIndex(state.privatePath.leafIndex);
  const proposals = proposalsOf(work, link, suite);
  const psks = linkPskIndex(link, suite);
  const applied = await applyProposals(state, proposals, own, psks, false, suite);
  const { additionalResult } = applied;
  assert(additionalResult.kind === "memberCommit", "a commit of adds and removes");
  const added = additionalResult.addedLeafNodes;
  const extensions = [...(work.extensions ?? state.groupContext.extensions)];
  // The new extensions count for the path and the new epoch, not for the commit's own signature.
  const changed = { ...state, groupContext: { ...state.groupContext, extensions } };
  const path = await makePath(changed, applied.tree, added, suite);
  const signed = await createContentCommitSignature(
    state.groupContext,
    "mls_private_message",
    { proposals, path: path.updatePath },
    { senderType: "member", leafIndex: own },
    NOTHING,
    state.signaturePrivateKey,
    suite.signature,
  );
  const epoch = await beginEpoch(changed, path, signed, applied.pskSecret, suite);
  const sealed = await sealCommit(state, signed, epoch, suite);
  const next = await nextStateOf(state, path, epoch, suite);
  const welcome = await makeWelcome(next, path, added, applied.pskIds, epoch.secrets, suite);
  const { encryptionSecret, joinerSecret, welcomeSecret } = epoch.secrets;
  for (const secret of [encryptionSecret, joinerSecret, welcomeSecret]) secret.fill(0);
  for (const { secret } of path.secrets) secret.fill(0);
  return {
    message: writePrivateMessage(sealed.privateMessage),
    welcome,
    next,
    secretTree: sealed.tree,
    change: {
      hasAdded: work.adds.length > 0,
      hasRemoved: work.removes.length > 0,
      hasPolicy: work.extensions !== undefined,
    },
  };
}

async function makePath(
  state: ClientState,
  proposed: RatchetTree,
  added: readonly [LeafIndex, KeyPackage][],
  suite: MlsSuite,
): Promise<Path> {
  const [tree, updatePath, secrets, leafKey] = await createUpdatePath(
    proposed,
    toLeafIndex(state.privatePath.leafIndex),
    state.groupContext,
    state.signaturePrivateKey,
    suite,
    // They get their path secret in the Welcome.
    added.map(([leafIndex]) => leafToNodeIndex(leafIndex)),
  );
  return { tree, updatePath, secrets, leafKey: await suite.hpke.exportPrivateKey(leafKey) };
}

async function beginEpoch(
  state: ClientState,
  path: Path,
  { framedContent, signature }: Signed,
  pskSecret: Uint8Array,
  suite: MlsSuite,
): Promise<Epoch> {
  const groupContext = await nextEpochContext(
    state.groupContext,
    "mls_private_message",
    framedContent,
    signature,
    await treeHashRoot(path.tree, suite.hash),
    state.confirmationTag,
    suite.hash,
  );
  const commitSecret = await commitSecretOf(path, suite);
  const { initSecret } = state.keySchedule;
  const secrets = await initializeEpoch(
    initSecret,
    commitSecret,
    groupContext,
    pskSecret,
    suite.kdf,
  );
  commitSecret.fill(0);
  const { confirmationKey } = secrets.keySchedule;
  const transcript = groupContext.confirmedTranscriptHash;
  const confirmationTag = await createConfirmationTag(confirmationKey, transcript, suite.hash);
  return { groupContext, secrets, confirmationTag };
}

function sealCommit(
  state: ClientState,
  { framedContent, signature }: Signed,
  { confirmationTag }: Epoch,
  suite: MlsSuite,
) {
  const auth = { contentType: framedContent.contentType, signature, confirmationTag };
  return protect(
    state.keySchedule.senderDataSecret,
    NOTHING,
    state.groupContext,
    state.secretTree,
    { ...framedContent, auth },
    state.privatePath.leafIndex,
    state.clientConfig.paddingConfig,
    suite,
  );
}

async function nextStateOf(
  state: ClientState,
  { tree, secrets, leafKey }: Path,
  { groupContext, secrets: epoch, confirmationTag }: Epoch,
  suite: MlsSuite,
): Promise<ClientState> {
  const { leafIndex } = state.privatePath;
  const pathKeys = await toPrivateKeyPath(pathToPathSecrets(secrets), leafIndex, suite);
  return {
    ...state,
    groupContext,
    ratchetTree: tree,
    keySchedule: epoch.keySchedule,
    secretTree: await createSecretTree(leafWidth(tree.length), epoch.encryptionSecret, suite.kdf),
    privatePath: mergePrivateKeyPaths(updateLeafKey(state.privatePath, leafKey), pathKeys),
    confirmationTag,
    unappliedProposals: {},
  };
}

/** Each commit with an Add carries the link's key: who doesn't hold the link can't follow it. */
function proposalsOf(work: CommitWork, link: Link, suite: MlsSuite): ProposalOrRef[] {
  const proposals: Proposal[] = [
    ...work.removes.map((removed): Proposal => ({ proposalType: "remove", remove: { removed } })),
    ...work.adds.map((keyPackage): Proposal => ({ proposalType: "add", add: { keyPackage } })),
    ...(work.adds.length > 0 ? [linkPskProposal(link, suite)] : []),
    ...(work.extensions === undefined ? [] : [extensionsProposal(work.extensions)]),
  ];
  return proposals.map((proposal) => ({ proposalOrRefType: "proposal", proposal }));
}

function extensionsProposal(extensions: readonly Extension[]): Proposal {
  return {
    proposalType: "group_context_extensions",
    groupContextExtensions: { extensions: [...extensions] },
  };
}

/** Zeros for the last one left, whose path has no node. */
async function commitSecretOf({ tree, secrets }: Path, suite: MlsSuite): Promise<Uint8Array> {
  const top = secrets.at(-1);
  return top === undefined
    ? new Uint8Array(suite.kdf.size)
    : getCommitSecret(tree, toNodeIndex(top.nodeIndex), top.secret, suite.kdf);
}

async function makeWelcome(
  next: ClientState,
  { tree, secrets }: Path,
  added: readonly [LeafIndex, KeyPackage][],
  psks: PreSharedKeyID[],
  epoch: EpochSecrets,
  suite: MlsSuite,
): Promise<Bytes> {
  if (added.length === 0) return NOTHING;
  const { groupContext, confirmationTag: tag } = next;
  const info = await createGroupInfoWithRatchetTree(groupContext, tag, next, tree, [], suite);
  const encryptedGroupInfo = await encryptGroupInfo(info, epoch.welcomeSecret, suite);
  const own = toLeafIndex(next.privatePath.leafIndex);
  const sealed = await Promise.all(
    added.map(async ([leafIndex, keyPackage]) => {
      const ancestor = firstCommonAncestor(tree, leafIndex, own);
      const pathSecret = secrets.find(({ nodeIndex }) => nodeIndex === ancestor)?.secret;
      const { enc, ct } = await encryptGroupSecrets(
        await suite.hpke.importPublicKey(keyPackage.initKey),
        encryptedGroupInfo,
        { joinerSecret: epoch.joinerSecret, pathSecret, psks },
        suite.hpke,
      );
      const newMember = await makeKeyPackageRef(keyPackage, suite.hash);
      return { newMember, encryptedGroupSecrets: { kemOutput: enc, ciphertext: ct } };
    }),
  );
  return writeWelcome({ cipherSuite: suite.name, secrets: sealed, encryptedGroupInfo });
}
