// People who hold a link, the server that doesn't, and insiders who break the rules.

import type {
  ClientState,
  GroupContext,
  KeyPackage,
  Proposal,
  PskIndex,
  RatchetTree,
} from "ts-mls";
import { createCommit, createGroup, encodeMlsMessage } from "ts-mls";
import { createGroupInfoWithRatchetTree } from "ts-mls/createCommit.js";
import { createConfirmationTag } from "ts-mls/framedContent.js";
import { extractWelcomeSecret } from "ts-mls/groupInfo.js";
import { makeKeyPackageRef, signKeyPackage } from "ts-mls/keyPackage.js";
import { deriveKeySchedule } from "ts-mls/keySchedule.js";
import { signLeafNodeKeyPackage } from "ts-mls/leafNode.js";
import { accumulatePskSecret } from "ts-mls/pskIndex.js";
import { treeHashRoot } from "ts-mls/treeHash.js";
import { encryptGroupInfo, encryptGroupSecrets } from "ts-mls/welcome.js";
import type { Bytes } from "../../../src/base/bytes.ts";
import { copy } from "../../../src/base/bytes.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { Millis } from "../../../src/base/time.ts";
import { makeCommit } from "../../../src/core/mls/commit.ts";
import { makeCredential } from "../../../src/core/mls/credential.ts";
import { Group } from "../../../src/core/mls/group.ts";
import { policyExtensions } from "../../../src/core/mls/group-policy.ts";
import type { OwnKeyPackage } from "../../../src/core/mls/key-package.ts";
import { makeKeyPackage } from "../../../src/core/mls/key-package.ts";
import type { Link, LinkKeys } from "../../../src/core/mls/link.ts";
import type { HostSigner, Meeting } from "../../../src/core/mls/meeting.ts";
import { Member } from "../../../src/core/mls/member.ts";
import type { MemberEffect } from "../../../src/core/mls/member-effect.ts";
import { writeWelcome } from "../../../src/core/mls/message-guard.ts";
import { linkPskIndex, linkPskProposal } from "../../../src/core/mls/psk.ts";
import type { Past } from "../../../src/core/mls/return-proof.ts";
import type { MlsSuite } from "../../../src/core/mls/suite.ts";
import { makeSuite } from "../../../src/core/mls/suite.ts";
import type { Suite } from "../../../src/protocol/entry-messages.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import type { Policy, SignedPolicy } from "../../../src/protocol/policy.ts";
import { openPolicy, policy as policyField, policyMessage } from "../../../src/protocol/policy.ts";
import { encode } from "../../../src/protocol/schema.ts";
import { MEETING_ID, makeHost } from "../../support/meeting-world.ts";

export const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
export const { subtle } = crypto;
export const classical: MlsSuite = await makeSuite("classical", subtle, random);
export const xwing: MlsSuite = await makeSuite("xwing", subtle, random);

/** The host whose key the link commits to, and somebody who would be it. */
export const host = await makeHost();
export const impostor = await makeHost();

export const meetingId = MEETING_ID;
export const meeting: Meeting = { meetingId, hostKey: host.publicKey, suite: classical };
export const xwingMeeting: Meeting = { ...meeting, suite: xwing };

export function idOf(number: number): ParticipantId {
  return number.toString(16).padStart(32, "0") as ParticipantId;
}

/** The link's keys are made of `seed`, so that everybody's are the same. */
export function linkOf(generation = 1, seed = 1): Link {
  const key = (use: number) => new Secret(new Uint8Array(32).fill(seed * 8 + use));
  return { linkPsk: key(1), knockKey: key(2), credentialKey: key(3), generation };
}

/** A stranger's idea of the link. */
export const WRONG_SEED = 9;

export async function keyPackageOf(
  number: number,
  {
    link = linkOf(),
    of = meeting,
    name = `person ${number}`,
    by = null,
  }: { link?: Link; of?: Meeting; name?: string; by?: HostSigner | null } = {},
): Promise<OwnKeyPackage> {
  return makeKeyPackage(of, link, idOf(number), name, by);
}

