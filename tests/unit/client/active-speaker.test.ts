// Who is large because they speak, over time. People are letters.

import { expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import { ActiveSpeaker } from "../../../src/client/active-speaker.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";

const ids = (text: string) => new Set([...text] as ParticipantId[]);

/** Tells who speaks from each moment on, in steps of 100 ms. @returns who is large at each. */
function talk(turns: readonly (readonly [ms: number, speaking: string])[], present = "abc") {
  const speaker = new ActiveSpeaker();
  let now = 0;
  const large: string[] = [];
  for (const [ms, speaking] of turns) {
    for (const end = now + ms; now < end; now += 100) {
      speaker.handleSpeaking(ids(speaking), ids(present), now as Millis);
      if (speaker.current !== large.at(-1)) large.push(speaker.current ?? "-");
      if (speaker.current === null && large.at(-1) !== "-") large.push("-");
    }
  }
  return { large: large.join("").replace(/^-+/, ""), speaker };
}

test.each<[string, Parameters<typeof talk>[0], string]>([
  ["the first who speaks, at once", [[100, "a"]], "a"],
  [
    "the next, when the first is done",
    [
      [3_000, "a"],
      [2_000, "b"],
    ],
    "ab",
  ],
  [
    "nobody who says yes in between",
    [
      [3_000, "a"],
      [400, "b"],
      [3_000, "a"],
    ],
    "a",
  ],
  [
    "nobody while the first goes on",
    [
      [3_000, "a"],
      [5_000, "ab"],
    ],
    "a",
  ],
  [
    "nobody for a pause between words",
    [
      [3_000, "a"],
      [400, ""],
      [3_000, "a"],
    ],
    "a",
  ],
  [
    "who spoke last stays in silence",
    [
      [3_000, "a"],
      [9_000, ""],
    ],
    "a",
  ],
  [
    "a quick talk doesn't jump",
    [
      [1_000, "a"],
      [700, "b"],
      [700, "a"],
      [700, "b"],
    ],
    "a",
  ],
  [
    "words with pauses are one turn",
    [
      [3_000, "a"],
      [300, "b"],
      [300, ""],
      [400, "b"],
    ],
    "ab",
  ],
])("%s", (_, turns, expected) => {
  expect(talk(turns).large).toBe(expected);
});

test("who left isn't large any more", () => {
  const { speaker } = talk([[1_000, "a"]]);
  speaker.handleSpeaking(ids(""), ids("bc"), 2_000 as Millis);
  expect(speaker.current).toBeNull();
});

test("says when the next is due, and then it is them", () => {
  const { speaker } = talk([
    [3_000, "a"],
    [100, "b"],
  ]);
  const due = speaker.nextWakeup();
  expect(due).toBe(3_800 as Millis);
  speaker.handleSpeaking(ids("b"), ids("abc"), 3_799 as Millis);
  expect(String(speaker.current)).toBe("a");
  speaker.handleSpeaking(ids("b"), ids("abc"), 3_800 as Millis);
  expect(String(speaker.current)).toBe("b");
  expect(speaker.nextWakeup()).toBeNull();
});

test("who coughed was not heard, who spoke was", () => {
  const { speaker } = talk([
    [200, "a"],
    [3_000, "b"],
  ]);
  expect(speaker.heardAt("a" as ParticipantId)).toBeNull();
  expect(speaker.heardAt("b" as ParticipantId)).toBe(3_100);
});
