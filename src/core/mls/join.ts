// Joins a group by its Welcome (RFC 9420 §12.4.3.1), checking everything before using any of it.

import type {
  ClientConfig,
  ClientState,
  GroupInfo,
  LeafIndex,
  LeafNode,
  RatchetTree,
  Welcome,
} from "ts-mls";
import {
  ratchetTreeFromExtension,
  verifyGroupInfoConfirmationTag,
  verifyGroupInfoSignature,
} from "ts-mls/groupInfo.js";
import type { GroupSecrets } from "ts-mls/groupSecrets.js";
import { makeKeyPackageRef } from "ts-mls/keyPackage.js";
import { deriveKeySchedule } from "ts-mls/keySchedule.js";
import { verifyLeafNodeSignature } from "ts-mls/leafNode.js";
import { verifyParentHashes } from "ts-mls/parentHash.js";
import { pathToRoot } from "ts-mls/pathSecrets.js";
import { mergePrivateKeyPaths, toPrivateKeyPath } from "ts-mls/privateKeyPath.js";
import { accumulatePskSecret } from "ts-mls/pskIndex.js";
import { findLeafIndex } from "ts-mls/ratchetTree.js";
import { createSecretTree } from "ts-mls/secretTree.js";
import { treeHashRoot } from "ts-mls/treeHash.js";
import { leafToNodeIndex, leafWidth, toLeafIndex } from "ts-mls/treemath.js";
import { firstCommonAncestor } from "ts-mls/updatePath.js";
import { decryptGroupInfo, decryptGroupSecrets } from "ts-mls/welcome.js";
import { equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import { GROUP_ID_BYTES } from "../../protocol/entry-messages.ts";
import { readCredential, verifyCredential, verifyEarlierCredential } from "./credential.ts";
import { judgeJoinedPolicy } from "./group-policy.ts";
import type { OwnKeyPackage } from "./key-package.ts";
import { isPlainLeaf } from "./key-package.ts";
import type { Link } from "./link.ts";
import type { Meeting } from "./meeting.ts";
import { isLinkPsk, linkPskIndex } from "./psk.ts";
import type { MlsSuite } from "./suite.ts";
import { isSoundTree, leafAt, participantAt } from "./tree.ts";

export type JoinReject =
  /** Not sealed to our key package under the link's key: no member made it for us. */
  | "not-opened"
  /** A leaf that doesn't hold the link. */
  | "bad-credential"
  /** Rules that no host signed, or of another link. */
  | "bad-policy"
  /** Than the one that we know: of a group that fell behind, or that a stranger made. */
  | "older-policy"
  /** Under a lock of the lost group, people who weren't in it: honest ones are on their way out. */
  | "strangers"
  /** From a holder of the link, and wrong all the same. */
  | "bad-group";

type Opened = {
  readonly info: GroupInfo;
  readonly tree: RatchetTree;
  readonly secrets: GroupSecrets;
  readonly pskSecret: Uint8Array;
};

/**
 * ts-mls's own `joinGroup` walks the tree before it knows that the tree is sound, and never returns
 * from some; refuses trees of honest members; and doesn't ask for the pre-shared key.
 * @returns the state of the group's epoch. Never throws.
 */
export async function joinGroup(
  welcome: Welcome,
  own: OwnKeyPackage,
  link: Link,
  meeting: Meeting,
  clientConfig: ClientConfig,
): Promise<Result<ClientState, JoinReject>> {
  const { suite } = meeting;
  const opened = await openWelcome(welcome, own, link, suite).catch(() => null);
  if (opened === null) return reject("not-opened");
  try {
    const broken = await judgeGroup(opened, link, meeting);
    return broken === null
      ? ok(await enterGroup(opened, own, suite, clientConfig))
      : reject(broken);
  } catch {
    return reject("bad-group");
  } finally {
    opened.secrets.joinerSecret.fill(0);
    opened.secrets.pathSecret?.fill(0);
    opened.pskSecret.fill(0);
  }
}

/** @returns null, or throws, when it isn't for us or isn't under the link's key. */
async function openWelcome(
  welcome: Welcome,
  own: OwnKeyPackage,
  link: Link,
  suite: MlsSuite,
): Promise<Opened | null> {
  const ref = await makeKeyPackageRef(own.publicPackage, suite.hash);
  const key = await suite.hpke.importPrivateKey(own.privatePackage.initPrivateKey);
  const secrets = await decryptGroupSecrets(key, ref, welcome, suite.hpke);
  if (secrets === undefined) return null;
  const [psk, ...others] = secrets.psks;
  if (psk === undefined || others.length > 0 || !isLinkPsk(psk, link, suite)) return null;
  const zeroes = new Uint8Array(suite.kdf.size);
  const index = linkPskIndex(link, suite);
  const [pskSecret] = await accumulatePskSecret(secrets.psks, index, suite, zeroes);
  const info = await decryptGroupInfo(welcome, secrets.joinerSecret, pskSecret, suite);
  const tree = info && ratchetTreeFromExtension(info);
  return info && tree ? { info, tree, secrets, pskSecret } : null;
}

async function judgeGroup(
  { info, tree, secrets, pskSecret }: Opened,
  link: Link,
  meeting: Meeting,
): Promise<JoinReject | null> {
  const { groupContext } = info;
  const { suite } = meeting;
  if (
    groupContext.version !== "mls10" ||
    groupContext.cipherSuite !== suite.name ||
    groupContext.groupId.length !== GROUP_ID_BYTES ||
    groupContext.epoch < 1n ||
    info.extensions.length !== 1 ||
    !isSoundTree(tree, suite)
  ) {
    return "bad-group";
  }
  if (!(await judgeJoinedPolicy(groupContext, meeting, link.generation)).ok) return "bad-policy";
  for (let leafIndex = 0; leafIndex * 2 < tree.length; leafIndex++) {
    const leaf = leafAt(tree, leafIndex);
    const broken = leaf && (await judgeLeaf(leaf, leafIndex, info, link, meeting));
    if (broken) return broken;
  }
  const signer = leafAt(tree, info.signer);
  const isRight =
    signer !== null &&
    (await verifyGroupInfoSignature(info, signer.signaturePublicKey, suite.signature)) &&
    (await verifyParentHashes(tree, suite.hash)) &&
    equal(groupContext.treeHash, await treeHashRoot(tree, suite.hash)) &&
    (await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, pskSecret, suite));
  return isRight ? null : "bad-group";
}

