// Who records the call, and who agreed to be in it: nobody is in a recording who didn't say yes. No DOM, no clock.

import type { Signal } from "../core/mls/signal.ts";
import type { ParticipantId } from "../protocol/ids.ts";

type Recording = Extract<Signal, { type: "recording" }>;
type Answer = Extract<Signal, { type: "recording-answer" }>;

/** Of somebody else. */
export type RecordingView = {
  readonly by: ParticipantId;
  readonly name: string;
  /** Counts the recordings of who makes it: each is asked for anew. */
  readonly id: number;
  /** What this person answered; null while they haven't. */
  readonly answer: boolean | null;
};

export type OwnRecordingView = {
  /** Besides oneself. */
  readonly agreed: ReadonlySet<ParticipantId>;
  readonly refused: ReadonlySet<ParticipantId>;
};

export class CallRecordings {
  #id = 0;
  #isOn = false;
  readonly #answers = new Map<ParticipantId, boolean>();
  readonly #others = new Map<ParticipantId, { readonly id: number; answer: boolean | null }>();

  /** What one tells of one's own from now on. */
  handleOwn(isOn: boolean): Recording {
    if (isOn && !this.#isOn) this.#id++;
    this.#isOn = isOn;
    this.#answers.clear();
    return { type: "recording", id: this.#id, isOn };
  }

  handleOwnAnswer(by: ParticipantId, isAgreed: boolean): Answer | null {
    const recording = this.#others.get(by);
    if (recording === undefined) return null;
    recording.answer = isAgreed;
    return { type: "recording-answer", target: by, id: recording.id, isAgreed };
  }

  handleRecording(from: ParticipantId, { id, isOn }: Recording): void {
    if (!isOn) this.#others.delete(from);
    else if (this.#others.get(from)?.id !== id) this.#others.set(from, { id, answer: null });
  }

  /** To a recording that is over, or to another's, it is no answer. */
  handleAnswer(from: ParticipantId, selfId: ParticipantId | null, answer: Answer): void {
    const isOurs = answer.target === selfId && answer.id === this.#id && this.#isOn;
    if (isOurs) this.#answers.set(from, answer.isAgreed);
  }

  /** Whoever comes back is somebody new, and is asked. */
  handleGone(id: ParticipantId): void {
    this.#answers.delete(id);
    this.#others.delete(id);
  }

  /** To be told again in a new group. */
  get own(): Recording | null {
    return this.#isOn ? { type: "recording", id: this.#id, isOn: true } : null;
  }

  get ownView(): OwnRecordingView | null {
    if (!this.#isOn) return null;
    const whoSaid = (isAgreed: boolean) =>
      new Set([...this.#answers].flatMap(([id, said]) => (said === isAgreed ? [id] : [])));
    return { agreed: whoSaid(true), refused: whoSaid(false) };
  }

  views(nameOf: (id: ParticipantId) => string): readonly RecordingView[] {
    return [...this.#others].map(([by, { id, answer }]) => ({ by, name: nameOf(by), id, answer }));
  }
}
