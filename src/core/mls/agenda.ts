// What waits to be committed by whoever's turn it is (knocks and departures), and when it is our turn.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { commitDelayMs } from "./committer.ts";
import type { Group, GroupWork } from "./group.ts";
import type { Knock } from "./knock.ts";
import { Lobby } from "./lobby.ts";
import type { RosterEntry } from "./tree.ts";

/** Shorter asks a server that refuses for no reason again and again, longer keeps knockers waiting. */
export const RETRY_MS = 1_000;

/**
 * Whoever clicks in the same moment comes in with one commit. Shorter makes a commit for each in a
 * storm of joins, at 430 MB for 100 people; longer is felt by somebody who knocks alone.
 */
const GATHER_MS = 60;

/** In smaller groups a commit costs little, and two people who meet shouldn't wait. */
const GATHERING_MEMBERS_MIN = 4;

/** Keeps a commit with its Welcome within the bounds of the wire, at 3 kB for an Add with X-Wing. */
const ADDS_MAX = 32;

/** Bounds what a server can make us remember. */
const DEPARTED_MAX = 1024;

/** A commit to be made, as MLS and as the server need it. */
export type AgendaWork = GroupWork & {
  readonly added: ParticipantId[];
  readonly removed: ParticipantId[];
};

export type Waiting = { readonly participantId: ParticipantId; readonly name: string };

export class Agenda {
  readonly #lobby = new Lobby();
  readonly #departed = new Set<ParticipantId>();
  /** Since when there is work, or from when on to try again; null without work. */
  #since: Millis | null = null;
  /** Somebody was admitted here, and others may not know: nobody else's turn counts. */
  #isOurs = false;

  knows(id: ParticipantId, sealed: Uint8Array): boolean {
    return this.#lobby.knows(id, sealed);
  }

  holds(id: ParticipantId): boolean {
    return this.#lobby.holds(id);
  }

  /** @param knock null for one that may not come in, to be remembered all the same. */
  handleKnock(id: ParticipantId, sealed: Bytes, knock: Knock | null): void {
    this.#lobby.add(id, sealed, knock);
  }

  /** As they came: to be opened again with the keys of a new link. */
  sealedKnocks() {
    return this.#lobby.sealed();
  }

  /** @returns false when nobody of that ID waits. */
  handleAdmit(id: ParticipantId): boolean {
    return this.#lobby.admit(id);
  }

  handleDeny(id: ParticipantId): void {
    this.#lobby.delete(id);
  }

  /** A knocker that departs isn't waiting any more; a member that departs is to be removed. */
  handleDeparted(id: ParticipantId): void {
    this.#lobby.delete(id);
    this.#departed.add(id);
    const [oldest] = this.#departed;
    if (this.#departed.size > DEPARTED_MAX && oldest !== undefined) this.#departed.delete(oldest);
  }

  isGone(id: ParticipantId): boolean {
    return this.#departed.has(id);
  }

  handleEpoch(roster: readonly RosterEntry[]): void {
    for (const { participantId } of roster) this.#lobby.delete(participantId);
    this.#since = null;
  }

  /** After a commit that failed. */
  postpone(now: Millis): void {
    this.#since = (now + RETRY_MS) as Millis;
  }

  /** Whom a host or co-host is to admit or deny, in the order of knocking. */
  waiting({ policy, ownRole }: Group): Waiting[] {
    if (ownRole === "member" || !(policy.hasWaitingRoom || policy.isLocked)) return [];
    return this.#lobby
      .knocks()
      .filter(({ isHost, participantId }) => !isHost && !this.#lobby.isAdmitted(participantId))
      .map(({ participantId, name }) => ({ participantId, name }));
  }

  /** @returns the work when it is our turn to commit it: all that waits, up to the bounds. */
  takeWork(group: Group, now: Millis): AgendaWork | null {
    const work = this.#workOf(group);
    if (work === null) {
      this.#since = null;
      return null;
    }
    this.#since ??= now;
    const dueAt = this.dueAt(group);
    if (dueAt === null || now < dueAt) return null;
    this.#since = null;
    return work;
  }

  dueAt(group: Group): Millis | null {
    if (this.#since === null || this.#isOurs) return this.#since;
    const able = group.roster.filter(({ participantId }) => !this.isGone(participantId));
    const leafIndexes = able.map(({ leafIndex }) => leafIndex);
    const delayMs = commitDelayMs(leafIndexes, group.ownLeafIndex, group.epoch);
    const gatherMs = able.length < GATHERING_MEMBERS_MIN ? 0 : GATHER_MS;
    return (this.#since + gatherMs + delayMs) as Millis;
  }

  /** Members whose connection is gone, ourselves excepted. */
  goneOf({ roster, ownLeafIndex }: Group): RosterEntry[] {
    return roster.filter(
      ({ participantId, leafIndex }) => leafIndex !== ownLeafIndex && this.isGone(participantId),
    );
  }

  #workOf(group: Group): AgendaWork | null {
    const gone = this.goneOf(group);
    const waiting = this.#lobby.knocks();
    const isAdmitted = (id: ParticipantId) => this.#lobby.isAdmitted(id);
    const knocks =
      waiting.length === 0 ? [] : group.admissible(waiting, isAdmitted).slice(0, ADDS_MAX);
    this.#isOurs = group.policy.hasWaitingRoom && knocks.some(({ isHost }) => !isHost);
    if (gone.length === 0 && knocks.length === 0) return null;
    return {
      adds: knocks.map(({ keyPackage }) => keyPackage),
      removes: gone.map(({ leafIndex }) => leafIndex),
      added: knocks.map(({ participantId }) => participantId),
      removed: gone.map(({ participantId }) => participantId),
    };
  }
}
