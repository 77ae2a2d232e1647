// What a member says to the others and hears from them, as far as the host's policy lets it.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { GRACE_MS } from "../../protocol/limits.ts";
import type { LineRef } from "./chat-fields.ts";
import type { Group } from "./group.ts";
import { Hearing } from "./hearing.ts";
import type { MemberEffect } from "./member-effect.ts";
import { epochOf } from "./message-guard.ts";
import { isKept, Sayings } from "./sayings.ts";
import type { Said, Signal } from "./signal.ts";
import { decodeSignal, encodeSignal } from "./signal.ts";
import { maySay } from "./signal-rules.ts";
import type { RosterEntry } from "./tree.ts";

/** What the member itself acts upon. */
export type Deed = Extract<Signal, { type: "link" | "host-offer" | "host-answer" }>;
export type Heard = { readonly from: ParticipantId; readonly deed: Deed };

const AGAIN = "conclave/1 again";

/** Shorter tells a state in every epoch of a burst, longer shows newcomers a wrong microphone. */
const RETELL_MS = 100;

/**
 * How long a state may still have been lost: whoever was cut off seals it in an epoch that the others
 * have left meanwhile, and forgotten. Longer tells it once more for nothing.
 */
const DOUBT_MS = GRACE_MS + 10_000;

/** Told again when it may have been lost, and to newcomers. */
type State = Extract<
  Signal,
  {
    type:
      | "status"
      | "hand"
      | "network"
      | "recording"
      | "recording-answer"
      | "go-on"
      | "poll"
      | "vote";
  }
>;

/** What the latest of takes the place of the one before; null for what is said once. */
function stateKey(signal: Signal, ownId: ParticipantId): string | null {
  switch (signal.type) {
    case "status":
    case "hand":
    case "network":
    case "recording":
    case "go-on":
      return signal.type;
    case "recording-answer":
      return `${signal.type} ${signal.target}`;
    case "poll":
      return pollKey({ author: ownId, id: signal.id });
    case "vote":
      return voteKey(signal.poll);
    default:
      return null;
  }
}

const pollKey = ({ author, id }: LineRef) => `poll ${author} ${id}`;
const voteKey = ({ author, id }: LineRef) => `vote ${author} ${id}`;

export class Talk {
  readonly #ownId: ParticipantId;
  /** One's own state. What was said before they came newcomers aren't told. */
  readonly #state = new Map<string, State>();
  readonly #sayings = new Sayings();
  readonly #hearing = new Hearing();
  #nextId = 0;
  #toldAt: Millis | null = null;
  #retellAt: Millis | null = null;

  constructor(ownId: ParticipantId) {
    this.#ownId = ownId;
  }

