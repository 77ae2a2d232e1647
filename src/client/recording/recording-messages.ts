// What the page and the recording worker say to each other.

export type ToRecordingWorker =
  /** Once. Answered by `opened`, or `failed`. */
  | { readonly type: "open"; readonly name: string }
  | { readonly type: "write"; readonly bytes: ArrayBuffer }
  /** Answers each `tick`; it took so long. */
  | { readonly type: "drawn"; readonly ms: number }
  /** Answered by `closed`: all is on the disk. */
  | { readonly type: "close" };

export type FromRecordingWorker =
  | { readonly type: "opened" }
  /** Time for the next picture; none comes before this one is drawn. */
  | { readonly type: "tick" }
  /** What was written before stays. */
  | { readonly type: "failed"; readonly reason: "no-storage" | "full" }
  | { readonly type: "closed" };

/** The folder of the browser's own file system (OPFS) that recordings lie in. */
export const RECORDINGS_FOLDER = "recordings";

/** Held by the worker as long as it writes; the browser lets go of it with the tab. */
export function recordingLock(name: string): string {
  return `conclave/1 ${name}`;
}
