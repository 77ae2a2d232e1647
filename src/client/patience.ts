// Comes back by itself to a server that is busy, so that no person has to: it works for its try, and waits between tries.

import type { RandomBytes } from "../base/random.ts";
import type { Result } from "../base/result.ts";
import { puzzle, type Work } from "../protocol/entry-messages.ts";
import type { MeetingId } from "../protocol/ids.ts";
import type { Failure } from "./failure.ts";
import type { Fetch } from "./post.ts";
import { postFor } from "./post.ts";
import { solve } from "./work.ts";

/** With these waits a minute and a half. More leaves a person before a server that never answers. */
const TRIES_MAX = 16;

/** Shorter adds to what the server is busy with, longer keeps people waiting once it isn't. */
const WAIT_MS_MIN = 500;
const WAIT_MS_MAX = 8_000;

/** What a server says that has too much to do, or from an address that too many come from. */
const BUSY: ReadonlySet<Failure> = new Set(["overloaded", "too-many-attempts"]);

const NOTHING = new Uint8Array(0);

export type Patience = {
  /** Which meeting's node gives the puzzle, and takes the work. */
  readonly meetingId: MeetingId;
  readonly fetch: Fetch;
  readonly random: RandomBytes;
  /** Aborted when the person left. */
  readonly signal: AbortSignal;
  readonly wait: (ms: number) => Promise<void>;
};

/** Solved work for the next try. Whoever hands it to the server with success takes it out. */
export type Purse = { work: Work | null };

export function waitFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** `attempt`, as often as it takes. @returns the last that it returned. */
export async function patiently<T>(
  attempt: (purse: Purse) => Promise<Result<T, Failure>>,
  patience: Patience,
): Promise<Result<T, Failure>> {
  const purse: Purse = { work: null };
  for (let tries = 1; ; tries++) {
    const hadWork = purse.work !== null;
    const result = await attempt(purse);
    const isOver = result.ok || !BUSY.has(result.reason) || tries === TRIES_MAX;
    if (isOver || patience.signal.aborted) return result;
    // The work is the wait; who has done it, and was refused all the same, waits beside.
    if (hadWork || tries > 2) await patience.wait(waitMs(tries, patience.random));
    purse.work ??= await newWork(patience);
  }
}

/** Half of it is chance, so that a crowd that was refused together doesn't come back together. */
function waitMs(tries: number, random: RandomBytes): number {
  const ms = Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** (tries - 1));
  return ms * ((1 + (random(1)[0] ?? 0) / 255) / 2);
}

/** @returns null when the server gives no puzzle, or none that we solve. */
async function newWork({ meetingId, fetch, signal }: Patience): Promise<Work | null> {
  const offered = await postFor(fetch, "/api/puzzles", NOTHING, puzzle, meetingId);
  return offered.ok ? solve(offered.value, signal) : null;
}
