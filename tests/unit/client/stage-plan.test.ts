// Who is large and who isn't. People are letters, "m" is oneself, screens end in "!".

import { expect, test } from "bun:test";
import type { StageItem, StageWishes } from "../../../src/client/stage-plan.ts";
import { planStage } from "../../../src/client/stage-plan.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";

const ids = (text: string) => [...text] as ParticipantId[];
const text = (items: readonly StageItem[]) =>
  items.map(({ id, source }) => (source === "screen" ? `${id}!` : id)).join("");

type Given = {
  readonly others?: string;
  readonly pins?: string;
  readonly spotlight?: string;
  readonly screens?: string;
  readonly active?: string;
  readonly mode?: StageWishes["mode"];
  readonly isSelfShown?: boolean;
};

function plan({ others = "abcd", pins = "", spotlight = "", screens = "", ...more }: Given) {
  const { main, rest, floating } = planStage({
    mode: more.mode ?? "gallery",
    self: "m" as ParticipantId,
    others: ids(others),
    screens: ids(screens),
    pins: ids(pins),
    spotlight: ids(spotlight),
    active: (more.active ?? null) as ParticipantId | null,
    isSelfShown: more.isSelfShown ?? true,
  });
  return `${text(main)}|${text(rest)}|${floating ?? ""}`;
}

const SPEAKER = { mode: "speaker" } as const;

test.each<[string, Given, string]>([
  ["a gallery: all alike, oneself first", {}, "|mabcd|"],
  ["alone: only oneself, even when hidden", { others: "", isSelfShown: false }, "|m|"],
  ["with one other: that one, and oneself floating", { others: "a" }, "|a|m"],
  ["hidden from oneself", { isSelfShown: false }, "|abcd|"],
  ["who speaks is large, oneself floats", { ...SPEAKER, active: "c" }, "c|abd|m"],
  ["before anybody has spoken, the first", SPEAKER, "a|bcd|m"],
  ["who speaks has left", { ...SPEAKER, active: "z" }, "a|bcd|m"],
  ["a pin, in a gallery", { pins: "b" }, "b|acd|m"],
  ["pins before who speaks", { ...SPEAKER, active: "c", pins: "bd" }, "bd|ac|m"],
  ["a pin of somebody who left", { pins: "z" }, "|mabcd|"],
  ["oneself pinned doesn't float", { pins: "m" }, "m|abcd|"],
  ["the spotlight", { spotlight: "d" }, "d|abc|m"],
  ["one's own pin before the host's spotlight", { spotlight: "d", pins: "a" }, "a|bcd|m"],
  ["oneself in the spotlight sees the others as before", { spotlight: "m" }, "|mabcd|"],
  ["a screen, and nobody over it", { screens: "a" }, "a!|mabcd|"],
  ["a second screen is first in the strip", { screens: "ba" }, "b!|ma!abcd|"],
  [
    "who is in the spotlight is first beside a screen",
    { screens: "a", spotlight: "d" },
    "a!|mdabc|",
  ],
  ["a pin beside a screen", { screens: "a", pins: "d" }, "a!d|mabc|"],
  ["a screen of the only other", { others: "a", screens: "a" }, "a!|ma|"],
])("%s", (_, given, expected) => {
  expect(plan(given)).toBe(expected);
});
