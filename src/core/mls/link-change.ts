// A new link on its way: announced by a host, in force with the policy of its commit, brought to the server (PROTOCOL §7).

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import type { NewLink } from "./signal.ts";

/** Shorter asks a server that is in trouble again and again, longer keeps newcomers out. */
const RETRY_MS = 5_000;

/** After it the person is told that the server has the old link still. */
const TRIES_MAX = 6;

type Claim = Extract<ClientMessage, { type: "rotate" }>;

/*
 *   announced --the same host's commit of the policy--> in force --server--> done
 *       └── any other commit: forgotten, and the host makes another
 *
 * Members have the link before the server: else a host who is cut off in between would leave a
 * meeting that nobody can enter, by either link. Whoever brought it in force brings it to the server;
 * the others keep the host's claim, and bring it when that one departs.
 */
export class LinkChange {
  #announced = new Map<ParticipantId, NewLink>();
  /** Not known to be at the server yet. */
  #claim: Claim | null = null;
  #claimant: ParticipantId | null = null;
  #isOurs = false;
  #tryAt: Millis | null = null;
  #tries = 0;

  handleAnnounced(from: ParticipantId, link: NewLink): void {
    this.#announced.set(from, link);
  }

  /**
   * A commit ended the epoch, and with it every announcement.
   * @param by who made it. @param generation that its policy names.
   * @returns the link that is in force now; null when it wasn't announced, or stays.
   */
  handleCommit(by: ParticipantId, generation: number): NewLink | null {
    const link = this.#announced.get(by);
    for (const [from, other] of this.#announced) if (from !== by) other.secret.fill(0);
    this.#announced.clear();
    return link?.generation === generation ? link : null;
  }

  /** @param isOurs when our commit brought it. */
  bring(link: NewLink, by: ParticipantId, isOurs: boolean, now: Millis): void {
    const { salt, verifier, generation, signature } = link;
    this.#claim = { type: "rotate", salt, verifier, linkGeneration: generation, signature };
    this.#claimant = by;
    this.#isOurs = isOurs;
    this.#tries = 0;
    this.#tryAt = isOurs ? now : null;
  }

  handleDeparted(id: ParticipantId, now: Millis): void {
    if (this.#claim !== null && id === this.#claimant) this.#tryAt = now;
  }

  /** @returns whether that is through what we began. */
  handleRotated(generation: number): boolean {
    if (this.#claim?.linkGeneration !== generation) return false;
    this.#claim = null;
    this.#tryAt = null;
    return this.#isOurs;
  }

  /** @returns whether what we began is given up: the server keeps its old link. */
  handleRefused(reason: RejectReason, now: Millis): boolean {
    if (this.#claim === null) return false;
    const isOver = reason !== "overloaded" || this.#tries >= TRIES_MAX;
    this.#tryAt = isOver ? null : ((now + RETRY_MS) as Millis);
    if (isOver) this.#claim = null;
    return isOver && this.#isOurs;
  }

  /** @returns what to send to the server now; "given-up" when it answers none of our tries. */
  handleTick(now: Millis): Claim | "given-up" | null {
    if (this.#tryAt === null || now < this.#tryAt) return null;
    const claim = this.#claim;
    this.#tryAt = null;
    if (claim === null) return null;
    if (this.#tries >= TRIES_MAX) {
      this.#claim = null;
      return this.#isOurs ? "given-up" : null;
    }
    this.#tries++;
    this.#tryAt = (now + RETRY_MS) as Millis;
    return claim;
  }

  nextWakeup(): Millis | null {
    return this.#tryAt;
  }

  close(): void {
    for (const { secret } of this.#announced.values()) secret.fill(0);
    this.#announced.clear();
  }
}