/** Person 8's key package with something changed in its leaf, and rightly signed. */
export async function keyPackageWith(
  change: Partial<KeyPackage["leafNode"]>,
  signaturePrivateKey?: Uint8Array,
): Promise<KeyPackage> {
  const { publicPackage, privatePackage } = await keyPackageOf(8);
  const key = signaturePrivateKey ?? privatePackage.signaturePrivateKey;
  const leaf = { ...publicPackage.leafNode, ...change } as KeyPackage["leafNode"];
  const credential = makeCredential(linkOf(), idOf(8), "person 8", leaf.signaturePublicKey);
  const { signature } = classical;
  const { lifetime, leafNodeSource } = publicPackage.leafNode;
  const signed = { ...leaf, credential, lifetime, leafNodeSource };
  const leafNode = await signLeafNodeKeyPackage(signed, key, signature);
  return signKeyPackage({ ...publicPackage, leafNode }, key, signature);
}

/** The keys of the link that replaces the first: as many as its secret says. */
export function linkKeysOf(secret: Uint8Array): LinkKeys {
  return linkOf(0, secret[0] ?? 0);
}

export async function memberOf(
  number: number,
  suite: Suite = "classical",
  seed = 1,
  signer: HostSigner | null = null,
  linkGeneration = 1,
  past: Past | null = null,
): Promise<Member> {
  const { generation, ...linkKeys } = linkOf(linkGeneration, seed);
  return Member.create({
    meetingId,
    hostKey: host.publicKey,
    host: signer,
    linkKeysOf,
    suite,
    linkKeys,
    linkGeneration: generation,
    participantId: idOf(number),
    past,
    name: `person ${number}`,
    subtle,
    random,
  });
}

/** Everything that `event` makes a member do. */
export async function effectsOf(
  event: (out: MemberEffect[]) => Promise<void>,
): Promise<MemberEffect[]> {
  const out: MemberEffect[] = [];
  await event(out);
  return out;
}

export const at = (millis: number) => millis as Millis;

/** An insider's own state, with which it can do what a `Group` never would. */
export type Insider = { state: ClientState };

export function configOf(): ClientState["clientConfig"] {
  return {
    keyRetentionConfig: {
      retainKeysForGenerations: 10,
      retainKeysForEpochs: 1,
      maximumForwardRatchetSteps: 200,
    },
    lifetimeConfig: { maximumTotalLifetime: 2628000n, validateLifetimeOnReceive: false },
    keyPackageEqualityConfig: {
      compareKeyPackages: () => false,
      compareKeyPackageToLeafNode: () => false,
    },
    paddingConfig: { kind: "padUntilLength", padUntilLength: 256 },
    authService: {
      validateCredential: async () => true,
    },
  };
}

export const GROUP_ID = new Uint8Array(16).fill(7);

/** The group's first policy with something changed, signed by the host or whoever would be. */
export async function signedPolicyWith(
  change: Partial<Policy>,
  by: Pick<HostSigner, "sign"> = host,
  signer: ParticipantId | null = null,
): Promise<SignedPolicy> {
  const changed = { ...openPolicy(meetingId, GROUP_ID, 1), version: 1, ...change };
  const bytes = encode(policyField, changed);
  return { policy: bytes, signer, signature: await by.sign(policyMessage(bytes)) };
}

export const setPolicy = (...signed: SignedPolicy[]): Proposal => ({
  proposalType: "group_context_extensions",
  groupContextExtensions: { extensions: signed.flatMap(policyExtensions) },
});

type Founding = {
  /** The insider's leaf is a host's. */
  readonly by?: HostSigner;
  /** In force from the start. */
  readonly policy?: (own: OwnKeyPackage) => Promise<SignedPolicy>;
  /** Numbers of honest members who are hosts, too. */
  readonly hosts?: readonly number[];
};

/** An insider (person 1) founds a group and adds persons 2, 3 … as honest members. */
export async function groupWithInsider(
  honest: number,
  { by, policy, hosts = [] }: Founding = {},
): Promise<{
  insider: Insider;
  members: Group[];
  packages: OwnKeyPackage[];
  welcome: Bytes;
}> {
  const link = linkOf();
  const own = await keyPackageOf(1, { by: by ?? null });
  let state = await createGroup(
    GROUP_ID,
    own.publicPackage,
    own.privatePackage,
    policy === undefined ? [] : policyExtensions(await policy(own)),
    classical,
    configOf(),
  );
  const packages = await Promise.all(
    Array.from({ length: honest }, (_, index) => {
      return keyPackageOf(index + 2, { by: hosts.includes(index + 2) ? host : null });
    }),
  );
  const adds = packages.map(({ publicPackage }) => publicPackage);
  const made = await makeCommit(state, { adds, removes: [] }, link, classical);
  state = made.next;
  const members: Group[] = [];
  for (const keyPackage of packages) {
    const joined = await Group.join(made.welcome, keyPackage, meeting, link);
    if (!joined.ok) throw new Error(joined.reason);
    members.push(joined.value);
  }
  return { insider: { state }, members, packages, welcome: made.welcome };
}

