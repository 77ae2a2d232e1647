// Who is in the meeting and not in its group: the knocks that wait for a member's commit.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";

export type Waiting = {
  readonly since: Millis;
  isConnected: boolean;
  /** Null until it knocks. */
  sealed: Bytes | null;
  knockCount: number;
  /** When the members were last told of the knock; null while they are to be. */
  toldAt: Millis | null;
  /** How long after that they are told again. */
  retryMs: number;
  /** When it was last asked to found the group; null if never. */
  askedAt: Millis | null;
};

export class Lobby {
  readonly #waiting = new Map<ParticipantId, Waiting>();

  get size(): number {
    return this.#waiting.size;
  }

  add(participantId: ParticipantId, now: Millis): void {
    this.#waiting.set(participantId, {
      since: now,
      isConnected: true,
      sealed: null,
      knockCount: 0,
      toldAt: null,
      retryMs: 0,
      askedAt: null,
    });
  }

  get(participantId: ParticipantId): Waiting | undefined {
    return this.#waiting.get(participantId);
  }

  /** @returns false when it wasn't waiting. */
  delete(participantId: ParticipantId): boolean {
    return this.#waiting.delete(participantId);
  }

  hasKnocked(participantId: ParticipantId): boolean {
    return (this.#waiting.get(participantId)?.sealed ?? null) !== null;
  }

  /** In the order of coming. */
  knocks(): { participantId: ParticipantId; sealed: Bytes; waiting: Waiting }[] {
    return [...this.#waiting].flatMap(([participantId, waiting]) =>
      waiting.sealed === null ? [] : [{ participantId, sealed: waiting.sealed, waiting }],
    );
  }

  /**
   * Since when the one that has waited longest, of those connected that knocked, is here; null when
   * there is none. Who doesn't knock can't be turned away by a lock, and must not end a locked group.
   */
  waitingSince(): Millis | null {
    for (const { since, isConnected, sealed } of this.#waiting.values()) {
      if (isConnected && sealed !== null) return since;
    }
    return null;
  }

  /**
   * Who is to found the group: of those connected, who was never asked, else asked longest ago; of
   * those, who knocked before who didn't.
   */
  founder(): ParticipantId | null {
    let first: [ParticipantId, Waiting] | null = null;
    for (const entry of this.#waiting) {
      if (entry[1].isConnected && (first === null || precedes(entry[1], first[1]))) first = entry;
    }
    return first?.[0] ?? null;
  }
}

function precedes(a: Waiting, b: Waiting): boolean {
  const [askedA, askedB] = [
    a.askedAt ?? Number.NEGATIVE_INFINITY,
    b.askedAt ?? Number.NEGATIVE_INFINITY,
  ];
  if (askedA !== askedB) return askedA < askedB;
  return a.sealed !== null && b.sealed === null;
}
