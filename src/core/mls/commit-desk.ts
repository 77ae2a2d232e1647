// One's own commits: made in turn, one at a time, until the delivery service has answered each.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { GRACE_MS } from "../../protocol/limits.ts";
import type { Acts } from "./acts.ts";
import type { Agenda, AgendaWork } from "./agenda.ts";
import type { EpochChange } from "./commit.ts";
import type { Group } from "./group.ts";
import type { Inheritance } from "./inheritance.ts";
import type { LinkChange } from "./link-change.ts";
import type { MemberEffect } from "./member-effect.ts";
import type { NewLink } from "./signal.ts";
import type { Talk } from "./talk.ts";

/**
 * Without a commit through, though there is work: something is wrong that waiting doesn't mend, and a
 * member that comes anew has a fresh leaf and a fresh stream. Shorter casts out who is cut off and may
 * be back within its grace, longer leaves a host without power.
 */
export const STUCK_MS = GRACE_MS + 15_000;

const NOTHING: AgendaWork = { adds: [], removes: [], added: [], removed: [] };

export type CommitDeskOptions = {
  readonly ownId: ParticipantId;
  readonly agenda: Agenda;
  readonly acts: Acts;
  readonly talk: Talk;
  readonly linkChange: LinkChange;
  readonly inheritance: Inheritance;
};

/*
 *   idle --work, our turn--> pending --accepted--> idle, in the next epoch
 *    ^                          ├── another's commit won: its refusal is due ──┐
 *    └── tried again <──────────┴── refused, for a reason of the server's <────┘
 */
export class CommitDesk {
  readonly #options: CommitDeskOptions;
  /** Commits of ours that lost to another: the server answers each, after the one that won. */
  #refusalsDue = 0;
  /** The last epoch in which a commit couldn't be made: to warn of it once. */
  #failedEpoch: bigint | null = null;
  /** Since when a commit has been wanted and none was through. */
  #wantedSince: Millis | null = null;

  constructor(options: CommitDeskOptions) {
    this.#options = options;
  }

  async handleTick(group: Group, now: Millis, out: MemberEffect[]): Promise<void> {
    if (group.hasPendingCommit) return;
    const { agenda, acts } = this.#options;
    try {
      const inherited = this.#options.inheritance.lackedBy(group);
      if (inherited !== null) {
        await this.#commit(group, { ...NOTHING, policy: inherited }, now, out);
        return;
      }
      const act = await acts.takeWork(group, agenda.goneOf(group), now, out);
      const work = act ?? agenda.takeWork(group, now);
      if (work === null) {
        if (agenda.dueAt(group) === null && acts.dueAt() === null) this.#wantedSince = null;
        return;
      }
      if (act?.newLink) await this.#announce(group, act.newLink, now, out);
      await this.#commit(group, work, now, out);
    } catch {
      // An insider put a key into the tree that can't be sealed to: another member may manage.
      const alarm = { reason: "bad-message", name: null } as const;
      if (this.#failedEpoch !== group.epoch) out.push({ type: "alarm", alarm });
      this.#failedEpoch = group.epoch;
      this.#wantedSince ??= now;
      this.#postpone(now);
    }
  }

  /** True when one's own commits have had no effect for too long. */
  isStuck(now: Millis): boolean {
    return this.#wantedSince !== null && now - this.#wantedSince >= STUCK_MS;
  }

  /** The first commit of its epoch was ours. @returns null when none of ours is pending in it. */
  handleAccepted(group: Group, epoch: bigint): EpochChange | null {
    return group.epoch === epoch ? group.accept() : null;
  }

  /** Another's commit has come, and wins over one of ours that is pending. */
  handleOther(group: Group): void {
    if (group.hasPendingCommit) this.#refusalsDue++;
  }

  /**
   * Of a commit that lost, as we know; or of the pending one, for a reason of the server's.
   * @returns "lost" when the group went on without us.
   */
  handleRefused(group: Group, epoch: bigint, now: Millis): "lost" | null {
    if (this.#refusalsDue > 0) {
      this.#refusalsDue--;
      return null;
    }
    if (!group.hasPendingCommit) return null;
    if (epoch > group.epoch) return "lost";
    group.drop();
    this.#postpone(now);
    return null;
  }

  /** By whomever: the group isn't stuck. */
  handleEpoch(): void {
    this.#wantedSince = null;
  }

  nextWakeup(group: Group): Millis | null {
    const { agenda, acts } = this.#options;
    const stuckAt = this.#wantedSince === null ? null : this.#wantedSince + STUCK_MS;
    const workAt = group.hasPendingCommit ? [] : [agenda.dueAt(group), acts.dueAt()];
    const due = [stuckAt, ...workAt].filter((at) => at !== null);
    return due.length === 0 ? null : (Math.min(...due) as Millis);
  }

  /** @throws when an insider poisoned the tree. */
  async #commit(group: Group, work: AgendaWork, now: Millis, out: MemberEffect[]): Promise<void> {
    this.#wantedSince ??= now;
    const { message, welcome } = await group.commit(work);
    const { added, removed } = work;
    out.push({ type: "send", message: { type: "commit", message, welcome, added, removed } });
  }

  #postpone(now: Millis): void {
    this.#options.agenda.postpone(now);
    this.#options.acts.postpone(now);
  }

  /** In the epoch that the commit ends, so that it is told to nobody whom another commit puts out. */
  async #announce(group: Group, link: NewLink, now: Millis, out: MemberEffect[]): Promise<void> {
    const { talk, linkChange, ownId } = this.#options;
    await talk.handleSignal(group, { type: "link", ...link }, now, out);
    linkChange.handleAnnounced(ownId, link);
  }
}