  /** Kept before one is in, too: it is told on coming in. */
  async handleSignal(
    group: Group | null,
    signal: Signal,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    const key = stateKey(signal, this.#ownId);
    if (key !== null) {
      this.#state.set(key, signal as State);
      this.#toldAt = now;
    }
    if (group === null) return;
    const self = { participantId: this.#ownId, role: group.ownRole };
    if (!maySay(signal, self, group.policy)) return;
    if (signal.type === "poll-end") this.#endPoll(signal.poll);
    const said = { id: this.#nextId++, signal };
    this.#sayings.add(said, group, now);
    await this.#send(group, said, out);
  }

  /** A new epoch: newcomers know nothing yet, and others may have missed what was said in the last. */
  handleEpoch({ roster }: Group, hasAdded: boolean, now: Millis): void {
    const isInDoubt = this.#toldAt !== null && now - this.#toldAt < DOUBT_MS;
    if (hasAdded || isInDoubt) this.#retellAt = (now + RETELL_MS) as Millis;
    const present = new Set(roster.map(({ participantId }) => participantId));
    for (const [key, signal] of this.#state) {
      if (signal.type === "recording-answer" && !present.has(signal.target))
        this.#state.delete(key);
    }
    this.#hearing.handleEpoch((id) => present.has(id));
  }

  async handleTick(group: Group, now: Millis, out: MemberEffect[]): Promise<void> {
    for (const missed of this.#hearing.take(now)) await this.handleSignal(group, missed, now, out);
    if (this.#retellAt === null || now < this.#retellAt) return;
    this.#retellAt = null;
    for (const signal of this.#state.values()) await this.handleSignal(group, signal, now, out);
    this.#toldAt = now;
  }

  nextWakeup(): Millis | null {
    const missedAt = this.#hearing.nextWakeup();
    if (this.#retellAt === null || missedAt === null) return this.#retellAt ?? missedAt;
    return Math.min(this.#retellAt, missedAt) as Millis;
  }

  close(): void {
    this.#sayings.clear();
  }

  async #send(group: Group, { id, signal }: Said, out: MemberEffect[]): Promise<void> {
    const message = await group.protect(encodeSignal(id, signal));
    out.push({ type: "send", message: { type: "application", message } });
  }

  /**
   * @param sender by the server's word, which is taken for nothing but to ask that one again.
   * @returns what the member is to act upon; "bad-message" for what no member said; null when there is
   * nothing more to do.
   */
  async hear(
    group: Group,
    message: Bytes,
    sender: ParticipantId,
    now: Millis,
    out: MemberEffect[],
  ): Promise<Heard | "bad-message" | null> {
    const opened = await group.receiveApplication(message);
    if (!opened.ok) {
      if (opened.reason !== "past-epoch") return "bad-message";
      this.#miss(group, message, sender, now);
      return null;
    }
    const said = decodeSignal(opened.value.content);
    if (said === null) return "bad-message";
    const { from } = opened.value;
    const author = group.roster.find(({ participantId }) => participantId === from);
    // Removed by a commit that was faster than its message; or it may not say that, or no longer.
    if (author === undefined || !maySay(said.signal, author, group.policy)) return null;
    if (!this.#hearing.isNew(from, said.id)) return null;
    if (said.signal.type === "again") return this.#takeAgain(group, author, said.signal, now, out);
    return this.#take(group, from, said.signal, now, out);
  }

  /** What its author said when we couldn't open it. @returns "bad-message" for what isn't that. */
  async #takeAgain(
    group: Group,
    author: RosterEntry,
    { target, ...sealed }: Extract<Signal, { type: "again" }>,
    now: Millis,
    out: MemberEffect[],
  ): Promise<"bad-message" | null> {
    if (target !== this.#ownId) return null;
    const { participantId: from } = author;
    const opened = await group.openFrom(from, AGAIN, sealed);
    // Our leaf's key is another since: it was asked for in an epoch that is over.
    if (opened === null) {
      this.#hearing.handleUnopened(from, now);
      return null;
    }
    const said = decodeSignal(opened);
    if (said === null || !isKept(said.signal)) return "bad-message";
    if (!maySay(said.signal, author, group.policy) || !this.#hearing.isNew(from, said.id))
      return null;
    if (said.signal.type === "poll-end") this.#endPoll(said.signal.poll);
    if (said.signal.type !== "ask") out.push({ type: "signal", from, signal: said.signal });
    else this.#handleAsk(from, said.signal, out);
    return null;
  }

  #handleAsk(
    by: ParticipantId,
    { target, what }: Extract<Signal, { type: "ask" }>,
    out: MemberEffect[],
  ) {
    if (target === null || target === this.#ownId) out.push({ type: "asked", by, what });
  }

  async #take(
    group: Group,
    from: ParticipantId,
    signal: Exclude<Signal, { type: "again" }>,
    now: Millis,
    out: MemberEffect[],
  ): Promise<Heard | null> {
    switch (signal.type) {
      case "link":
      case "host-offer":
      case "host-answer":
        return { from, deed: signal };
      case "missed":
        if (signal.author === this.#ownId)
          await this.#sayAgain(group, from, signal.epoch, now, out);
        return null;
      case "ask":
        this.#handleAsk(from, signal, out);
        return null;
      case "poll-end":
        this.#endPoll(signal.poll);
        break;
      default:
        break;
    }
    out.push({ type: "signal", from, signal });
    return null;
  }

  /** Newcomers aren't told of it any more. */
  #endPoll(poll: LineRef): void {
    this.#state.delete(pollKey(poll));
    this.#state.delete(voteKey(poll));
  }

  /** Sealed so long ago that its keys are gone, by somebody who was cut off. */
  #miss({ roster, ownLeafIndex }: Group, message: Bytes, sender: ParticipantId, now: Millis): void {
    const epoch = epochOf(message);
    const others = roster.filter(({ participantId }) => participantId !== sender);
    if (epoch === null || sender === this.#ownId || others.length === roster.length) return;
    const turn = others.findIndex(({ leafIndex }) => leafIndex === ownLeafIndex);
    this.#hearing.handleMissed(sender, epoch, turn, now);
  }

  /** To who asks alone: those who came in since weren't there. */
  async #sayAgain(
    group: Group,
    target: ParticipantId,
    epoch: bigint,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    for (const { id, signal } of this.#sayings.take(epoch, target, now)) {
      const sealed = await group.sealFor(target, AGAIN, encodeSignal(id, signal)).catch(() => null);
      if (sealed === null) continue;
      await this.handleSignal(group, { type: "again", target, ...sealed }, now, out);
    }
  }
}
