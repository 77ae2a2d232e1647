// Hands the host key from a host to a member, who is asked first (PROTOCOL §6).

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Acts } from "./acts.ts";
import type { Group } from "./group.ts";
import type { HostSigner } from "./meeting.ts";
import type { MemberEffect } from "./member-effect.ts";
import type { Signal } from "./signal.ts";
import type { Talk } from "./talk.ts";

/** Shorter hurries a person who reads the question, longer leaves the host without an answer. */
const ANSWER_MS = 60_000;

const SEED_BYTES = 32;
const LABEL = "conclave/1 hand over";

type Offer = Extract<Signal, { type: "host-offer" }>;
type Answer = Extract<Signal, { type: "host-answer" }>;

/*
 *   host     idle --act--> offered --accepted--> a grant is committed --> done
 *                             └── declined, gone, 60 s --> not done
 *   member   idle --offer--> asked --yes--> holds the key, and a commit of the host's names it host
 *                             └── no --> forgotten
 */
export class HandOver {
  readonly #talk: Talk;
  readonly #acts: Acts;
  /** Of a host: to whom the key is offered, and until when. */
  #offered: { readonly to: ParticipantId; readonly until: Millis } | null = null;
  /** Of a member: by whom, to be answered. */
  #asker: ParticipantId | null = null;

  constructor(talk: Talk, acts: Acts) {
    this.#talk = talk;
    this.#acts = acts;
  }

  async handleAct(
    group: Group,
    host: HostSigner | null,
    to: ParticipantId,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    if (this.#offered !== null) this.#end(out);
    const seed = group.ownRole === "host" && host !== null ? host.seed() : null;
    const sealed = seed && (await group.sealFor(to, LABEL, seed).catch(() => null));
    seed?.fill(0);
    if (!sealed || this.#role(group, to) === "host") {
      out.push({ type: "act-done", act: "hand-over", isThrough: false });
      return;
    }
    this.#offered = { to, until: (now + ANSWER_MS) as Millis };
    const offer: Offer = { type: "host-offer", target: to, ...sealed };
    await this.#talk.handleSignal(group, offer, now, out);
  }

  /** A host offers the key, perhaps to us. */
  async handleOffer(
    group: Group,
    from: ParticipantId,
    { target, encapsulation, sealed }: Offer,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    if (target !== group.ownId) return;
    const seed = await group.openFrom(from, LABEL, { encapsulation, sealed });
    this.#asker = from;
    if (seed?.length === SEED_BYTES) out.push({ type: "host-offered", by: from, seed });
    // Our leaf's key is another since it was sealed: the host may offer it again.
    else await this.handleOwnAnswer(group, false, now, out);
  }

  /** What this person answered; the edge holds the key already when it is a yes. */
  async handleOwnAnswer(
    group: Group,
    isAccepted: boolean,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    const target = this.#asker;
    this.#asker = null;
    if (target === null) return;
    await this.#talk.handleSignal(group, { type: "host-answer", target, isAccepted }, now, out);
  }

  /** A member answered, perhaps us. Its role comes with a commit that names it. */
  handleAnswer(
    group: Group,
    from: ParticipantId,
    { target, isAccepted }: Answer,
    now: Millis,
    out: MemberEffect[],
  ): void {
    if (target !== group.ownId || from !== this.#offered?.to) return;
    if (!isAccepted) {
      this.#end(out);
      return;
    }
    this.#offered = null;
    this.#acts.handleAct({ type: "hand-over", participantId: from }, now, out);
  }

  handleTick(group: Group, now: Millis, out: MemberEffect[]): void {
    if (this.#offered === null) return;
    const { to, until } = this.#offered;
    if (now >= until || this.#role(group, to) === null) this.#end(out);
  }

  nextWakeup(): Millis | null {
    return this.#offered?.until ?? null;
  }

  #role({ roster }: Group, id: ParticipantId) {
    return roster.find(({ participantId }) => participantId === id)?.role ?? null;
  }

  #end(out: MemberEffect[]): void {
    this.#offered = null;
    out.push({ type: "act-done", act: "hand-over", isThrough: false });
  }
}
