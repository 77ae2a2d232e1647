// When a call that was lost is tried again. Seen to fail with an overload that ends the call at once, with one that is
// tried again for ever, and with a first entry that is.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Failure } from "../../../src/client/failure.ts";
import { Reentry } from "../../../src/client/reentry.ts";

let reentry: Reentry;

beforeEach(() => {
  reentry = new Reentry();
  reentry.handleJoined();
});

test.each<Failure>(["server-gone", "shutting-down", "unknown-session", "group-lost"])(
  "%s: every second, for a minute",
  (failure) => {
    expect(reentry.pauseMs(failure, 1_000)).toBe(1_000);
    expect(reentry.pauseMs(failure, 61_000)).toBe(1_000);
    expect(reentry.pauseMs(failure, 61_001)).toBeNull();
  },
);

test("a minute from the last time that one was in", () => {
  expect(reentry.pauseMs("server-gone", 1_000)).toBe(1_000);
  reentry.handleJoined();
  expect(reentry.pauseMs("server-gone", 90_000)).toBe(1_000);
});

test.each<Failure | null>(["removed", "ended", "broken-rules", "wrong-link", "worker-lost", null])(
  "%s: never",
  (failure) => expect(reentry.pauseMs(failure, 1_000)).toBeNull(),
);

test("who was never in is told", () => {
  for (const failure of ["server-gone", "overloaded"] as const) {
    expect(new Reentry().pauseMs(failure, 1_000)).toBeNull();
  }
});

describe("too much for the server", () => {
  test("is slowed down and comes back, however long ago it was lost first", () => {
    expect(reentry.pauseMs("server-gone", 0)).toBe(1_000);
    expect(reentry.pauseMs("overloaded", 100_000)).toBe(4_000);
  });

  test("again and again, each time later; then the person is told", () => {
    const pauses: (number | null)[] = [];
    for (let time = 0; time < 5; time++) {
      pauses.push(reentry.pauseMs("overloaded", time * 60_000));
      reentry.handleJoined();
    }
    expect(pauses).toEqual([4_000, 8_000, 16_000, null, null]);
  });

  test("is forgotten after ten quiet minutes", () => {
    for (let time = 0; time < 3; time++) reentry.pauseMs("overloaded", time);
    reentry.handleJoined();
    expect(reentry.pauseMs("overloaded", 600_003)).toBe(4_000);
  });
});
