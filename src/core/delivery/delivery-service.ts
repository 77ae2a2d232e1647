// The delivery service of one meeting (RFC 9750): orders commits and passes on what it can't read.

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { PARTICIPANTS_LISTED_MAX } from "../../protocol/limits.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import { Bulletin, broadcast } from "./bulletin.ts";
import type { DeliveryEffect } from "./delivery-effect.ts";
import type { Commit } from "./group.ts";
import { Group } from "./group.ts";
import { Lobby } from "./lobby.ts";

/** Longer leaves people before a silent founder, shorter gives up on slow phones. */
const FOUNDING_MS = 10_000;

/** Every member is cut off and somebody waits: longer keeps people out, shorter ends calls for a tunnel. */
const ABANDONED_MS = 3_000;

/** Knocks in one session. Larger lets a stranger flood the members, smaller refuses a second try. */
const KNOCKS_MAX = 4;

/*
 * state     on                                           to
 * none      somebody connected is waiting                founding: it is sent `found`
 * founding  `founded` by the one that was asked          active
 *           the asked one is gone, or is silent for      founding by the next
 *           10 s while another could
 * active    a commit for the epoch                       active, epoch + 1
 *           all members are gone                         none
 *           none is connected and somebody waits, 3 s    none: the members get "group-lost"
 */
type State =
  | { readonly name: "none" }
  | { readonly name: "founding"; readonly by: ParticipantId; readonly askedAt: Millis }
  | { readonly name: "active"; readonly group: Group };

/**
 * It can't check what is inside a commit, so it promises the members nothing about it: they check
 * each one against the policy themselves. All that it sends is part of each receiver's one ordered
 * stream, so that a `commit-refused` comes after the commit that won.
 */
export class DeliveryService {
  #state: State = { name: "none" };
  readonly #lobby = new Lobby();
  readonly #bulletin = new Bulletin(this.#lobby);
  /** Since when no member has been connected; null while one is. */
  #abandonedAt: Millis | null = null;

  /** A new participant is connected. */
  handleJoin(participantId: ParticipantId, now: Millis, out: DeliveryEffect[]): void {
    if (this.#lobby.size >= PARTICIPANTS_LISTED_MAX) {
      out.push({ type: "removed", participantId, reason: "meeting-full" });
      return;
    }
    this.#lobby.add(participantId, now);
    this.#settle(now, out);
  }

  /** A participant's connection was lost (its grace runs) or is back. */
  handlePresence(
    participantId: ParticipantId,
    isConnected: boolean,
    now: Millis,
    out: DeliveryEffect[],
  ): void {
    const entry = this.#lobby.get(participantId) ?? this.#group()?.get(participantId);
    if (entry !== undefined) entry.isConnected = isConnected;
    this.#settle(now, out);
  }

  /** A participant left, was thrown out, or its grace ran out. */
  handleGone(participantId: ParticipantId, now: Millis, out: DeliveryEffect[]): void {
    const group = this.#group();
    const membership = group?.get(participantId);
    const isMember = membership !== undefined && membership.departureToldAt === null;
    const hadKnocked = this.#lobby.hasKnocked(participantId);
    this.#lobby.delete(participantId);
    if (isMember) membership.departureToldAt = now;
    // Of one who only knocked, too: a commit under way that adds it is going to be refused.
    if (group !== null && (isMember || hadKnocked)) {
      broadcast(group, { type: "departed", participantId }, out);
    }
    this.#settle(now, out);
  }

  /** `founded`: the participant that was asked has made the group. */
  handleFounded(
    participantId: ParticipantId,
    groupId: Bytes,
    now: Millis,
    out: DeliveryEffect[],
  ): void {
    const state = this.#state;
    const waiting = this.#lobby.get(participantId);
    if (state.name !== "founding" || state.by !== participantId || waiting === undefined) {
      // So late that another was asked: the group it made is one too many.
      this.#remove(participantId, "group-lost", now, out);
      return;
    }
    this.#lobby.delete(participantId);
    const group = new Group(groupId, participantId, waiting.isConnected);
    this.#state = { name: "active", group };
    out.push({ type: "founded" }, { type: "admitted", participantId });
    this.#bulletin.open(group, participantId, now, out);
    this.#settle(now, out);
  }

