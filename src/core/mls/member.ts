// One participant's MLS machine: founds, knocks, joins, commits, and checks what everyone else commits.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { GROUP_ID_BYTES } from "../../protocol/entry-messages.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { ServerMessage } from "../../protocol/socket-messages.ts";
import { Acts } from "./acts.ts";
import { Agenda } from "./agenda.ts";
import type { Alarm } from "./alarm.ts";
import type { EpochChange } from "./commit.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { DoorActs } from "./door-acts.ts";
import { Doorbell } from "./doorbell.ts";
import { Group } from "./group.ts";
import type { HostAct } from "./host-act.ts";
import type { OwnKeyPackage } from "./key-package.ts";
import { makeKeyPackage } from "./key-package.ts";
import { sealKnock } from "./knock.ts";
import type { Link } from "./link.ts";
import { zeroLink } from "./link.ts";
import { LinkChange } from "./link-change.ts";
import type { Meeting } from "./meeting.ts";
import type { LeaveReason, MemberEffect } from "./member-effect.ts";
import type { MemberOptions } from "./member-options.ts";
import type { NewLink, OpenSignal } from "./signal.ts";
import { makeSuite } from "./suite.ts";
import { Talk } from "./talk.ts";

/** Shorter drops messages that were under way when the epoch changed, longer keeps old keys around. */
const PAST_EPOCH_MS = 10_000;

/** Of a Welcome by a holder of the link: it made us a group that no honest member would. */
const BROKEN: ReadonlySet<string> = new Set(["bad-credential", "bad-group", "bad-policy"]);

const FOUNDED: EpochChange = { hasAdded: false, hasRemoved: false, hasPolicy: true };
const JOINED: EpochChange = { hasAdded: true, hasRemoved: false, hasPolicy: true };

/**
 * The caller awaits each call before the next, and performs the effects in their order.
 *
 *   knocking --found--> member --commit that removes us--> left "removed"
 *   knocking --welcome--> member --commit against the rules--> left "broken-rules"
 *                         member --commits that never came--> left "group-lost"
 *                         member --a policy that ends the meeting--> left "ended"
 */
export class Member {
  readonly #options: MemberOptions;
  readonly #meeting: Meeting;
  readonly #own: OwnKeyPackage;
  readonly #agenda = new Agenda();
  readonly #acts: Acts;
  readonly #watch = new ConnectionWatch();
  readonly #doorbell: Doorbell;
  readonly #talk: Talk;
  readonly #doorActs: DoorActs;
  readonly #linkChange = new LinkChange();
  #link: Link;
  #group: Group | null = null;
  #hasLeft = false;
  /** When the keys for late messages of the epoch before go. */
  #forgetAt: Millis | null = null;
  /** Commits of ours that lost to another: the server answers each, after the one that won. */
  #refusalsDue = 0;
  /** The last epoch in which a commit couldn't be made: to warn of it once. */
  #failedEpoch: bigint | null = null;

  private constructor(options: MemberOptions, meeting: Meeting, link: Link, own: OwnKeyPackage) {
    this.#options = options;
    this.#meeting = meeting;
    this.#link = link;
    this.#own = own;
    this.#acts = new Acts(options.host);
    this.#doorbell = new Doorbell(this.#agenda, meeting, options.subtle);
    this.#talk = new Talk(options.participantId);
    this.#doorActs = new DoorActs(this.#agenda, this.#talk);
  }

  static async create(options: MemberOptions): Promise<Member> {
    const { meetingId, hostKey, participantId, name, host } = options;
    const suite = await makeSuite(options.suite, options.subtle, options.random);
    const meeting = { meetingId, hostKey, suite };
    const link = { ...options.linkKeys, generation: options.linkGeneration };
    const own = await makeKeyPackage(meeting, link, participantId, name, host);
    return new Member(options, meeting, link, own);
  }

  /** In force now; null before one is in. */
  get policy(): Policy | null {
    return this.#group?.policy ?? null;
  }

