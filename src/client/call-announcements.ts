// What this person tells everyone in the call beside what they say: a recording, an answer to one, the way to go on, the state of the connection.

import type { NetworkLevel } from "../core/mls/signal.ts";
import type { ParticipantId } from "../protocol/ids.ts";
import type { GoOn } from "./call-limits.ts";
import type { PageSignal } from "./call-messages.ts";
import type { CallState } from "./call-state.ts";

export class CallAnnouncements {
  readonly #state: CallState;
  readonly #say: (signal: PageSignal) => void;
  readonly #handleChange: () => void;

  constructor(state: CallState, say: (signal: PageSignal) => void, handleChange: () => void) {
    this.#state = state;
    this.#say = say;
    this.#handleChange = handleChange;
  }

  /** Everybody is asked; who doesn't answer, or refuses, isn't in it. */
  record(isOn: boolean): void {
    this.#tell(this.#state.recordings.handleOwn(isOn));
  }

  answerRecording(by: ParticipantId, isAgreed: boolean): void {
    const answer = this.#state.recordings.handleOwnAnswer(by, isAgreed);
    if (answer !== null) this.#tell(answer);
  }

  goOn(next: GoOn): void {
    if (this.#state.selfId !== null) this.#state.limits.handleGoOn(this.#state.selfId, next);
    this.#tell({ type: "go-on", ...next });
  }

  network(level: NetworkLevel): void {
    if (this.#state.ownNetwork === level) return;
    this.#state.ownNetwork = level;
    this.#tell({ type: "network", level });
  }

  /** In a group that one has just come into: others tell it to newcomers by themselves. */
  retell(): void {
    const { recordings, ownNetwork } = this.#state;
    if (recordings.own !== null) this.#say(recordings.own);
    if (ownNetwork !== "good") this.#say({ type: "network", level: ownNetwork });
  }

  #tell(signal: PageSignal): void {
    this.#say(signal);
    this.#handleChange();
  }
}