  /** A waiting participant asks to be added; again, when it has made a new key package. */
  handleKnock(
    participantId: ParticipantId,
    sealed: Bytes,
    now: Millis,
    out: DeliveryEffect[],
  ): void {
    const waiting = this.#lobby.get(participantId);
    // A member's own knock crossed its welcome or its founding: answered already.
    if (waiting === undefined) return;
    if (waiting.sealed !== null && equal(waiting.sealed, sealed)) return;
    if (waiting.knockCount >= KNOCKS_MAX) {
      this.#remove(participantId, "malformed", now, out);
      return;
    }
    waiting.knockCount++;
    waiting.sealed = sealed;
    waiting.toldAt = null;
    this.#settle(now, out);
  }

  /** The first commit for an epoch ends it; those that come later are refused. */
  handleCommit(sender: ParticipantId, commit: Commit, now: Millis, out: DeliveryEffect[]): void {
    const group = this.#group();
    if (group === null) {
      this.#remove(sender, "not-member", now, out);
      return;
    }
    const judged = group.judgeCommit(sender, commit, this.#lobby);
    if (judged.ok) {
      this.#accept(group, sender, commit, out);
      this.#settle(now, out);
    } else if (judged.reason === "late") {
      out.push({
        type: "send",
        to: sender,
        message: { type: "commit-refused", epoch: group.epoch },
      });
    } else {
      this.#remove(sender, judged.reason, now, out);
    }
  }

  /** To every other member that had joined by the message's epoch. */
  handleApplication(
    sender: ParticipantId,
    message: Bytes,
    now: Millis,
    out: DeliveryEffect[],
  ): void {
    const judged = this.#group()?.judgeApplication(sender, message);
    if (judged?.ok) {
      const application = { type: "application", sender, message } as const;
      for (const to of judged.value) out.push({ type: "send", to, message: application });
      return;
    }
    this.#remove(sender, judged?.reason ?? "not-member", now, out);
  }

  /** Of the group in being; null while there is none. */
  get groupId(): Bytes | null {
    return this.#group()?.id ?? null;
  }

  /** True until it is a member, whether it has knocked or not. */
  isWaiting(participantId: ParticipantId): boolean {
    return this.#lobby.get(participantId) !== undefined;
  }

  /** Who knocked and isn't a member yet. */
  knockers(): ParticipantId[] {
    return this.#lobby.knocks().map(({ participantId }) => participantId);
  }

  /**
   * A member has the keys of `epoch`. When all have, they are told, and go on under them.
   * @returns who can decrypt the others from now on, and needs a key frame.
   */
  handleReady(
    participantId: ParticipantId,
    epoch: bigint,
    out: DeliveryEffect[],
  ): readonly ParticipantId[] {
    const group = this.#group();
    if (group === null || !this.isMember(participantId)) return [];
    if (!group.handleReady(participantId, epoch)) return [participantId];
    // Who is alone has nobody to wait for.
    const present = group.present();
    for (const to of present.length > 1 ? present : []) {
      out.push({ type: "send", to, message: { type: "all-ready", epoch } });
    }
    return [...new Set([participantId, ...group.newcomers()])];
  }

  isMember(participantId: ParticipantId): boolean {
    return this.#group()?.get(participantId)?.departureToldAt === null;
  }

  handleTick(now: Millis, out: DeliveryEffect[]): void {
    this.#settle(now, out);
  }

  nextWakeup(): Millis | null {
    const group = this.#group();
    const wakeups = [
      this.#foundingDeadline(),
      this.#abandonedDeadline(),
      group && this.#bulletin.nextWakeup(group),
    ];
    return wakeups.reduce((first, at) =>
      first === null || (at !== null && at < first) ? at : first,
    );
  }

  #group(): Group | null {
    return this.#state.name === "active" ? this.#state.group : null;
  }

