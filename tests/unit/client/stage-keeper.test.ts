// The stage over time: who speaks comes to the first page, who was large goes where the next came from. People are letters.

import { expect, test } from "bun:test";
import type { Millis } from "../../../src/base/time.ts";
import type { StageNow } from "../../../src/client/stage-keeper.ts";
import { StageKeeper } from "../../../src/client/stage-keeper.ts";
import type { StageItem } from "../../../src/client/stage-plan.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";

/** Nine to a page. */
const PHONE = { width: 366, height: 690, isRtl: false };
const DESKTOP = { width: 1256, height: 652, isRtl: false };

const text = (items: readonly StageItem[]) => items.map(({ id }) => id).join("");

class Stage {
  readonly keeper = new StageKeeper();
  now = 0;
  people = "abcdefghijklmnop";
  dark = "";
  hands = "";
  readonly parts: Partial<StageNow>;
  readonly shape;

  constructor(shape: typeof PHONE, parts: Partial<StageNow> = {}) {
    this.shape = shape;
    this.parts = parts;
  }

  /** Lets `speaking` speak for so long. @returns who is large, then who is on the page. */
  pass(ms: number, speaking = "", page = 0): string {
    let seen = "";
    for (const end = this.now + ms; this.now <= end; this.now += 100) {
      const people = [...this.people].map((id) => ({
        id: id as ParticipantId,
        isSelf: false,
        isSpeaking: speaking.includes(id),
        isCameraOn: !this.dark.includes(id),
        hand: this.hands.indexOf(id) + 1,
      }));
      const { plan, layout } = this.keeper.arrange(
        {
          mode: "gallery",
          people,
          screens: [],
          pins: [],
          spotlight: [],
          isSelfShown: true,
          corner: "top-end",
          page,
          ...this.parts,
        },
        this.shape,
        this.now as Millis,
      );
      const onPage = plan.rest.slice(layout.first, layout.first + layout.rest.length);
      seen = `${text(plan.main)}|${text(onPage)}`;
    }
    return seen;
  }
}

test("who speaks from another page changes places with one who is silent, and only those two", () => {
  const stage = new Stage(PHONE);
  expect(stage.pass(1_000)).toBe("|abcdefgh");
  expect(stage.pass(2_000, "k")).toBe("|abcdefgk");
  expect(stage.pass(9_000)).toBe("|abcdefgk");
  expect(stage.pass(2_000, "p")).toBe("|abcdefpk");
});

test("a page has as many as come in pictures, and more where some show none", () => {
  const stage = new Stage(DESKTOP);
  stage.people = "abcdefghijklmnopqrstuvwxy";
  const seen = () => stage.pass(0).length - 1;
  expect(seen()).toBe(13);
  stage.dark = "abcdefghi";
  expect(seen()).toBe(25);
});

test("nobody leaves a page that is looked at, other than the first", () => {
  const stage = new Stage(PHONE);
  stage.pass(1_000);
  expect(stage.pass(2_000, "k", 1)).toBe("|ijklmnop");
  expect(stage.pass(100, "", 0)).toBe("|abcdefgk");
});

test("a raised hand comes first of all, pictures before initials", () => {
  const stage = new Stage(PHONE);
  stage.dark = "c";
  expect(stage.pass(200)).toBe("|abidefgh");
  stage.hands = "p";
  stage.pass(3_000, "abidefgh");
  expect(stage.pass(200)).toContain("p");
});

test("who was large goes where the next one came from", () => {
  const stage = new Stage(DESKTOP, { mode: "speaker" });
  stage.people = "abcd";
  expect(stage.pass(100)).toBe("a|bcd");
  expect(stage.pass(3_000, "c")).toBe("c|bad");
  expect(stage.pass(3_000, "d")).toBe("d|bac");
});
