// One's own place in the MLS group: the state of the epoch, and of the commit under way.

import type { ClientState } from "ts-mls";
import { addHistoricalReceiverData, createGroup } from "ts-mls/clientState.js";
import { createApplicationMessage } from "ts-mls/createMessage.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy, SignedPolicy } from "../../protocol/policy.ts";
import type { EpochChange, MadeCommit } from "./commit.ts";
import { makeCommit } from "./commit.ts";
import type { CommitBreak } from "./commit-rules.ts";
import { seatable } from "./commit-rules.ts";
import { mayAdd } from "./door-rules.ts";
import type { EpochKeys } from "./epoch-keys.ts";
import { epochKeysOf } from "./epoch-keys.ts";
import { paddedTo, SMALLEST_CLASS_BYTES, sizeClassOf } from "./group-config.ts";
import type { Application } from "./group-messages.ts";
import { forgetUpTo, isForgotten, openApplication } from "./group-messages.ts";
import { isInherited, policyExtensions, policyOf, signedPolicyOf } from "./group-policy.ts";
import type { JoinReject } from "./join.ts";
import { joinGroup } from "./join.ts";
import type { OwnKeyPackage } from "./key-package.ts";
import type { Knock } from "./knock.ts";
import type { SealedSecret, SealLabel } from "./leaf-seal.ts";
import { openAtLeaf, sealToLeaf } from "./leaf-seal.ts";
import type { Link } from "./link.ts";
import type { Meeting } from "./meeting.ts";
import type { GuardReject } from "./message-guard.ts";
import { readPrivateMessage, readWelcome, writePrivateMessage } from "./message-guard.ts";
import { judgeByMemory, pastOf } from "./past.ts";
import type { MessageReject, OpenedCommit } from "./received-commit.ts";
import { applyCommit, openCommit } from "./received-commit.ts";
import type { Past } from "./return-proof.ts";
import type { Role, RosterEntry } from "./tree.ts";
import { entryAt, leafAt, participantAt, rosterOf } from "./tree.ts";
import { wipeAll, wipeLeft, wipeLost } from "./wipe.ts";

/**
 * For so long a new group may take over what was decided in the one before. Longer lets an insider
 * bring last week's decisions into a call, shorter leaves out who comes back late.
 */
const INHERITING_EPOCHS = 32n;

/** A commit to be made. */
export type GroupWork = {
  readonly adds: readonly Knock["keyPackage"][];
  /** Leaf indexes. */
  readonly removes: readonly number[];
  /** The policy from the next epoch on; absent when it stays. */
  readonly policy?: SignedPolicy;
};

export class Group {
  readonly #meeting: Meeting;
  #link: Link;
  #state: ClientState;
  #policy: Policy;
  #pending: MadeCommit | null = null;
  /** Of the group that we were in before. */
  readonly #past: Past | null;
  /** Of this epoch, once somebody asked. */
  #roster: readonly RosterEntry[] | null = null;

  private constructor(state: ClientState, meeting: Meeting, link: Link, past: Past | null) {
    this.#past = past;
    this.#state = state;
    this.#meeting = meeting;
    this.#link = link;
    this.#policy = policyOf(state.groupContext, meeting, link.generation);
  }

  /**
   * A group of oneself, at epoch 0.
   * @param inherited the newest policy that we know of the meeting's lost group.
   */
  static async found(
    groupId: Bytes,
    { publicPackage, privatePackage }: OwnKeyPackage,
    meeting: Meeting,
    link: Link,
    past: Past | null = null,
    inherited: SignedPolicy | null = null,
  ): Promise<Group> {
    const { suite } = meeting;
    const config = paddedTo(SMALLEST_CLASS_BYTES);
    const extensions = inherited === null ? [] : policyExtensions(inherited);
    const state = await createGroup(
      groupId,
      publicPackage,
      privatePackage,
      extensions,
      suite,
      config,
    );
    return new Group(state, meeting, link, past);
  }