  async start(_now: Millis, out: MemberEffect[]): Promise<void> {
    const { participantId, subtle, random } = this.#options;
    const { publicPackage } = this.#own;
    const sealed = await sealKnock(publicPackage, participantId, this.#link, subtle, random);
    out.push({ type: "send", message: { type: "knock", sealed } });
  }

  /** Takes any message; those that aren't about the group are ignored. Hostile ones never throw. */
  async handleServer(message: ServerMessage, now: Millis, out: MemberEffect[]): Promise<void> {
    if (this.#hasLeft) return;
    switch (message.type) {
      case "found":
        await this.#handleFound(now, out);
        break;
      case "welcome":
        await this.#handleWelcome(message.message, now, out);
        break;
      case "knocking":
        await this.#handleKnocking(message.participantId, message.sealed, out);
        break;
      case "departed":
        this.#agenda.handleDeparted(message.participantId);
        this.#linkChange.handleDeparted(message.participantId, now);
        break;
      case "connections":
        this.#watch.handleConnections(message.present);
        break;
      case "commit":
        await this.#handleCommit(message.message, now, out);
        break;
      case "commit-accepted":
        await this.#handleAccepted(message.epoch, now, out);
        break;
      case "commit-refused":
        this.#handleRefused(message.epoch, now, out);
        break;
      case "application":
        await this.#handleApplication(message.message, out);
        break;
      case "rotated":
        if (this.#linkChange.handleRotated(message.linkGeneration)) this.#tellRotated(true, out);
        break;
      case "act-refused":
        if (message.act !== "rotate") return;
        if (this.#linkChange.handleRefused(message.reason, now)) this.#tellRotated(false, out);
        break;
      default:
        return;
    }
    await this.handleTick(now, out);
  }

  /** Tells every member. One's own state is kept, and told to those who come in later too. */
  async handleSignal(signal: OpenSignal, now: Millis, out: MemberEffect[]): Promise<void> {
    if (!this.#hasLeft) await this.#talk.handleSignal(this.#group, signal, now, out);
  }

  /** Each is answered by one `act-done`, at once or when its commit is through. */
  async handleAct(act: HostAct, now: Millis, out: MemberEffect[]): Promise<void> {
    if (this.#hasLeft) return;
    switch (act.type) {
      case "remove":
        this.#acts.handleRemoval(act.participantId, now);
        break;
      case "admit":
      case "admit-all":
      case "deny":
      case "ask":
        await this.#doorActs.handleAct(this.#group, act, now, out);
        break;
      default:
        this.#acts.handleAct(act, now, out);
    }
    await this.handleTick(now, out);
  }

  async handleTick(now: Millis, out: MemberEffect[]): Promise<void> {
    const group = this.#group;
    if (group === null || this.#hasLeft) return;
    if (this.#forgetAt !== null && now >= this.#forgetAt) {
      this.#forgetAt = null;
      group.forgetPastEpoch();
    }
    this.#watch.compare(group.roster, (id) => this.#agenda.isGone(id), now);
    const alarms: Alarm[] = [];
    this.#watch.handleTick(now, alarms);
    for (const alarm of alarms) out.push({ type: "alarm", alarm });
    await this.#talk.handleTick(group, now, out);
    const claim = this.#linkChange.handleTick(now);
    if (claim !== null) out.push({ type: "send", message: claim });
    await this.#commitWhenDue(group, now, out);
    this.#doorbell.tellWaiting(group, out);
  }

  nextWakeup(): Millis | null {
    const group = this.#group;
    if (group === null || this.#hasLeft) return null;
    const commitAt = group.hasPendingCommit ? [] : [this.#agenda.dueAt(group), this.#acts.dueAt()];
    const others = [
      this.#forgetAt,
      this.#watch.nextWakeup(),
      this.#talk.nextWakeup(),
      this.#linkChange.nextWakeup(),
    ];
    const wakeups = [...others, ...commitAt];
    return wakeups.reduce((first, at) =>
      first === null || (at !== null && at < first) ? at : first,
    );
  }

  /** Zeroes every key. Nothing happens after it. */
  close(): void {
    if (!this.#hasLeft) this.#leave();
    this.#doorbell.close();
    this.#linkChange.close();
    zeroLink(this.#link);
  }

  async #handleFound(now: Millis, out: MemberEffect[]): Promise<void> {
    // A lying server: it knows that the group is there.
    if (this.#group !== null) return this.#alarm("bad-message", null, out);
    const groupId = this.#options.random(GROUP_ID_BYTES);
    this.#group = await Group.found(groupId, this.#own, this.#meeting, this.#link);
    this.#own.privatePackage.initPrivateKey.fill(0);
    out.push({ type: "send", message: { type: "founded", groupId } });
    await this.#enterEpoch(this.#group, FOUNDED, null, now, out);
  }

  async #handleWelcome(message: Bytes, now: Millis, out: MemberEffect[]): Promise<void> {
    // Asked to found, we were so late that another has: the group that we made is one too many.
    if (this.#group?.epoch === 0n) return this.#leave("group-lost", out);
    if (this.#group !== null) return this.#alarm("bad-message", null, out);
    const joined = await Group.join(message, this.#own, this.#meeting, this.#link);
    if (joined.ok) {
      this.#group = joined.value;
      this.#own.privatePackage.initPrivateKey.fill(0);
      await this.#enterEpoch(this.#group, JOINED, null, now, out);
    } else if (BROKEN.has(joined.reason)) {
      const isForged = joined.reason === "bad-credential";
      this.#alarm(isForged ? "bad-credential" : "bad-message", null, out);
      this.#leave("broken-rules", out);
    } else {
      this.#alarm("bad-message", null, out);
    }
  }

  async #handleKnocking(id: ParticipantId, sealed: Bytes, out: MemberEffect[]): Promise<void> {
    if (this.#group === null) return;
    const alarm = await this.#doorbell.handleKnocking(id, sealed, this.#group, this.#link);
    if (alarm !== null) this.#alarm(alarm, null, out);
  }

  async #handleCommit(message: Bytes, now: Millis, out: MemberEffect[]): Promise<void> {
    const group = this.#group;
    if (group === null) return;
    const opened = await group.openCommit(message);
    if (!opened.ok) {
      // A race that another commit has won already; or one after which we can't follow any more.
      if (opened.reason === "past-epoch") return;
      this.#alarm("bad-message", null, out);
      if (opened.reason === "future-epoch") this.#leave("group-lost", out);
      return;
    }
    if (opened.value.removesSelf) return this.#leave("removed", out);
    if (group.hasPendingCommit) this.#refusalsDue++;
    const change = await group.receiveCommit(opened.value, (id) => this.#agenda.isGone(id));
    if (!change.ok) {
      // The server kept the new link's secret from us: no member's fault, and we can't follow.
      if (group.isLinkMissing) return this.#leave("group-lost", out);
      this.#alarm("bad-commit", opened.value.sender.name, out);
      return this.#leave("broken-rules", out);
    }
    await this.#enterEpoch(group, change.value, opened.value.sender.participantId, now, out);
  }

  async #handleAccepted(epoch: bigint, now: Millis, out: MemberEffect[]): Promise<void> {
    const group = this.#group;
    const change = group?.epoch === epoch ? group.accept() : null;
    if (group === null || change === null) return;
    const acts = this.#acts.handleAccepted();
    const signed = change.hasPolicy ? group.signedPolicy : null;
    if (signed !== null) out.push({ type: "send", message: { type: "policy", signed } });
    await this.#enterEpoch(group, change, this.#options.participantId, now, out);
    for (const { type } of acts) {
      // Of a new link the server has yet to hear.
      if (type !== "rotate-link") out.push({ type: "act-done", act: type, isThrough: true });
    }
  }

  /** Of a commit that lost, as we know; or of the pending one, for a reason of the server's. */
  #handleRefused(epoch: bigint, now: Millis, out: MemberEffect[]): void {
    if (this.#refusalsDue > 0) {
      this.#refusalsDue--;
      return;
    }
    if (this.#group?.hasPendingCommit !== true) return;
    if (epoch > this.#group.epoch) {
      this.#leave("group-lost", out);
    } else {
      this.#group.drop();
      this.#agenda.postpone(now);
      this.#acts.postpone(now);
    }
  }

  async #handleApplication(message: Bytes, out: MemberEffect[]): Promise<void> {
    if (this.#group === null) return;
    const heard = await this.#talk.hear(this.#group, message, out);
    if (heard === "bad-message") this.#alarm("bad-message", null, out);
    else if (heard !== null) this.#linkChange.handleAnnounced(heard.from, heard.link);
  }

  /** A commit named another link: the one that its maker announced before. */
  async #handleLink(group: Group, by: ParticipantId, now: Millis, out: MemberEffect[]) {
    const next = this.#linkChange.handleCommit(by, group.policy.linkGeneration);
    if (next === null || !group.isLinkMissing) return;
    const { secret, generation } = next;
    const previous = this.#link;
    previous.linkPsk.zero();
    previous.credentialKey.zero();
    this.#link = { ...this.#options.linkKeysOf(secret), generation };
    group.handleLink(this.#link);
    await this.#doorbell.handleLink(this.#link, previous.knockKey);
    out.push({ type: "link", secret, generation });
    this.#linkChange.bring(next, by, by === this.#options.participantId, now);
  }

  #tellRotated(isThrough: boolean, out: MemberEffect[]): void {
    out.push({ type: "act-done", act: "rotate-link", isThrough });
  }

  async #enterEpoch(
    group: Group,
    change: EpochChange,
    by: ParticipantId | null,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    const { epoch, ownLeafIndex, roster, policy } = group;
    const { baseKey, safety } = await group.keys();
    const isUrgent = change.hasRemoved;
    out.push({ type: "epoch", epoch, ownLeafIndex, roster, baseKey, isUrgent, safety });
    out.push({ type: "send", message: { type: "ready", epoch } });
    if (change.hasPolicy) out.push({ type: "policy", policy, by });
    if (by !== null) await this.#handleLink(group, by, now, out);
    if (policy.hasEnded) return this.#leave("ended", out);
    this.#agenda.handleEpoch(roster);
    this.#acts.handleEpoch(now);
    this.#forgetAt = (now + PAST_EPOCH_MS) as Millis;
    this.#talk.handleEpoch(change.hasAdded, now);
  }

  async #commitWhenDue(group: Group, now: Millis, out: MemberEffect[]): Promise<void> {
    if (group.hasPendingCommit) return;
    try {
      const gone = this.#agenda.goneOf(group);
      const act = await this.#acts.takeWork(group, gone, now, out);
      const work = act ?? this.#agenda.takeWork(group, now);
      if (work === null) return;
      if (act?.newLink) await this.#announce(group, act.newLink, now, out);
      const { message, welcome } = await group.commit(work);
      const { added, removed } = work;
      out.push({ type: "send", message: { type: "commit", message, welcome, added, removed } });
    } catch {
      // An insider put a key into the tree that can't be sealed to: another member may manage.
      if (this.#failedEpoch !== group.epoch) this.#alarm("bad-message", null, out);
      this.#failedEpoch = group.epoch;
      this.#agenda.postpone(now);
      this.#acts.postpone(now);
    }
  }

  /** In the epoch that the commit ends, so that it is told to nobody whom another commit puts out. */
  async #announce(group: Group, link: NewLink, now: Millis, out: MemberEffect[]): Promise<void> {
    await this.#talk.handleSignal(group, { type: "link", ...link }, now, out);
    this.#linkChange.handleAnnounced(this.#options.participantId, link);
  }

  #alarm(reason: Alarm["reason"], name: string | null, out: MemberEffect[]): void {
    out.push({ type: "alarm", alarm: { reason, name } });
  }

  #leave(reason?: LeaveReason, out?: MemberEffect[]): void {
    this.#hasLeft = true;
    if (this.#group !== null) this.#group.close();
    for (const key of Object.values(this.#own.privatePackage)) key.fill(0);
    if (reason !== undefined) out?.push({ type: "left", reason });
  }
}
