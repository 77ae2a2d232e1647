// What a member says to the others and hears from them, as far as the host's policy lets it.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { GRACE_MS } from "../../protocol/limits.ts";
import type { Group } from "./group.ts";
import type { MemberEffect } from "./member-effect.ts";
import type { NewLink, Signal } from "./signal.ts";
import { decodeSignal, encodeSignal } from "./signal.ts";
import { maySay } from "./signal-rules.ts";

export type Announcement = { readonly from: ParticipantId; readonly link: NewLink };

/** Shorter tells a state in every epoch of a burst, longer shows newcomers a wrong microphone. */
const RETELL_MS = 100;

/**
 * How long a state may still have been lost: whoever was cut off seals it in an epoch that the others
 * have left meanwhile, and forgotten. Longer tells it once more for nothing.
 */
const DOUBT_MS = GRACE_MS + 10_000;

/** Told again when it may have been lost, and to newcomers. */
type State = Extract<Signal, { type: "status" | "hand" }>;

export class Talk {
  readonly #ownId: ParticipantId;
  /** One's own state. What was said before they came newcomers aren't told. */
  readonly #state = new Map<State["type"], State>();
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
    if (signal.type === "status" || signal.type === "hand") {
      this.#state.set(signal.type, signal);
      this.#toldAt = now;
    }
    if (group !== null) await this.#say(group, signal, out);
  }

  /** A new epoch: newcomers know nothing yet, and others may have missed what was said in the last. */
  handleEpoch(hasAdded: boolean, now: Millis): void {
    const isInDoubt = this.#toldAt !== null && now - this.#toldAt < DOUBT_MS;
    if (hasAdded || isInDoubt) this.#retellAt = (now + RETELL_MS) as Millis;
  }

  async handleTick(group: Group, now: Millis, out: MemberEffect[]): Promise<void> {
    if (this.#retellAt === null || now < this.#retellAt) return;
    this.#retellAt = null;
    this.#toldAt = now;
    for (const signal of this.#state.values()) await this.#say(group, signal, out);
  }

  nextWakeup(): Millis | null {
    return this.#retellAt;
  }

  async #say(group: Group, signal: Signal, out: MemberEffect[]): Promise<void> {
    if (!maySay(signal, group.ownRole, group.policy)) return;
    const message = await group.protect(encodeSignal(signal));
    out.push({ type: "send", message: { type: "application", message } });
  }

  /**
   * @returns a new link that a host announces, to be acted upon; "bad-message" for what no member said; null when
   * there is nothing more to do.
   */
  async hear(
    group: Group,
    message: Bytes,
    out: MemberEffect[],
  ): Promise<Announcement | "bad-message" | null> {
    const opened = await group.receiveApplication(message);
    if (!opened.ok) return opened.reason === "past-epoch" ? null : "bad-message";
    const signal = decodeSignal(opened.value.content);
    if (signal === null) return "bad-message";
    const { from } = opened.value;
    const sender = group.roster.find(({ participantId }) => participantId === from);
    // Removed by a commit that was faster than its message; or it may not say that, or no longer.
    if (sender === undefined || !maySay(signal, sender.role, group.policy)) return null;
    if (signal.type === "link") return { from, link: signal };
    if (signal.type !== "ask") out.push({ type: "signal", from, signal });
    else if (signal.target === null || signal.target === this.#ownId) {
      out.push({ type: "asked", by: from, what: signal.what });
    }
    return null;
  }
}
