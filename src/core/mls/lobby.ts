// Who knocks at the group, as a member sees it.

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { PARTICIPANTS_LISTED_MAX } from "../../protocol/limits.ts";
import type { Knock } from "./knock.ts";

type Waiting = {
  readonly sealed: Bytes;
  /** Null when it may not come in, or can't be read yet. */
  readonly knock: Knock | null;
  /** A host or co-host of this browser lets it in. */
  isAdmitted: boolean;
};

export class Lobby {
  readonly #waiting = new Map<ParticipantId, Waiting>();

  /** The server repeats knocks that wait long: each is opened once. */
  knows(participantId: ParticipantId, sealed: Uint8Array): boolean {
    const waiting = this.#waiting.get(participantId);
    return waiting !== undefined && equal(waiting.sealed, sealed);
  }

  /** Somebody of that ID may come in, or is to be let in. */
  holds(participantId: ParticipantId): boolean {
    return (this.#waiting.get(participantId)?.knock ?? null) !== null;
  }

  add(participantId: ParticipantId, sealed: Bytes, knock: Knock | null): void {
    const isFull = this.#waiting.size >= PARTICIPANTS_LISTED_MAX;
    if (isFull && !this.#waiting.has(participantId)) return;
    // Admitted was the person that the host saw, and not whoever knocks in its place.
    this.#waiting.set(participantId, { sealed, knock, isAdmitted: false });
  }

  /** @returns false when nobody of that ID waits. */
  admit(participantId: ParticipantId): boolean {
    const waiting = this.#waiting.get(participantId);
    if (waiting === undefined || waiting.knock === null) return false;
    waiting.isAdmitted = true;
    return true;
  }

  isAdmitted(participantId: ParticipantId): boolean {
    return this.#waiting.get(participantId)?.isAdmitted ?? false;
  }

  delete(participantId: ParticipantId): void {
    this.#waiting.delete(participantId);
  }

  /** Those who may come in, in the order of knocking. */
  knocks(): Knock[] {
    return [...this.#waiting.values()].flatMap(({ knock }) => (knock === null ? [] : [knock]));
  }

  /** As they came, those that can't be read among them. */
  sealed(): { readonly participantId: ParticipantId; readonly sealed: Bytes }[] {
    return [...this.#waiting].map(([participantId, { sealed }]) => ({ participantId, sealed }));
  }
}
