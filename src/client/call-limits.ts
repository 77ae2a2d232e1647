// The bounds that the operator set for this meeting, as far as they are met, and where it goes on. No DOM, no clock.

import type { Signal } from "../core/mls/signal.ts";
import type { ParticipantId } from "../protocol/ids.ts";

export type GoOn = Omit<Extract<Signal, { type: "go-on" }>, "type">;

export type LimitsModel = {
  /** When the operator's limit ends the meeting, in ms since 1970; null without one. */
  readonly endsAt: number | null;
  /** The newest time that somebody found the meeting full, with how many. */
  readonly full: { readonly id: number; readonly most: number } | null;
  /** The meeting to go on in, by whom; null while nobody made one. */
  readonly goOn: (GoOn & { readonly by: ParticipantId }) | null;
};

export class CallLimits {
  #model: LimitsModel = { endsAt: null, full: null, goOn: null };

  get model(): LimitsModel {
    return this.#model;
  }

  /** @param now in ms since 1970: that clock goes on while the machine sleeps. */
  handleEndsIn(ms: number, now: number): void {
    this.#model = { ...this.#model, endsAt: now + ms };
  }

  handleFull(most: number): void {
    this.#model = { ...this.#model, full: { id: (this.#model.full?.id ?? 0) + 1, most } };
  }

  handleGoOn(by: ParticipantId, { meetingId, fragment }: GoOn): void {
    this.#model = { ...this.#model, goOn: { by, meetingId, fragment } };
  }
}
