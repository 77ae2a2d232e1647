// What the page is told of a slot, as stories of frames that open and frames that are dropped.

import { expect, test } from "bun:test";
import type { FromFrameWorker } from "../../../src/client/frame-messages.ts";
import { REPEAT_MS, SlotMonitor, TROUBLE_MS } from "../../../src/client/workers/slot-monitor.ts";
import type { FrameDrop } from "../../../src/core/sframe/frame-drop.ts";
import { at, participant } from "./support.ts";

/** "ok" or a drop at a time; gives the types of what the page was told. */
function story(...events: readonly (readonly ["ok" | FrameDrop, number])[]): string[] {
  const monitor = new SlotMonitor("video", 0);
  const told: FromFrameWorker[] = [];
  for (const [event, ms] of events) {
    if (event === "ok") monitor.handleOpened(participant(1), "camera", at(ms), told);
    else monitor.handleDropped(event, at(ms), told);
  }
  return told.map((message) => (message.type === "trouble" ? message.drop : message.type));
}

test.each([
  ["the first frame labels the slot", [["ok", 10]], ["label"]],
  [
    "the next ones don't",
    [
      ["ok", 10],
      ["ok", 50],
      ["ok", 90],
    ],
    ["label"],
  ],
  [
    "after a silence the page is told again, for it may have emptied the tile",
    [
      ["ok", 10],
      ["ok", 2000],
    ],
    ["label", "label"],
  ],
  [
    "a drop or two are no trouble",
    [
      ["no-epoch", 10],
      ["no-epoch", 900],
      ["ok", 950],
    ],
    ["label"],
  ],
  [
    "a second of drops is, for the latest reason",
    [
      ["no-epoch", 10],
      ["no-epoch", 500],
      ["bad-tag", 10 + TROUBLE_MS],
    ],
    ["bad-tag"],
  ],
  [
    "trouble is told again after a while, not with each frame",
    [
      ["bad-tag", 0],
      ["bad-tag", 900],
      ["bad-tag", 1000],
      ["bad-tag", 1900],
      ["bad-tag", 2800],
      ["bad-tag", 1000 + REPEAT_MS],
    ],
    ["bad-tag", "bad-tag"],
  ],
  [
    "a frame that opens ends the trouble",
    [
      ["bad-tag", 0],
      ["bad-tag", 800],
      ["bad-tag", 1600],
      ["ok", 1700],
    ],
    ["bad-tag", "label", "recovered"],
  ],
  [
    "drops far apart aren't one trouble",
    [
      ["bad-tag", 0],
      ["bad-tag", 5000],
    ],
    [],
  ],
  [
    "copies of frames already shown are no trouble",
    [
      ["replayed", 0],
      ["replayed", 700],
      ["replayed", 1400],
      ["replayed", 2100],
    ],
    [],
  ],
] as const)("%s", (_, events, told) => {
  expect(story(...events)).toEqual([...told]);
});

test("while frames come, the label is repeated now and then", () => {
  const frames = Array.from({ length: 100 }, (_, index) => ["ok", index * 50] as const);
  expect(story(...frames).length).toBe(3);
});