  #accept(group: Group, sender: ParticipantId, commit: Commit, out: DeliveryEffect[]): void {
    const { message, welcome, added, removed } = commit;
    const ended = group.epoch;
    // To the removed ones as well: the commit is how they learn that they are out.
    broadcast(group, { type: "commit", sender, message, added, removed }, out, sender);
    out.push({ type: "send", to: sender, message: { type: "commit-accepted", epoch: ended } });
    const live = new Set(group.live().map(([participantId]) => participantId));
    const newcomers = added.map((participantId) => ({
      participantId,
      isConnected: this.#lobby.get(participantId)?.isConnected ?? false,
    }));
    for (const participantId of added) this.#lobby.delete(participantId);
    group.advance(removed, newcomers);
    for (const participantId of removed) {
      if (live.has(participantId)) out.push({ type: "removed", participantId, reason: "removed" });
    }
    const invitation = { type: "welcome", sender, message: welcome } as const;
    for (const to of added) {
      out.push({ type: "send", to, message: invitation });
      out.push({ type: "admitted", participantId: to });
      this.#bulletin.catchUp(group, to, out);
    }
  }

  /** Ends a participant that can't stay; to the group it is gone. */
  #remove(
    participantId: ParticipantId,
    reason: RejectReason,
    now: Millis,
    out: DeliveryEffect[],
  ): void {
    out.push({ type: "removed", participantId, reason });
    this.handleGone(participantId, now, out);
  }

  /** After each event: whatever its state and the time make due. */
  #settle(now: Millis, out: DeliveryEffect[]): void {
    this.#giveUp(now, out);
    this.#elect(now, out);
    const group = this.#group();
    if (group !== null) {
      this.#bulletin.tellKnocks(group, now, out);
      this.#bulletin.retry(group, now, out);
    }
    this.#bulletin.tellPresent(group, out);
  }

  #giveUp(now: Millis, out: DeliveryEffect[]): void {
    const group = this.#group();
    const isAbandoned = group !== null && group.present().length === 0;
    this.#abandonedAt = isAbandoned ? (this.#abandonedAt ?? now) : null;
    if (group === null || !isAbandoned) return;
    const deadline = this.#abandonedDeadline();
    const live = group.live();
    if (live.length > 0 && (deadline === null || now < deadline)) return;
    this.#state = { name: "none" };
    this.#abandonedAt = null;
    for (const [participantId] of live) {
      out.push({ type: "removed", participantId, reason: "group-lost" });
    }
  }

  #elect(now: Millis, out: DeliveryEffect[]): void {
    const { name } = this.#state;
    if (name === "active") return;
    if (this.#state.name === "founding") {
      const deadline = this.#foundingDeadline();
      const isThere = this.#lobby.get(this.#state.by) !== undefined;
      if (isThere && (deadline === null || now < deadline)) return;
    }
    const founder = this.#lobby.founder();
    const waiting = founder && this.#lobby.get(founder);
    if (!founder || !waiting) {
      this.#state = { name: "none" };
      return;
    }
    // Its first `found` is in its stream for good: a second would have it make a second group.
    const message = { type: "found" } as const;
    if (waiting.askedAt === null) out.push({ type: "send", to: founder, message });
    waiting.askedAt = now;
    this.#state = { name: "founding", by: founder, askedAt: now };
  }

  /** Null while nobody else could found the group. */
  #foundingDeadline(): Millis | null {
    if (this.#state.name !== "founding") return null;
    const next = this.#lobby.founder();
    if (next === null || next === this.#state.by) return null;
    return (this.#state.askedAt + FOUNDING_MS) as Millis;
  }

  #abandonedDeadline(): Millis | null {
    const since = this.#lobby.waitingSince();
    if (this.#abandonedAt === null || since === null) return null;
    return (Math.max(this.#abandonedAt, since) + ABANDONED_MS) as Millis;
  }
}
