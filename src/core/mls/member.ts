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
import { CommitDesk } from "./commit-desk.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { DoorActs } from "./door-acts.ts";
import { Doorbell } from "./doorbell.ts";
import { Entrance, FOUNDED, JOINED } from "./entrance.ts";
import type { Group } from "./group.ts";
import { HandOver } from "./hand-over.ts";
import { Hearer } from "./hearer.ts";
import type { HostAct } from "./host-act.ts";
import { Inheritance } from "./inheritance.ts";
import type { Link } from "./link.ts";
import { LinkChange } from "./link-change.ts";
import { LinkKeeper } from "./link-keeper.ts";
import type { HostSigner, Meeting } from "./meeting.ts";
import type { LeaveReason, MemberEffect } from "./member-effect.ts";
import type { MemberOptions } from "./member-options.ts";
import { PastEpochs } from "./past-epochs.ts";
import type { Past } from "./return-proof.ts";
import type { OpenSignal } from "./signal.ts";
import { makeSuite } from "./suite.ts";
import { Talk } from "./talk.ts";

/** Of a Welcome into a group that may be right by the next: its members learn our policy, or go. */
const EARLY: ReadonlySet<string> = new Set(["older-policy", "strangers"]);

/** Of a Welcome by a holder of the link: it made us a group that no honest member would. */
const BROKEN: ReadonlySet<string> = new Set(["bad-credential", "bad-group", "bad-policy"]);

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
  readonly #entrance: Entrance;
  readonly #agenda = new Agenda();
  readonly #acts: Acts;
  readonly #watch = new ConnectionWatch();
  readonly #doorbell: Doorbell;
  readonly #talk: Talk;
  readonly #doorActs: DoorActs;
  readonly #linkChange = new LinkChange();
  readonly #handOver: HandOver;
  readonly #hearer: Hearer;
  readonly #commits: CommitDesk;
  #host: HostSigner | null;
  readonly #links: LinkKeeper;
  #past: Past | null = null;
  #group: Group | null = null;
  #hasLeft = false;
  readonly #pastEpochs = new PastEpochs();

  private constructor(
    options: MemberOptions,
    meeting: Meeting,
    link: Link,
    entrance: Entrance,
    inheritance: Inheritance,
  ) {
    this.#options = options;
    this.#entrance = entrance;
    this.#host = options.host;
    this.#acts = new Acts(options.host);
    this.#doorbell = new Doorbell({
      agenda: this.#agenda,
      meeting,
      subtle: options.subtle,
      past: options.past,
      inheritance,
    });
    this.#talk = new Talk(options.participantId);
    this.#links = new LinkKeeper(link, {
      ownId: options.participantId,
      linkKeysOf: options.linkKeysOf,
      doorbell: this.#doorbell,
      linkChange: this.#linkChange,
    });
    this.#doorActs = new DoorActs(this.#agenda, this.#talk);
    this.#handOver = new HandOver(this.#talk, this.#acts);
    this.#hearer = new Hearer(this.#talk, this.#linkChange, this.#handOver);
    this.#commits = new CommitDesk({
      ownId: options.participantId,
      agenda: this.#agenda,
      acts: this.#acts,
      talk: this.#talk,
      linkChange: this.#linkChange,
      inheritance,
    });
  }

  static async create(options: MemberOptions): Promise<Member> {
    const { meetingId, hostKey, past } = options;
    const suite = await makeSuite(options.suite, options.subtle, options.random);
    const meeting = { meetingId, hostKey, suite };
    const link = { ...options.linkKeys, generation: options.linkGeneration };
    const inheritance = await Inheritance.of(meeting, past, link.generation);
    const entrance = await Entrance.open(options, meeting, link, inheritance);
    return new Member(options, meeting, link, entrance, inheritance);
  }

  /** In force now; null before one is in. */
  get policy(): Policy | null {
    return this.#group?.policy ?? null;
  }

  /** Of the group that was left last; null before one was in. The receiver zeroes it. */
  takePast(): Past | null {
    const past = this.#hasLeft ? this.#past : (this.#group?.past() ?? null);
    this.#past = null;
    return past;
  }

  async start(_now: Millis, out: MemberEffect[]): Promise<void> {
    const sealed = await this.#entrance.knock(this.#links.link);
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
        if (this.#group === null) return;
        await this.#hearer.handleApplication(
          this.#group,
          message.message,
          message.sender,
          now,
          out,
        );
        break;
      case "rotated":
        this.#links.handleRotated(message.linkGeneration, out);
        break;
      case "act-refused":
        if (message.act !== "rotate") return;
        this.#links.handleRefused(message.reason, now, out);
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
    const group = this.#group;
    if (group === null || this.#hasLeft) {
      out.push({ type: "act-done", act: act.type, isThrough: false });
      return;
    }
    switch (act.type) {
      case "remove":
        this.#acts.handleRemoval(act.participantId, now);
        break;
      case "admit":
      case "admit-all":
      case "deny":
      case "ask":
        await this.#doorActs.handleAct(group, act, now, out);
        break;
      case "hand-over":
        await this.#handOver.handleAct(group, this.#host, act.participantId, now, out);
        break;
      default:
        this.#acts.handleAct(act, now, out);
    }
    await this.handleTick(now, out);
  }

  /**
   * The answer to `host-offered`. @param host signs with the key that was handed over; null for a no.
   * The role comes with a commit of who offered it.
   */
  async handleHostAnswer(host: HostSigner | null, now: Millis, out: MemberEffect[]): Promise<void> {
    const group = this.#group;
    if (group === null || this.#hasLeft) return;
    if (host !== null) {
      this.#host = host;
      this.#acts.handleHostKey(host);
    }
    await this.#handOver.handleOwnAnswer(group, host !== null, now, out);
  }

  async handleTick(now: Millis, out: MemberEffect[]): Promise<void> {
    const group = this.#group;
    if (group === null || this.#hasLeft) return;
    this.#pastEpochs.handleTick(group, now);
    this.#watch.compare(group.roster, (id) => this.#agenda.isGone(id), now);
    const alarms: Alarm[] = [];
    this.#watch.handleTick(now, alarms);
    for (const alarm of alarms) out.push({ type: "alarm", alarm });
    await this.#talk.handleTick(group, now, out);
    this.#links.handleTick(now, out);
    this.#handOver.handleTick(group, now, out);
    await this.#commits.handleTick(group, now, out);
    this.#doorbell.tellWaiting(group, out);
    // It comes anew, and finds the group as it is.
    if (this.#commits.isStuck(now)) this.#leave("group-lost", out);
  }

  nextWakeup(): Millis | null {
    const group = this.#group;
    if (group === null || this.#hasLeft) return null;
    const wakeups = [
      this.#pastEpochs.nextWakeup(),
      this.#watch.nextWakeup(),
      this.#talk.nextWakeup(),
      this.#linkChange.nextWakeup(),
      this.#handOver.nextWakeup(),
      this.#commits.nextWakeup(group),
    ];
    return wakeups.reduce((first, at) =>
      first === null || (at !== null && at < first) ? at : first,
    );
  }

  /** Zeroes every key. Nothing happens after it. */
  close(): void {
    if (!this.#hasLeft) this.#leave();
    this.#links.close();
  }

  async #handleFound(now: Millis, out: MemberEffect[]): Promise<void> {
    // A lying server: it knows that the group is there.
    if (this.#group !== null) return this.#alarm("bad-message", null, out);
    const groupId = this.#options.random(GROUP_ID_BYTES);
    this.#group = await this.#entrance.found(groupId, this.#links.link);
    out.push({ type: "send", message: { type: "founded", groupId } });
    await this.#enterEpoch(this.#group, FOUNDED, null, now, out);
  }

  async #handleWelcome(message: Bytes, now: Millis, out: MemberEffect[]): Promise<void> {
    // Asked to found, we were so late that another has: the group that we made is one too many.
    if (this.#group?.epoch === 0n) return this.#leave("group-lost", out);
    if (this.#group !== null) return this.#alarm("bad-message", null, out);
    const joined = await this.#entrance.join(message, this.#links.link);
    if (joined.ok) {
      this.#group = joined.value;
      await this.#enterEpoch(this.#group, JOINED, null, now, out);
    } else if (EARLY.has(joined.reason)) {
      this.#leave("group-lost", out);
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
    const alarm = await this.#doorbell.handleKnocking(id, sealed, this.#group, this.#links.link);
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
    this.#commits.handleOther(group);
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
    const change = group && this.#commits.handleAccepted(group, epoch);
    if (group === null || change === null) return;
    const acts = this.#acts.handleAccepted();
    this.#links.handleActs(acts.filter(({ type }) => type === "rotate-link").length);
    // The server takes no policy of an earlier group: members alone know who was in it.
    const signed = change.hasPolicy && !group.isInherited ? group.signedPolicy : null;
    if (signed !== null) out.push({ type: "send", message: { type: "policy", signed } });
    await this.#enterEpoch(group, change, this.#options.participantId, now, out);
    for (const { type } of acts) {
      // Of a new link the server has yet to hear.
      if (type !== "rotate-link") out.push({ type: "act-done", act: type, isThrough: true });
    }
  }

  #handleRefused(epoch: bigint, now: Millis, out: MemberEffect[]): void {
    const group = this.#group;
    if (group === null) return;
    if (this.#commits.handleRefused(group, epoch, now) === "lost") this.#leave("group-lost", out);
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
    out.push({ type: "epoch", epoch, ownLeafIndex, roster, policy, baseKey, isUrgent, safety });
    out.push({ type: "send", message: { type: "ready", epoch } });
    if (change.hasPolicy) out.push({ type: "policy", policy, by });
    if (by !== null) await this.#links.handleEpoch(group, by, now, out);
    if (policy.hasEnded) return this.#leave("ended", out);
    const isStranger = this.#options.past === null && group.ownRole !== "host";
    if (isStranger && group.isInherited && policy.isLocked) return this.#leave("locked", out);
    this.#agenda.handleEpoch(roster);
    this.#acts.handleEpoch(now);
    this.#commits.handleEpoch();
    this.#pastEpochs.handleEpoch(epoch, now);
    this.#talk.handleEpoch(group, change.hasAdded, now);
  }

  #alarm(reason: Alarm["reason"], name: string | null, out: MemberEffect[]): void {
    out.push({ type: "alarm", alarm: { reason, name } });
  }

  #leave(reason?: LeaveReason, out?: MemberEffect[]): void {
    this.#hasLeft = true;
    this.#past = this.#group?.past() ?? null;
    this.#group?.close();
    this.#entrance.close();
    this.#talk.close();
    if (out !== undefined) {
      this.#acts.handleLeft(out);
      this.#links.handleLeft(out);
    }
    if (reason !== undefined) out?.push({ type: "left", reason });
  }
}