  /**
   * @param past of the group that we were in before. @param versionMin of the policy that we know.
   * Never throws.
   */
  static async join(
    message: Uint8Array,
    own: OwnKeyPackage,
    meeting: Meeting,
    link: Link,
    past: Past | null = null,
    versionMin = 0,
  ): Promise<Result<Group, JoinReject | GuardReject>> {
    const welcome = readWelcome(message, meeting.suite);
    if (!welcome.ok) return welcome;
    const config = paddedTo(SMALLEST_CLASS_BYTES);
    const state = await joinGroup(welcome.value, own, link, meeting, config);
    if (!state.ok) return state;
    const group = new Group(state.value, meeting, link, past);
    const memory = { past, versionMin, policy: group.policy };
    const broken = await judgeByMemory(state.value, memory, meeting);
    if (!broken) return ok(group);
    group.close();
    return reject(broken);
  }

  get epoch(): bigint {
    return this.#state.groupContext.epoch;
  }

  get ownLeafIndex(): number {
    return this.#state.privatePath.leafIndex;
  }

  get roster(): readonly RosterEntry[] {
    this.#roster ??= rosterOf(this.#state.ratchetTree, this.#policy.grants);
    return this.#roster;
  }

  get ownRole(): Role {
    return this.#entryAt(this.ownLeafIndex)?.role ?? "member";
  }

