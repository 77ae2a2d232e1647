// The wait for the end of the meetings that are under way.

import type { LiveMeetings } from "./meetings.ts";

/** Longer keeps an empty server from ending. */
const LOOK_MS = 200;

/** Resolves when nobody is in a meeting, or after so many seconds. */
export function emptied(meetings: LiveMeetings, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  return new Promise((resolve) => {
    const look = () => {
      const isOver = meetings.counts().participants === 0 || performance.now() >= deadline;
      if (isOver) resolve();
      else setTimeout(look, LOOK_MS);
    };
    look();
  });
}
