// Hears who knocks: opens each knock with the link's keys, and tells a host whom to let in.

import type { Bytes } from "../../base/bytes.ts";
import type { Secret } from "../../base/secret.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Agenda } from "./agenda.ts";
import type { Group } from "./group.ts";
import type { Inheritance } from "./inheritance.ts";
import { openKnock, unsealKnock } from "./knock.ts";
import type { Link } from "./link.ts";
import type { Meeting } from "./meeting.ts";
import type { MemberEffect } from "./member-effect.ts";
import type { Past } from "./return-proof.ts";
import type { Subtle } from "./subtle.ts";

export type DoorbellOptions = {
  readonly agenda: Agenda;
  readonly meeting: Meeting;
  readonly subtle: Subtle;
  /** Of the group that we were in before. */
  readonly past: Past | null;
  readonly inheritance: Inheritance;
};

export class Doorbell {
  readonly #agenda: Agenda;
  readonly #meeting: Meeting;
  readonly #subtle: Subtle;
  readonly #past: Past | null;
  readonly #inheritance: Inheritance;
  /** The key by which somebody honest may still have knocked when it was replaced; it lets nobody in. */
  #previous: Secret | null = null;
  /** Whom we were last told to be waiting, to see a change. */
  #toldWaiting = "";

  constructor({ agenda, meeting, subtle, past, inheritance }: DoorbellOptions) {
    this.#agenda = agenda;
    this.#meeting = meeting;
    this.#subtle = subtle;
    this.#past = past;
    this.#inheritance = inheritance;
  }

  /** @returns why to be alarmed: no holder of the link made it; null when all is well. */
  async handleKnocking(
    id: ParticipantId,
    sealed: Bytes,
    group: Group,
    link: Link,
  ): Promise<"bad-credential" | "bad-message" | null> {
    if (this.#agenda.knows(id, sealed)) return null;
    // Admitted is whom the host saw. A client knocks once in a session, and not when it is gone:
    // what else comes by its ID is another's, for the answer that is under way.
    if (this.#agenda.holds(id) || this.#agenda.isGone(id)) return "bad-message";
    // By a link that we don't have yet: kept, and read when we do.
    if (group.isLinkMissing) {
      this.#agenda.handleKnock(id, sealed, null);
      return null;
    }
    const knock = await openKnock(sealed, id, link, this.#subtle, this.#meeting, this.#past);
    if (knock.ok) await this.#inheritance.handlePolicy(knock.value.policy, link.generation);
    this.#agenda.handleKnock(id, sealed, knock.ok ? knock.value : null);
    if (knock.ok || (await this.#isOfPreviousLink(id, sealed))) return null;
    const isForged = knock.reason === "bad-credential" || knock.reason === "wrong-participant";
    return isForged ? "bad-credential" : "bad-message";
  }

  /**
   * Those who knocked by the old link may not come in any more, and those by the new one may.
   * @param previous the old link's knock key, taken over.
   */
  async handleLink(link: Link, previous: Secret): Promise<void> {
    this.close();
    this.#previous = previous;
    for (const { participantId, sealed } of this.#agenda.sealedKnocks()) {
      const knock = await openKnock(
        sealed,
        participantId,
        link,
        this.#subtle,
        this.#meeting,
        this.#past,
      );
      this.#agenda.handleKnock(participantId, sealed, knock.ok ? knock.value : null);
    }
  }

  close(): void {
    this.#previous?.zero();
    this.#previous = null;
  }

  async #isOfPreviousLink(id: ParticipantId, sealed: Bytes): Promise<boolean> {
    if (this.#previous === null) return false;
    return (await unsealKnock(sealed, id, this.#previous, this.#subtle)) !== null;
  }

  tellWaiting(group: Group, out: MemberEffect[]): void {
    const waiting = this.#agenda.waiting(group);
    const told = waiting.map(({ participantId, name }) => `${participantId} ${name}`).join();
    if (told === this.#toldWaiting) return;
    this.#toldWaiting = told;
    out.push({ type: "knocks", waiting });
  }
}
