// What every member asks of a commit before it adopts it (PROTOCOL §6, §7).

import type {
  Commit,
  Extension,
  KeyPackage,
  PreSharedKeyID,
  RatchetTree,
  UpdatePath,
} from "ts-mls";
import { encodeLeafNode, encodeLeafNodeData } from "ts-mls/leafNode.js";
import { equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { Identity } from "./credential.ts";
import { mayAdd, mayRemove } from "./door-rules.ts";
import { judgeNextPolicy } from "./group-policy.ts";
import { judgeKeyPackage } from "./key-package.ts";
import type { Knock } from "./knock.ts";
import type { Link } from "./link.ts";
import type { Meeting } from "./meeting.ts";
import { isOneOfUs } from "./past.ts";
import { isLinkPsk } from "./psk.ts";
import { canSealTo } from "./public-key.ts";
import type { Past } from "./return-proof.ts";
import type { MlsSuite } from "./suite.ts";
import type { RosterEntry, TreeKeys } from "./tree.ts";
import { entryAt, isSoundTree, keysOf, keyText, leafAt, rosterOf } from "./tree.ts";

export type CommitBreak =
  /** By reference, or of a type that nobody here may use. */
  | "forbidden-proposal"
  /** Not signed by the host or a co-host, older than the one in force, or beyond a co-host's powers. */
  | "bad-policy"
  /** An Add without the link's pre-shared key, or another key than the link's. */
  | "wrong-psk"
  | "bad-key-package"
  | "bad-credential"
  /** The meeting is locked, or has a waiting room and the committer may not admit. */
  | "forbidden-add"
  | "duplicate-participant"
  | "duplicate-key"
  /** Of one whom the server still counts as connected and the committer may not put out, or of nobody. */
  | "forbidden-remove"
  /** A committer may renew its keys, never its name or signature key. */
  | "changed-credential"
  | "bad-path"
  | "unsound-tree";

export type CommitRules = {
  readonly meeting: Meeting;
  readonly link: Link;
  /** The one in force before the commit. */
  readonly policy: Policy;
  /** The policy is of the lost group before this one. */
  readonly isInherited: boolean;
  /** The group may still take over that group's newest. */
  readonly mayInherit: boolean;
  /** Of the group that we were in before; null when this is our first. */
  readonly past: Past | null;
  /** True when the server said that this participant's connection is gone for good. */
  readonly isGone: (participantId: ParticipantId) => boolean;
};

/** What the commit does, once it is found to be within the rules. */
export type CommitPlan = {
  readonly added: readonly Identity[];
  readonly removed: readonly ParticipantId[];
  /** The new policy; null when it stays as it is. */
  readonly policy: Policy | null;
};

type Proposals = {
  readonly adds: readonly KeyPackage[];
  readonly removes: readonly number[];
  readonly psks: readonly PreSharedKeyID[];
  /** What the context's extensions are to become; null when they stay. */
  readonly extensions: readonly Extension[] | null;
};

/**
 * Judges an authentic commit of a member of `tree`, before ts-mls applies it. Stops insiders: a
 * member could add who doesn't hold the link or whom no host let in, remove anybody, take another's
 * name, change the rules of the group, or lock it by a key that appears twice.
 */
export async function judgeCommit(
  commit: Commit,
  sender: RosterEntry,
  tree: RatchetTree,
  rules: CommitRules,
): Promise<Result<CommitPlan, CommitBreak>> {
  const proposals = sortProposals(commit);
  if (proposals === null) return reject("forbidden-proposal");
  const { adds, removes, extensions } = proposals;
  const { meeting } = rules;
  const policy =
    extensions &&
    (await judgeNextPolicy(rules.policy, extensions, sender, meeting, rules.mayInherit));
  if (extensions !== null && policy === null) return reject("bad-policy");
  if (!hasRightPsks(proposals, rules)) return reject("wrong-psk");
  const removed = judgeRemoves(removes, sender, tree, rules);
  if (removed === null) return reject("forbidden-remove");
  const added = await judgeAdds(adds, sender, tree, rules, policy ?? rules.policy);
  if (!added.ok) return added;
  // RFC 9420 §12.4 asks for a path with new extensions.
  if (extensions !== null && commit.path === undefined) return reject("bad-path");
  const broken = commit.path && judgePath(commit.path, sender.leafIndex, tree, meeting.suite);
  return broken ? reject(broken) : ok({ added: added.value, removed, policy });
}

/** @returns the indexes of the leaves that `commit` would remove, whoever they are. */
export function removesOf(commit: Commit): readonly number[] {
  return sortProposals(commit)?.removes ?? [];
}

/** @returns null unless each is an Add, a Remove, a pre-shared key or, once, extensions; by value. */
function sortProposals(commit: Commit): Proposals | null {
  const adds: KeyPackage[] = [];
  const removes: number[] = [];
  const psks: PreSharedKeyID[] = [];
  let extensions: Extension[] | null = null;
  for (const item of commit.proposals) {
    if (item.proposalOrRefType !== "proposal") return null;
    const { proposal } = item;
    // A custom proposal's type is a number; TypeScript can't tell it from the others by it.
    if ("add" in proposal) adds.push(proposal.add.keyPackage);
    else if ("remove" in proposal) removes.push(proposal.remove.removed);
    else if ("psk" in proposal) psks.push(proposal.psk.preSharedKeyId);
    else if ("groupContextExtensions" in proposal && extensions === null) {
      extensions = proposal.groupContextExtensions.extensions;
    } else return null;
  }
  return { adds, removes, psks, extensions };
}

function hasRightPsks({ adds, psks }: Proposals, { link, meeting }: CommitRules): boolean {
  const { suite } = meeting;
  return (
    psks.every((id) => isLinkPsk(id, link, suite)) &&
    psks.length <= 1 &&
    (adds.length === 0 || psks.length === 1)
  );
}

/** @returns null when somebody may not be removed. */
function judgeRemoves(
  removes: readonly number[],
  sender: RosterEntry,
  tree: RatchetTree,
  { isGone, policy }: CommitRules,
): ParticipantId[] | null {
  const removed: ParticipantId[] = [];
  for (const leafIndex of removes) {
    const entry = entryAt(tree, leafIndex, policy.grants);
    if (entry === null || leafIndex === sender.leafIndex) return null;
    if (removed.includes(entry.participantId)) return null;
    if (!isGone(entry.participantId) && !mayRemove(sender.role, entry.role)) return null;
    removed.push(entry.participantId);
  }
  return removed;
}

/** @param after the policy that the same commit brings: it can't open the door for itself, nor shut it behind itself. */
async function judgeAdds(
  adds: readonly KeyPackage[],
  { role }: RosterEntry,
  tree: RatchetTree,
  rules: CommitRules,
  after: Policy,
): Promise<Result<Identity[], CommitBreak>> {
  const { meeting, link, policy } = rules;
  const keys = keysOf(tree);
  const added: Identity[] = [];
  for (const keyPackage of adds) {
    const identity = await judgeKeyPackage(keyPackage, meeting, link);
    if (!identity.ok) {
      return reject(identity.reason === "bad-credential" ? "bad-credential" : "bad-key-package");
    }
    const { linkGeneration } = identity.value;
    if (linkGeneration !== policy.linkGeneration || linkGeneration !== after.linkGeneration) {
      return reject("bad-credential");
    }
    const isReturning = await isReturningTo(identity.value, keyPackage, tree, rules);
    const newcomer = { isHost: identity.value.isHost, isReturning };
    if (!mayAdd(policy, role, newcomer) || !mayAdd(after, role, newcomer)) {
      return reject("forbidden-add");
    }
    const twice = seat(identity.value.participantId, keyPackage, keys);
    if (twice !== null) return reject(twice);
    added.push(identity.value);
  }
  return ok(added);
}

/** Who wasn't in before can't tell, and goes with those who were: they judge the same commit. */
async function isReturningTo(
  { participantId, returnProof }: Identity,
  { leafNode }: KeyPackage,
  tree: RatchetTree,
  { isInherited, past, meeting }: CommitRules,
): Promise<boolean> {
  if (!isInherited || returnProof === null) return false;
  const { signaturePublicKey: signatureKey } = leafNode;
  const leaf = { participantId, signatureKey, proof: returnProof };
  return past === null || isOneOfUs(leaf, tree, past, meeting);
}

/**
 * Of those who knock, whom a commit of ours may add together: the rest would make it break the rules.
 * A knocker who takes another's keys would else have an honest committer cast as the culprit.
 */
export function seatable(knocks: readonly Knock[], tree: RatchetTree): Knock[] {
  const keys = keysOf(tree);
  return knocks.filter(({ participantId, keyPackage }) => {
    return seat(participantId, keyPackage, keys) === null;
  });
}

/** Notes a newcomer's keys among `keys`, unless they are there already. */
function seat(
  participantId: ParticipantId,
  { leafNode }: KeyPackage,
  keys: TreeKeys,
): "duplicate-participant" | "duplicate-key" | null {
  const hpkeKey = keyText(leafNode.hpkePublicKey);
  const signatureKey = keyText(leafNode.signaturePublicKey);
  if (keys.participants.has(participantId)) return "duplicate-participant";
  if (keys.hpke.has(hpkeKey) || keys.signature.has(signatureKey)) return "duplicate-key";
  keys.participants.add(participantId);
  keys.hpke.add(hpkeKey);
  keys.signature.add(signatureKey);
  return null;
}

function judgePath(
  path: UpdatePath,
  senderLeafIndex: number,
  tree: RatchetTree,
  suite: MlsSuite,
): CommitBreak | null {
  const before = leafAt(tree, senderLeafIndex);
  if (before === null) return "bad-path";
  const { leafNode, nodes } = path;
  const unchanged = { ...leafNode, hpkePublicKey: before.hpkePublicKey };
  if (!equal(encodeLeafNodeData(unchanged), encodeLeafNodeData(before))) {
    return "changed-credential";
  }
  if (leafNode.extensions.length > 0) return "bad-path";
  const keys = [leafNode.hpkePublicKey, ...nodes.map(({ hpkePublicKey }) => hpkePublicKey)];
  const old = keysOf(tree).hpke;
  if (keys.some((key) => old.has(keyText(key)))) return "duplicate-key";
  return keys.every((key) => canSealTo(key, suite)) ? null : "bad-path";
}

/**
 * Judges what ts-mls made of the commit: exactly the plan, and nothing else touched. It repeats what
 * `judgeCommit` found, on the result, so that no bug between the two goes unseen.
 */
export function judgeResult(
  before: RatchetTree,
  after: RatchetTree,
  senderLeafIndex: number,
  plan: Pick<CommitPlan, "added" | "removed">,
  suite: MlsSuite,
): CommitBreak | null {
  if (!isSoundTree(after, suite)) return "unsound-tree";
  const staying = rosterOf(before, []).filter(
    (entry) => !plan.removed.includes(entry.participantId),
  );
  const roster = rosterOf(after, []);
  if (roster.length !== staying.length + plan.added.length) return "unsound-tree";
  for (const { leafIndex } of staying) {
    const [old, now] = [leafAt(before, leafIndex), leafAt(after, leafIndex)];
    if (old === null || now === null) return "unsound-tree";
    const kept =
      leafIndex === senderLeafIndex
        ? encodeLeafNodeData({ ...now, hpkePublicKey: old.hpkePublicKey })
        : encodeLeafNode(now);
    const expected = leafIndex === senderLeafIndex ? encodeLeafNodeData(old) : encodeLeafNode(old);
    if (!equal(kept, expected)) return "changed-credential";
  }
  const isComplete = plan.added.every(({ participantId }) =>
    roster.some((entry) => entry.participantId === participantId),
  );
  return isComplete ? null : "unsound-tree";
}
