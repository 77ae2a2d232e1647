// A host's acts that need no commit of their own: admitting, denying, asking (PROTOCOL §7).

import { unreachable } from "../../base/assert.ts";
import type { Millis } from "../../base/time.ts";
import type { Agenda } from "./agenda.ts";
import type { Group } from "./group.ts";
import type { HostAct } from "./host-act.ts";
import type { MemberEffect } from "./member-effect.ts";
import type { Talk } from "./talk.ts";

export type DoorAct = Extract<HostAct, { type: "admit" | "admit-all" | "deny" | "ask" }>;

export class DoorActs {
  readonly #agenda: Agenda;
  readonly #talk: Talk;

  constructor(agenda: Agenda, talk: Talk) {
    this.#agenda = agenda;
    this.#talk = talk;
  }

  async handleAct(
    group: Group | null,
    act: DoorAct,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    const isThrough = group !== null && (await this.#do(group, act, now, out));
    out.push({ type: "act-done", act: act.type, isThrough });
  }

  /** @returns whether it could be done. */
  async #do(group: Group, act: DoorAct, now: Millis, out: MemberEffect[]): Promise<boolean> {
    if (group.ownRole === "member") return false;
    switch (act.type) {
      case "admit":
        return this.#agenda.handleAdmit(act.participantId);
      case "admit-all": {
        const waiting = this.#agenda.waiting(group);
        return waiting.every(({ participantId }) => this.#agenda.handleAdmit(participantId));
      }
      case "deny": {
        const { participantId } = act;
        this.#agenda.handleDeny(participantId);
        out.push({ type: "send", message: { type: "deny", participantId } });
        return true;
      }
      case "ask":
        await this.#talk.handleSignal(group, act, now, out);
        return true;
      default:
        return unreachable(act);
    }
  }
}