export const add = (keyPackage: KeyPackage): Proposal => ({
  proposalType: "add",
  add: { keyPackage },
});
export const remove = (removed: number): Proposal => ({
  proposalType: "remove",
  remove: { removed },
});
export const linkPsk = (link = linkOf()): Proposal => linkPskProposal(link, classical);

/** What an honest member makes of `message`; "opened" commits are judged with these departed. */
export async function judged(
  member: Group,
  message: Bytes,
  departed: readonly number[] = [],
): Promise<string> {
  const opened = await member.openCommit(message);
  if (!opened.ok) return opened.reason;
  const gone = new Set(departed.map(idOf));
  const change = await member.receiveCommit(opened.value, (id) => gone.has(id));
  return change.ok ? "accepted" : change.reason;
}

/** A commit by ts-mls itself, which checks none of our rules. */
export async function insiderCommit(
  { state }: Insider,
  proposals: Proposal[],
  pskIndex: PskIndex = linkPskIndex(linkOf(), classical),
  asPublic = false,
): Promise<Bytes> {
  const made = await createCommit(
    { state, cipherSuite: classical, pskIndex },
    { extraProposals: proposals, wireAsPublicMessage: asPublic, ratchetTreeExtension: true },
  );
  return copy(encodeMlsMessage(made.commit));
}

export type Forgery = {
  readonly tree: RatchetTree;
  readonly psks?: "link" | "none";
  readonly context?: Partial<GroupContext>;
  readonly signer?: number;
  readonly isTagWrong?: boolean;
};

/** A Welcome with whatever tree: any holder of the link can make one for a key package it knows. */
export async function forgeWelcome(
  { state }: Insider,
  keyPackage: KeyPackage,
  { tree, psks = "link", context, signer, isTagWrong = false }: Forgery,
): Promise<Bytes> {
  const suite = classical;
  const link = linkOf();
  const proposal = linkPskProposal(link, suite);
  const ids = psks === "link" ? [proposal.psk.preSharedKeyId] : [];
  const index = linkPskIndex(link, suite);
  const [pskSecret] = await accumulatePskSecret(ids, index, suite, new Uint8Array(32));
  const joinerSecret = random(32);
  const treeHash = await treeHashRoot(tree, suite.hash).catch(() => new Uint8Array(32));
  const groupContext = { ...state.groupContext, epoch: 5n, treeHash, ...context };
  const [schedule] = await deriveKeySchedule(joinerSecret, pskSecret, groupContext, suite.kdf);
  const tag = await createConfirmationTag(
    isTagWrong ? random(32) : schedule.confirmationKey,
    groupContext.confirmedTranscriptHash,
    suite.hash,
  );
  const leafIndex = signer ?? state.privatePath.leafIndex;
  const signing = { ...state, privatePath: { ...state.privatePath, leafIndex } };
  const info = await createGroupInfoWithRatchetTree(groupContext, tag, signing, tree, [], suite);
  const welcomeSecret = await extractWelcomeSecret(joinerSecret, pskSecret, suite.kdf);
  const encryptedGroupInfo = await encryptGroupInfo(info, welcomeSecret, suite);
  const { enc, ct } = await encryptGroupSecrets(
    await suite.hpke.importPublicKey(keyPackage.initKey),
    encryptedGroupInfo,
    { joinerSecret, pathSecret: undefined, psks: ids },
    suite.hpke,
  );
  const newMember = await makeKeyPackageRef(keyPackage, suite.hash);
  const secrets = [{ newMember, encryptedGroupSecrets: { kemOutput: enc, ciphertext: ct } }];
  return writeWelcome({ cipherSuite: suite.name, secrets, encryptedGroupInfo });
}

/** A leaf node that calls itself somebody else, with a MAC that a stranger made. */
export function strangersCredential(number: number, signatureKey: Uint8Array) {
  return makeCredential(linkOf(1, WRONG_SEED), idOf(number), "stranger", signatureKey);
}
