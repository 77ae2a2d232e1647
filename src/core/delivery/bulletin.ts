// What members are told beside the group's own messages: who knocks, who departed, who is connected.

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { ServerMessage } from "../../protocol/socket-messages.ts";
import type { DeliveryEffect } from "./delivery-effect.ts";
import type { Group } from "./group.ts";
import type { Lobby, Waiting } from "./lobby.ts";

/** Longer leaves a knock or a dead leaf behind a committer that failed, shorter nags for nothing. */
const RETRY_MS = 10_000;

/**
 * The wait before a knock is told again doubles up to here: 50 people in a waiting room of 50 would
 * else cost 7 MB each 10 s. Longer leaves who is forgotten by a member's bug out for longer.
 */
const KNOCK_RETRY_MS_MAX = 160_000;

/** To every member that isn't gone for good, except one. */
export function broadcast(
  group: Group,
  message: ServerMessage,
  out: DeliveryEffect[],
  except?: ParticipantId,
): void {
  for (const [to] of group.live()) if (to !== except) out.push({ type: "send", to, message });
}

/** In a group up to this size a commit costs little, and nobody is to wait for another's knock. */
const SMALL_GROUP = 8;

/**
 * In a larger one, by how much each member puts off the next knocks after some were told. A commit
 * with X-Wing is up to 2 kB a member, for each member: 100 who came one by one, each with a commit of its own,
 * would cost 430 MB. Larger makes them wait, smaller makes more commits of the same joins.
 */
const HOLD_MS_PER_MEMBER = 10;

export class Bulletin {
  readonly #lobby: Lobby;
  /** The last `connections` told, to see a change. */
  #toldPresent = "";
  /** When the members were last told of new knocks. */
  #toldKnocksAt: Millis | null = null;

  constructor(lobby: Lobby) {
    this.#lobby = lobby;
  }

  /** A group was founded: its one member is told of every knock so far. */
  open(group: Group, founder: ParticipantId, now: Millis, out: DeliveryEffect[]): void {
    for (const { waiting } of this.#lobby.knocks()) note(waiting, now, RETRY_MS);
    this.#toldKnocksAt = null;
    this.catchUp(group, founder, out);
  }

  /** What a new member missed: who still waits at the door, and whose leaves are dead. */
  catchUp(group: Group, to: ParticipantId, out: DeliveryEffect[]): void {
    for (const { participantId, sealed, waiting } of this.#lobby.knocks()) {
      if (waiting.toldAt === null) continue;
      out.push({ type: "send", to, message: { type: "knocking", participantId, sealed } });
    }
    for (const { participantId } of group.departed()) {
      out.push({ type: "send", to, message: { type: "departed", participantId } });
    }
  }

  /** Tells every member of new knocks: at once in quiet times, else all that came meanwhile together. */
  tellKnocks(group: Group, now: Millis, out: DeliveryEffect[]): void {
    const knocks = this.#newKnocks();
    if (knocks.length === 0 || now < this.#knocksDeadline(group)) return;
    this.#toldKnocksAt = now;
    for (const { participantId, sealed, waiting } of knocks) {
      note(waiting, now, RETRY_MS);
      broadcast(group, { type: "knocking", participantId, sealed }, out);
    }
  }

  /** Tells the connected members again of what no commit has served; they know it twice at worst. */
  retry(group: Group, now: Millis, out: DeliveryEffect[]): void {
    const present = group.present();
    if (present.length === 0) return;
    const tell = (message: ServerMessage) => {
      for (const to of present) out.push({ type: "send", to, message });
    };
    for (const { participantId, sealed, waiting } of this.#lobby.knocks()) {
      if (waiting.toldAt === null || now - waiting.toldAt < waiting.retryMs) continue;
      note(waiting, now, Math.min(KNOCK_RETRY_MS_MAX, 2 * waiting.retryMs));
      tell({ type: "knocking", participantId, sealed });
    }
    for (const { participantId, membership, toldAt } of group.departed()) {
      if (now - toldAt < RETRY_MS) continue;
      membership.departureToldAt = now;
      tell({ type: "departed", participantId });
    }
  }

  nextWakeup(group: Group): Millis | null {
    const due: number[] = this.#newKnocks().length > 0 ? [this.#knocksDeadline(group)] : [];
    if (group.present().length > 0) {
      for (const { waiting } of this.#lobby.knocks()) {
        if (waiting.toldAt !== null) due.push(waiting.toldAt + waiting.retryMs);
      }
      for (const { toldAt } of group.departed()) due.push(toldAt + RETRY_MS);
    }
    return due.length === 0 ? null : (Math.min(...due) as Millis);
  }

  /** Tells who is connected, when that changed. One who is not gets it with its own return. */
  tellPresent(group: Group | null, out: DeliveryEffect[]): void {
    const present = group?.present() ?? [];
    const told = present.join();
    if (told === this.#toldPresent) return;
    this.#toldPresent = told;
    for (const to of present) {
      out.push({ type: "send", to, message: { type: "connections", present } });
    }
  }

  #newKnocks() {
    return this.#lobby.knocks().filter(({ waiting }) => waiting.toldAt === null);
  }

  #knocksDeadline(group: Group): number {
    const memberCount = group.live().length;
    const holdMs = memberCount > SMALL_GROUP ? memberCount * HOLD_MS_PER_MEMBER : 0;
    return (this.#toldKnocksAt ?? Number.NEGATIVE_INFINITY) + holdMs;
  }
}

function note(waiting: Waiting, toldAt: Millis, retryMs: number): void {
  waiting.toldAt = toldAt;
  waiting.retryMs = retryMs;
}