  get ownId(): ParticipantId | null {
    return participantAt(this.#state.ratchetTree, this.ownLeafIndex);
  }

  /** What the host has decided, in force in this epoch. */
  get policy(): Policy {
    return this.#policy;
  }

  /** As a host or co-host signed it, for the server. @returns null while nobody has. */
  get signedPolicy(): Bytes | null {
    return signedPolicyOf(this.#state.groupContext);
  }

  /** The policy is of the lost group before this one. */
  get isInherited(): boolean {
    return isInherited(this.#state.groupContext);
  }

  /** It is young, and no host has spoken in it: what one said in the group before counts. */
  get mayInherit(): boolean {
    const isHostSilent = this.#policy.version === 0 || this.isInherited;
    return isHostSilent && this.epoch < INHERITING_EPOCHS;
  }

  /** What we remember of it when it is lost, and the receiver zeroes. */
  past(): Past | null {
    return pastOf(this.#state);
  }

  /** The policy names a newer link than we have: nobody can be added until we have it. */
  get isLinkMissing(): boolean {
    return this.#policy.linkGeneration !== this.#link.generation;
  }

  get hasPendingCommit(): boolean {
    return this.#pending !== null;
  }

  /** The link that the policy names. The old one's keys are the caller's to zero. */
  handleLink(link: Link): void {
    this.#link = link;
  }

  /** Of those who knock, whom our next commit may add. */
  admissible(
    knocks: readonly Knock[],
    isAdmitted: (participantId: ParticipantId) => boolean,
  ): Knock[] {
    if (this.isLinkMissing) return [];
    const allowed = knocks.filter((knock) => {
      const isReturning = this.isInherited && knock.isReturning;
      const needsAdmission = this.#policy.hasWaitingRoom && !knock.isHost && !isReturning;
      if (needsAdmission && !isAdmitted(knock.participantId)) return false;
      return mayAdd(this.#policy, this.ownRole, { isHost: knock.isHost, isReturning });
    });
    return seatable(allowed, this.#state.ratchetTree);
  }

  /** The key with which `leafIndex` signs; null for a blank leaf. */
  signatureKeyAt(leafIndex: number): Bytes | null {
    const leaf = leafAt(this.#state.ratchetTree, leafIndex);
    return leaf && copy(leaf.signaturePublicKey);
  }

  /** Ed25519 by our own leaf's key. */
  async sign(message: Bytes): Promise<Bytes> {
    const { signature } = this.#meeting.suite;
    return copy(await signature.sign(this.#state.signaturePrivateKey, message));
  }

  keys(): Promise<EpochKeys> {
    return epochKeysOf(this.#state, this.#meeting.suite);
  }

  /** Makes a commit, pending until `accept` or `drop`. @throws when an insider poisoned the tree. */
  async commit({ adds, removes, policy }: GroupWork): Promise<MadeCommit> {
    this.drop();
    const extensions = policy && policyExtensions(policy);
    const work = { adds, removes, ...(extensions && { extensions }) };
    const made = await makeCommit(this.#state, work, this.#link, this.#meeting.suite);
    this.#state = { ...this.#state, secretTree: made.secretTree };
    this.#pending = made;
    return made;
  }

  /** The delivery service took the pending commit: its epoch begins. @returns null when none is pending. */
  accept(): EpochChange | null {
    const made = this.#pending;
    if (made === null) return null;
    this.#pending = null;
    // Not as they were when the commit was made: messages have come in since.
    const [historicalReceiverData] = addHistoricalReceiverData(this.#state);
    this.#adopt({ ...made.next, historicalReceiverData });
    return made.change;
  }

  /** The pending commit lost: it never was. */
  drop(): void {
    if (this.#pending !== null) wipeLost(this.#pending.next, this.#state);
    this.#pending = null;
  }

  /** Reads a commit of this epoch, without its key being used up. Never throws. */
  openCommit(message: Uint8Array): Promise<Result<OpenedCommit, MessageReject>> {
    return openCommit(this.#state, message, this.#policy.grants, this.#meeting.suite);
  }

  /** Enters the epoch that a commit begins, if it keeps the rules. Never throws. */
  async receiveCommit(
    opened: OpenedCommit,
    isGone: (participantId: ParticipantId) => boolean,
  ): Promise<Result<EpochChange, CommitBreak | "not-applied">> {
    const applied = await applyCommit(this.#state, opened, {
      meeting: this.#meeting,
      link: this.#link,
      policy: this.#policy,
      isInherited: this.isInherited,
      mayInherit: this.mayInherit,
      past: this.#past,
      isGone,
    });
    if (!applied.ok) return applied;
    const { next, plan } = applied.value;
    this.drop();
    this.#adopt(next);
    return ok({
      hasAdded: plan.added.length > 0,
      hasRemoved: plan.removed.length > 0,
      hasPolicy: plan.policy !== null,
    });
  }

  /**
   * The content of an application message, and whose it is; "past-epoch" when its keys are gone.
   * Never throws.
   */
  async receiveApplication(message: Uint8Array): Promise<Result<Application, MessageReject>> {
    const guarded = readPrivateMessage(message, "application", this.#state.groupContext);
    if (!guarded.ok) return guarded;
    if (isForgotten(this.#state, guarded.value.epoch)) return reject("past-epoch");
    try {
      const opened = await openApplication(this.#state, guarded.value, this.#meeting.suite);
      this.#state = opened.state;
      return opened.said === null ? reject("not-authentic") : ok(opened.said);
    } catch {
      return reject("not-authentic");
    }
  }

  /** Padded, so that the server can't tell a word from a sentence. */
  async protect(content: Bytes): Promise<Bytes> {
    const clientConfig = paddedTo(sizeClassOf(content.length));
    const { suite } = this.#meeting;
    const made = await createApplicationMessage({ ...this.#state, clientConfig }, content, suite);
    this.#state = made.newState;
    for (const secret of made.consumed) secret.fill(0);
    return writePrivateMessage(made.privateMessage);
  }

  /** No more late messages of `epoch`, nor of those before: their keys go. */
  forgetUpTo(epoch: bigint): void {
    this.#state = forgetUpTo(this.#state, epoch);
  }

  /** For one member alone. @returns null when it isn't there. @throws when its key can't be sealed to. */
  async sealFor(to: ParticipantId, label: SealLabel, secret: Bytes): Promise<SealedSecret | null> {
    const entry = this.roster.find(({ participantId }) => participantId === to);
    const from = this.ownId;
    if (entry === undefined || from === null) return null;
    const parties = { label, from, to };
    return sealToLeaf(this.#state, entry.leafIndex, parties, secret, this.#meeting.suite);
  }

  /** @returns null unless `from` sealed it for us, and our leaf's key is still the same. Never throws. */
  async openFrom(
    from: ParticipantId,
    label: SealLabel,
    secret: SealedSecret,
  ): Promise<Bytes | null> {
    const to = this.ownId;
    if (to === null) return null;
    return openAtLeaf(this.#state, { label, from, to }, secret, this.#meeting.suite);
  }

  /** Nothing else may be called after it. */
  close(): void {
    this.drop();
    wipeAll(this.#state);
  }

  #adopt(next: ClientState): void {
    wipeLeft(this.#state, next);
    this.#state = next;
    this.#roster = null;
    this.#policy = policyOf(next.groupContext, this.#meeting, this.#policy.linkGeneration);
  }

  #entryAt(leafIndex: number): RosterEntry | null {
    return entryAt(this.#state.ratchetTree, leafIndex, this.#policy.grants);
  }
}
