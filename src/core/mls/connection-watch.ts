// Compares whom the server counts as connected with who is in the tree (PROTOCOL §10).

import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { GRACE_MS } from "../../protocol/limits.ts";
import type { Alarm } from "./alarm.ts";
import type { RosterEntry } from "./tree.ts";

/** Shorter cries wolf while a commit is on its way, longer leaves a ghost unnamed. */
const MISMATCH_MS = 5_000;

type Mismatch = { readonly alarm: Alarm; readonly dueAt: Millis; isTold: boolean };

export class ConnectionWatch {
  #present: Set<ParticipantId> | null = null;
  #members: ReadonlySet<ParticipantId> = new Set();
  #mismatches = new Map<ParticipantId, Mismatch>();

  handleConnections(present: readonly ParticipantId[]): void {
    this.#present = new Set(present);
  }

  /**
   * After every change of either side. A connection that is lost for less than the grace is no
   * mismatch: the server owes a `departed` only after it.
   * @param isGone whom the server said to have departed: a commit is going to remove those.
   */
  compare(
    roster: readonly Pick<RosterEntry, "participantId" | "name">[],
    isGone: (participantId: ParticipantId) => boolean,
    now: Millis,
  ): void {
    if (this.#present === null) return;
    const before = this.#mismatches;
    this.#mismatches = new Map();
    const note = (id: ParticipantId, alarm: Alarm, delayMs: number) => {
      const known = before.get(id);
      const isSame = known?.alarm.reason === alarm.reason;
      const fresh = { alarm, dueAt: (now + delayMs) as Millis, isTold: false };
      this.#mismatches.set(id, isSame && known ? known : fresh);
    };
    const members = new Set(roster.map(({ participantId }) => participantId));
    // Put out since the server last told: it may have no way to tell again while we are cut off.
    for (const id of this.#members) if (!members.has(id)) this.#present.delete(id);
    this.#members = members;
    for (const id of this.#present) {
      if (!members.has(id)) note(id, { reason: "unknown-connection", name: null }, MISMATCH_MS);
    }
    for (const { participantId: id, name } of roster) {
      if (this.#present.has(id) || isGone(id)) continue;
      note(id, { reason: "missing-connection", name }, GRACE_MS + MISMATCH_MS);
    }
  }

  /** Each mismatch is told once for as long as it lasts. */
  handleTick(now: Millis, out: Alarm[]): void {
    for (const mismatch of this.#mismatches.values()) {
      if (mismatch.isTold || now < mismatch.dueAt) continue;
      mismatch.isTold = true;
      out.push(mismatch.alarm);
    }
  }

  nextWakeup(): Millis | null {
    const due = [...this.#mismatches.values()].filter(({ isTold }) => !isTold);
    return due.length === 0 ? null : (Math.min(...due.map(({ dueAt }) => dueAt)) as Millis);
  }
}
