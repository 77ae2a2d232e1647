// What the member itself does on what others say: a new link, the host key handed over, an answer to it.

import { unreachable } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Group } from "./group.ts";
import type { HandOver } from "./hand-over.ts";
import type { LinkChange } from "./link-change.ts";
import type { MemberEffect } from "./member-effect.ts";
import type { Heard, Talk } from "./talk.ts";

export class Hearer {
  readonly #talk: Talk;
  readonly #linkChange: LinkChange;
  readonly #handOver: HandOver;

  constructor(talk: Talk, linkChange: LinkChange, handOver: HandOver) {
    this.#talk = talk;
    this.#linkChange = linkChange;
    this.#handOver = handOver;
  }

  /** @param sender by the server's word. */
  async handleApplication(
    group: Group,
    message: Bytes,
    sender: ParticipantId,
    now: Millis,
    out: MemberEffect[],
  ): Promise<void> {
    const heard = await this.#talk.hear(group, message, sender, now, out);
    if (heard === "bad-message") {
      out.push({ type: "alarm", alarm: { reason: heard, name: null } });
    } else if (heard !== null) await this.#act(group, heard, now, out);
  }

  async #act(group: Group, { from, deed }: Heard, now: Millis, out: MemberEffect[]): Promise<void> {
    switch (deed.type) {
      case "link":
        this.#linkChange.handleAnnounced(from, deed);
        break;
      case "host-offer":
        await this.#handOver.handleOffer(group, from, deed, now, out);
        break;
      case "host-answer":
        this.#handOver.handleAnswer(group, from, deed, now, out);
        break;
      default:
        unreachable(deed);
    }
  }
}
