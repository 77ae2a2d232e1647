// A host's or co-host's acts that need a commit: kept until one is through, or can't be.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Policy } from "../../protocol/policy.ts";
import type { AgendaWork } from "./agenda.ts";
import { RETRY_MS } from "./agenda.ts";
import { mayRemove } from "./door-rules.ts";
import type { Group } from "./group.ts";
import type { PolicyAct } from "./host-act.ts";
import type { HostSigner } from "./meeting.ts";
import type { MemberEffect } from "./member-effect.ts";
import { applyAct, signPolicy } from "./policy-draft.ts";
import type { NewLink } from "./signal.ts";
import type { RosterEntry } from "./tree.ts";

/** More than a person clicks while one commit is under way; they come from our own page. */
const ACTS_MAX = 64;

export type ActWork = AgendaWork & {
  /** To be told to the members before the commit, in its epoch; null when the link stays. */
  readonly newLink: NewLink | null;
};

/*
 *   waiting --commit made--> under way --accepted--> done
 *      ^                         |
 *      └── another commit won, or the server refused
 */
export class Acts {
  #host: HostSigner | null;
  #policyActs: PolicyAct[] = [];
  /** How often each was asked for: every act has its answer. */
  readonly #removals = new Map<ParticipantId, number>();
  /** In the commit that is pending. */
  #underWay: PolicyAct[] = [];
  #tryAt: Millis | null = null;

  constructor(host: HostSigner | null) {
    this.#host = host;
  }

  /** The host key was handed to us. */
  handleHostKey(host: HostSigner): void {
    this.#host = host;
  }

  handleAct(act: PolicyAct, now: Millis, out: MemberEffect[]): void {
    if (this.#policyActs.length >= ACTS_MAX) {
      done(act, false, out);
      return;
    }
    this.#policyActs.push(act);
    this.#tryAt ??= now;
  }

  handleRemoval(participantId: ParticipantId, now: Millis): void {
    this.#removals.set(participantId, (this.#removals.get(participantId) ?? 0) + 1);
    this.#tryAt ??= now;
  }

  /** Our commit was taken. @returns the acts that are in force now; to be told by `done`. */
  handleAccepted(): PolicyAct[] {
    const through = this.#underWay;
    this.#underWay = [];
    this.#policyActs = this.#policyActs.filter((act) => !through.includes(act));
    return through;
  }

  /** The group is left: nothing of it will be. */
  handleLeft(out: MemberEffect[]): void {
    for (const act of this.#policyActs.splice(0)) done(act, false, out);
    for (const participantId of [...this.#removals.keys()])
      this.#endRemoval(participantId, false, out);
  }

  /** A new epoch, by whomever: what wasn't through is tried on top of it. */
  handleEpoch(now: Millis): void {
    this.#underWay = [];
    const isIdle = this.#policyActs.length === 0 && this.#removals.size === 0;
    this.#tryAt = isIdle ? null : now;
  }

  /** After a commit that failed. */
  postpone(now: Millis): void {
    if (this.#policyActs.length === 0 && this.#removals.size === 0) return;
    this.#underWay = [];
    this.#tryAt = (now + RETRY_MS) as Millis;
  }

  dueAt(): Millis | null {
    return this.#tryAt;
  }

  /**
   * What waits, removals first: nobody else can do it, so there is no turn to wait for.
   * @param gone whose connection is gone and whose leaf is there: they go before a new link comes.
   */
  async takeWork(
    group: Group,
    gone: readonly RosterEntry[],
    now: Millis,
    out: MemberEffect[],
  ): Promise<ActWork | null> {
    if (this.#tryAt === null || now < this.#tryAt) return null;
    this.#tryAt = null;
    const targets = this.#targets(group, out);
    if (targets.length > 0) return removal(targets);
    const drafted = await this.#draft(group, out);
    if (drafted === null) return null;
    const { linkGeneration } = drafted;
    const isLinkNew = linkGeneration > group.policy.linkGeneration;
    if (isLinkNew && gone.length > 0) {
      this.#underWay = [];
      return removal(gone);
    }
    const host = this.#hostIn(group);
    const policy = await signPolicy(drafted, group, host);
    // A fresh one at each try: whoever was put out by the commit that won may have heard the last.
    const newLink = isLinkNew && host ? await host.makeLink(linkGeneration) : null;
    return { ...removal([]), policy, newLink };
  }

  /** Whom the key was handed to signs with it once the group names it host: nobody takes it before. */
  #hostIn({ ownRole }: Group): HostSigner | null {
    return ownRole === "host" ? this.#host : null;
  }

  /** Those to be removed who are there; the others are done with. */
  #targets({ roster, ownRole, ownLeafIndex }: Group, out: MemberEffect[]) {
    return [...this.#removals.keys()].flatMap((participantId) => {
      const entry = roster.find((one) => one.participantId === participantId);
      if (entry && entry.leafIndex !== ownLeafIndex && mayRemove(ownRole, entry.role))
        return [entry];
      this.#endRemoval(participantId, entry === undefined, out);
      return [];
    });
  }

  #endRemoval(participantId: ParticipantId, isThrough: boolean, out: MemberEffect[]): void {
    for (let left = this.#removals.get(participantId) ?? 0; left > 0; left--) {
      out.push({ type: "act-done", act: "remove", isThrough });
    }
    this.#removals.delete(participantId);
  }

  /** @returns null when nothing is to change. */
  async #draft(group: Group, out: MemberEffect[]): Promise<Policy | null> {
    let drafted: Policy | null = null;
    for (const act of [...this.#policyActs]) {
      const step = await applyAct(drafted ?? group.policy, act, group, this.#hostIn(group));
      if (step === "idle" || step === "impossible") {
        this.#policyActs = this.#policyActs.filter((other) => other !== act);
        done(act, step === "idle", out);
      } else {
        drafted = step;
        this.#underWay.push(act);
      }
    }
    return drafted;
  }
}

function removal(entries: readonly RosterEntry[]): ActWork {
  const removes = entries.map(({ leafIndex }) => leafIndex);
  const removed = entries.map(({ participantId }) => participantId);
  return { adds: [], removes, added: [], removed, newLink: null };
}

function done({ type }: PolicyAct, isThrough: boolean, out: MemberEffect[]): void {
  out.push({ type: "act-done", act: type, isThrough });
}