async function judgeLeaf(
  leaf: LeafNode,
  leafIndex: number,
  { groupContext }: GroupInfo,
  link: Link,
  meeting: Meeting,
): Promise<JoinReject | null> {
  const { suite } = meeting;
  if (!isPlainLeaf(leaf, suite) || leaf.leafNodeSource === "update") return "bad-group";
  const { credential, signaturePublicKey } = leaf;
  const generation = readCredential(credential)?.linkGeneration ?? link.generation;
  const verify = generation < link.generation ? verifyEarlierCredential : verifyCredential;
  if (!(await verify(meeting, link, credential, signaturePublicKey)).ok) return "bad-credential";
  const { groupId } = groupContext;
  const isSigned = await verifyLeafNodeSignature(leaf, groupId, leafIndex, suite.signature);
  return isSigned ? null : "bad-group";
}

/** @throws when our own leaf isn't in the tree, or has no way to the signer's path. */
async function enterGroup(
  { info, tree, secrets, pskSecret }: Opened,
  own: OwnKeyPackage,
  suite: MlsSuite,
  clientConfig: ClientConfig,
): Promise<ClientState> {
  const { groupContext, confirmationTag } = info;
  const leafIndex = ownLeafIndexOf(tree, own);
  const privateKeys = { [leafToNodeIndex(leafIndex)]: own.privatePackage.hpkePrivateKey };
  let privatePath = { leafIndex: Number(leafIndex), privateKeys };
  if (secrets.pathSecret !== undefined) {
    const ancestor = firstCommonAncestor(tree, leafIndex, toLeafIndex(info.signer));
    const path = await pathToRoot(tree, ancestor, secrets.pathSecret, suite.kdf);
    privatePath = mergePrivateKeyPaths(await toPrivateKeyPath(path, leafIndex, suite), privatePath);
  }
  const [keySchedule, encryptionSecret] = await deriveKeySchedule(
    secrets.joinerSecret,
    pskSecret,
    groupContext,
    suite.kdf,
  );
  const secretTree = await createSecretTree(leafWidth(tree.length), encryptionSecret, suite.kdf);
  encryptionSecret.fill(0);
  return {
    groupContext,
    ratchetTree: tree,
    keySchedule,
    secretTree,
    privatePath,
    signaturePrivateKey: own.privatePackage.signaturePrivateKey,
    unappliedProposals: {},
    confirmationTag,
    historicalReceiverData: new Map(),
    groupActiveState: { kind: "active" },
    clientConfig,
  };
}

function ownLeafIndexOf(tree: RatchetTree, own: OwnKeyPackage): LeafIndex {
  const leafIndex = findLeafIndex(tree, own.publicPackage.leafNode);
  if (leafIndex === undefined || participantAt(tree, leafIndex) === null) {
    throw new Error("the tree has no leaf of ours");
  }
  return leafIndex;
}
