// One participant of a played meeting: a real member, and all that it ever told its page.

import { hex } from "../../src/base/bytes.ts";
import type { Alarm } from "../../src/core/mls/alarm.ts";
import type { HostAct } from "../../src/core/mls/host-act.ts";
import type { Member } from "../../src/core/mls/member.ts";
import type { MemberEffect } from "../../src/core/mls/member-effect.ts";
import type { RosterEntry } from "../../src/core/mls/tree.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import type { Policy } from "../../src/protocol/policy.ts";

export type Effect<T extends MemberEffect["type"]> = Extract<MemberEffect, { type: T }>;

export type EpochSeen = {
  readonly epoch: bigint;
  readonly ownLeafIndex: number;
  /** The safety code: it stands for the epoch's authenticator. */
  readonly digits: string;
  /** In hexadecimal. */
  readonly baseKey: string;
  readonly roster: readonly RosterEntry[];
  readonly policy: Policy;
};

/** A link as somebody knows it: 16 bytes, and how often it was replaced before. */
export type KnownLink = { readonly secret: Uint8Array<ArrayBuffer>; readonly generation: number };

/** An act of a person's, and when their client told how it went; null while it hasn't. */
export type ActPlayed = {
  readonly type: HostAct["type"];
  readonly at: number;
  doneAt: number | null;
};

export class Person {
  readonly id: ParticipantId;
  readonly name: string;
  readonly isHost: boolean;
  /** It remembers a group that was lost. */
  readonly isReturning: boolean;
  readonly member: Member;
  /** The link that it came by. */
  readonly came: KnownLink;
  /** Every link that it knows, the newest last. */
  readonly links: KnownLink[];
  readonly epochs: EpochSeen[] = [];
  readonly effects: MemberEffect[] = [];
  readonly acts: ActPlayed[] = [];
  /** Lines of chat that it said, each with those who were in, as it saw them. */
  readonly said: { readonly text: string; readonly hearers: readonly ParticipantId[] }[] = [];
  #cutAfter: number | null = null;

  constructor(
    id: ParticipantId,
    name: string,
    { isHost, isReturning }: Pick<Person, "isHost" | "isReturning">,
    member: Member,
    came: KnownLink,
  ) {
    this.id = id;
    this.name = name;
    this.isHost = isHost;
    this.isReturning = isReturning;
    this.member = member;
    this.came = came;
    this.links = [came];
  }

  /** Its connection is gone for good, or its session was ended. */
  get isCut(): boolean {
    return this.#cutAfter !== null;
  }

  cut(): void {
    this.#cutAfter ??= this.effects.length;
  }

  /** What an event made the member do; after it, so that the policy is the new epoch's. */
  handleEffects(effects: readonly MemberEffect[], now: number): void {
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.type === "act-done") this.#handleActDone(effect.act, now);
      if (effect.type === "link") {
        this.links.push({ secret: effect.secret.slice(), generation: effect.generation });
      }
      if (effect.type !== "epoch") continue;
      const { policy } = this.member;
      if (policy === null) throw new Error("an epoch without a policy");
      const { epoch, ownLeafIndex, roster } = effect;
      const baseKey = hex(effect.baseKey);
      const { digits } = effect.safety;
      this.epochs.push({ epoch, ownLeafIndex, digits, baseKey, roster, policy });
    }
  }

  #handleActDone(type: HostAct["type"], now: number): void {
    const act = this.acts.find((one) => one.type === type && one.doneAt === null);
    if (act === undefined) throw new Error(`told of "${type}", which nobody did`);
    act.doneAt = now;
  }

  all<T extends MemberEffect["type"]>(type: T): Effect<T>[] {
    return this.effects.filter((effect): effect is Effect<T> => effect.type === type);
  }

  get link(): KnownLink {
    return this.links.at(-1) ?? this.came;
  }

  get last(): EpochSeen | undefined {
    return this.epochs.at(-1);
  }

  get isIn(): boolean {
    return this.last !== undefined && this.left === null && !this.isCut;
  }

  /** While it had a connection; afterwards it only taps the wire. */
  get #heard(): readonly MemberEffect[] {
    return this.effects.slice(0, this.#cutAfter ?? this.effects.length);
  }

  /** Why it left; null while it hasn't. */
  get left(): string | null {
    const left = this.#heard.find(({ type }) => type === "left");
    return left?.type === "left" ? left.reason : null;
  }

  get alarms(): Alarm[] {
    return this.#heard.flatMap((effect) => (effect.type === "alarm" ? [effect.alarm] : []));
  }

  /** Whom it sees in the meeting, in the order of their leaves. */
  get sees(): string[] {
    return (this.last?.roster ?? []).map(({ name }) => name);
  }

  /** Who waits at the door, as told to a host. */
  get waiting(): string[] {
    return (this.all("knocks").at(-1)?.waiting ?? []).map(({ name }) => name);
  }

  /** The lines of chat that it heard, with their author's name by the roster. */
  get chat(): string[] {
    return this.all("signal").flatMap(({ from, signal }) =>
      signal.type === "chat" ? [`${this.nameOf(from)}: ${signal.text}`] : [],
    );
  }

  nameOf(id: ParticipantId): string {
    const entries = this.epochs.flatMap(({ roster }) => roster);
    return entries.find(({ participantId }) => participantId === id)?.name ?? "?";
  }
}
