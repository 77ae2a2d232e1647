// The connection on the page: what is said while it is gone, and how somebody's weak one is explained.

import { beforeEach, expect, jest, test } from "bun:test";
import { troubleOf } from "../../../../src/client/pages/connection-view.ts";
import { person } from "./call-fixture.ts";
import { inCall, said } from "./page-fixture.ts";

beforeEach(() => {
  jest.useRealTimers();
  Object.assign(navigator, { onLine: true });
});

test("what is wrong is told apart", () => {
  const table = [
    [true, true, true, ""],
    [false, false, true, "both"],
    [true, false, true, "media"],
    [false, true, true, "socket"],
    [false, false, false, "offline"],
  ] as const;
  for (const [isSocketUp, isMediaUp, isOnline, trouble] of table) {
    expect(troubleOf({ isSocketUp, isMediaUp }, isOnline)).toBe(trouble);
  }
});

test("a short loss is not worth a word; a longer one is said, and that it is over", () => {
  jest.useFakeTimers();
  const { meeting, show } = inCall();
  show({ isSocketUp: false });
  jest.advanceTimersByTime(1_000);
  show({ isSocketUp: true });
  jest.advanceTimersByTime(5_000);
  expect([meeting.connectionWords, said(meeting)]).toEqual(["", []]);
  show({ isMediaUp: false });
  jest.advanceTimersByTime(2_000);
  expect(meeting.connectionWords).toStartWith("Sound and picture have stopped");
  expect(meeting.spoken).toBe(meeting.connectionWords);
  show({ isSocketUp: false });
  expect(meeting.connectionWords).toStartWith("The connection is gone");
  show({ isSocketUp: true, isMediaUp: true });
  expect([meeting.connectionWords, said(meeting)]).toEqual(["", ["Connected again"]]);
});

test("a weak connection is named with whose it is, and one's own with what helps", () => {
  const { meeting } = inCall({
    participants: [
      person("Me", { network: "poor" }),
      person("Ada", { network: "weak" }),
      person("Bo"),
    ],
  });
  expect(meeting.tiles.map(({ networkLabel }) => networkLabel)).toEqual([
    "You: connection very weak",
    "Ada: connection weak",
    "",
  ]);
  expect(meeting.tiles[0]?.networkWords).toContain("Switching your camera off");
  expect(meeting.tiles[1]?.networkWords).toContain("Ada’s connection is weak");
});
