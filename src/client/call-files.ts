// How far the files of a call are, and which are here.

import type { LineRef } from "./chat-model.ts";
import type { FileState } from "./file-model.ts";

/** As many as there are lines of chat: a member could offer without end. */
const FILES_MAX = 1_000;

export type FileStates = Readonly<Record<string, FileState>>;

export function lineKey({ author, id }: LineRef): string {
  return `${author}/${id}`;
}

export class CallFiles {
  #states: FileStates = {};

  get states(): FileStates {
    return this.#states;
  }

  /** What is here stays here, also when its author goes; and one's own is here from the beginning. */
  handleState(line: LineRef, state: FileState): void {
    const key = lineKey(line);
    const before = this.#states[key];
    if (before?.step === "here") return;
    const blob = state.blob ?? before?.blob ?? null;
    const others = Object.entries(this.#states).filter(([known]) => known !== key);
    this.#states = Object.fromEntries([...others.slice(1 - FILES_MAX), [key, { ...state, blob }]]);
  }

  handleCallLost(): void {
    const ended = Object.entries(this.#states).map(([key, state]) => [
      key,
      state.step === "here" ? state : { ...state, step: "ended", getting: 0 },
    ]);
    this.#states = Object.fromEntries(ended);
  }
}
