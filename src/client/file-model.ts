// A file in the chat as the page shows it: where it is on its way.

import type { FileFailure } from "../core/file/taker.ts";
import type { FileReject } from "../protocol/socket-messages.ts";

/** "unreadable": the browser no longer lets us read what the person chose. */
export type FileProblem = FileFailure | FileReject | "unreadable" | "empty";

/*
 * one's own:  preparing ──> offered ──> ended
 * another's:  offered ──get──> waiting ──> coming ──> here
 *                ^──────cancel, failed──────┘
 * `ended` by its author, who may also have left.
 */
export type FileState = {
  readonly step: "preparing" | "offered" | "waiting" | "coming" | "here" | "ended";
  /** From 0 to 1: of what is made ready, of what came, of what the slowest taker was given. */
  readonly progress: number;
  /** Of one's own: who takes it now, and who has it. */
  readonly getting: number;
  readonly taken: number;
  /** Why it isn't here, or can't be given. */
  readonly problem: FileProblem | null;
  /** All of it, once it is here: what its author announced, to the byte. Of one's own what was chosen. */
  readonly blob: Blob | null;
};

export const NEW_FILE: FileState = {
  step: "offered",
  progress: 0,
  getting: 0,
  taken: 0,
  problem: null,
  blob: null,
};
