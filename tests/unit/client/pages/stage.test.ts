// The stage of a meeting page in a call: what a person chooses, what is told, and what the server is asked for.

import { expect, test } from "bun:test";
import type { ShownTiles } from "../../../../src/client/view-request.ts";
import { idOf, person } from "./call-fixture.ts";
import { inCall, said } from "./page-fixture.ts";

const DESKTOP = { width: 1_256, height: 652, isRtl: false, pixelRatio: 2 };

function onStage(names: readonly string[]) {
  const page = inCall({ participants: names.map((name) => person(name)) });
  const shown: Pick<ShownTiles, "pinned" | "visible">[] = [];
  const { call } = page.meeting.inside;
  if (call === null) throw new Error("no call");
  Object.assign(call, { setShown: (one: (typeof shown)[number]) => void shown.push(one) });
  const measure = (parts: Partial<typeof DESKTOP> = {}) =>
    page.meeting.handleStage(
      new CustomEvent("stage-measured", { detail: { ...DESKTOP, ...parts } }),
    );
  measure();
  const asked = () => {
    const { pinned = [], visible = [] } = shown.at(-1) ?? {};
    return [pinned, visible].map((list) => list.map(({ participantId }) => participantId));
  };
  return { ...page, measure, asked, shown };
}

const CROWD = ["Me", ...Array.from({ length: 40 }, (_, index) => `P${index}`)];

test("asks for the page in sight, and for what is large first, in pixels of the screen", () => {
  const { meeting, asked, shown } = onStage(CROWD);
  expect([meeting.pages, meeting.stageTiles.length, asked()[1]?.length]).toEqual([3, 14, 14]);
  meeting.turnBy(1);
  expect(asked()).toEqual([[], CROWD.slice(14, 28).map(idOf)]);
  meeting.togglePin(idOf("P30"));
  expect(asked()[0]).toEqual([idOf("P30")]);
  const height = meeting.stageTiles.find(({ isPinned }) => isPinned)?.place.height ?? 0;
  expect(shown.at(-1)?.pinned[0]?.height).toBe(2 * height);
});

test("asks for the faces in the small window too, whatever page is in sight", () => {
  const { meeting, asked } = onStage(CROWD);
  meeting.turnBy(2);
  expect(asked()[1]).not.toContain(idOf("P0"));
  meeting.isFloating = true;
  meeting.arrange();
  expect(asked()[1]?.slice(0, 4)).toEqual(meeting.faces.map(({ id }) => id));
  expect(asked()[1]).toContain(idOf("P0"));
});

test("turns no further than to the last page, and back to it when there is room for more", () => {
  const { meeting, measure } = onStage(CROWD);
  measure({ width: 366, height: 690 });
  for (let turn = 0; turn < 9; turn++) meeting.turnBy(1);
  expect([meeting.page, meeting.pages]).toEqual([4, 5]);
  expect(meeting.dots).toEqual([0, 1, 2, 3, 4]);
  measure();
  expect([meeting.page, meeting.pages]).toEqual([2, 3]);
});

test("keeps the newest four pins, and none of who is unpinned", () => {
  const { meeting } = onStage(CROWD);
  for (const name of ["P1", "P2", "P3", "P4", "P5"]) meeting.togglePin(idOf(name));
  expect(meeting.pins).toEqual(["P2", "P3", "P4", "P5"].map(idOf));
  meeting.togglePin(idOf("P3"));
  expect(meeting.stageTiles.filter(({ isLarge }) => isLarge).map(({ label }) => label)).toEqual([
    "P2",
    "P4",
    "P5",
  ]);
});

test("whoever comes into the spotlight, or out of it, is told", () => {
  const { meeting, show } = onStage(["Me", "Ada"]);
  show({ spotlight: [idOf("Me")] });
  show({ spotlight: [idOf("Me")] });
  show({ spotlight: [idOf("Ada")] });
  expect(said(meeting)).toEqual([
    "You’re in the spotlight: everyone sees you large",
    "You’re out of the spotlight",
  ]);
});

test("a host puts somebody into the spotlight, and takes them out", () => {
  const { meeting, show, acts } = onStage(["Me", "Ada"]);
  meeting.toggleSpotlight(idOf("Ada"));
  show({ spotlight: [idOf("Ada")] });
  meeting.toggleSpotlight(idOf("Ada"));
  const act = { type: "spotlight", participantId: idOf("Ada") } as const;
  expect(acts).toEqual([
    { ...act, isOn: true },
    { ...act, isOn: false },
  ]);
});

test("one's own picture floats over one other, moves from corner to corner, and can be hidden", () => {
  const { meeting } = onStage(["Me", "Ada"]);
  const own = () => meeting.stageTiles.find(({ isSelf }) => isSelf);
  const [before, corners] = [own()?.place, new Set<string>()];
  expect(own()?.isFloating).toBe(true);
  for (let turn = 0; turn < 4; turn++) {
    meeting.moveSelfOn();
    corners.add(JSON.stringify(own()?.place));
  }
  expect([corners.size, own()?.place]).toEqual([4, before]);
  meeting.toggleSelf();
  expect(own()).toBeUndefined();
  meeting.toggleSelf();
  expect(own()?.isMirrored).toBe(true);
  meeting.toggleMirror();
  expect(own()?.isMirrored).toBe(false);
});

test("of two screens the first is large until another is chosen, which is in the strip", () => {
  const { meeting, show, asked } = onStage(["Me", "Ada", "Ben"]);
  const share = (...sharing: readonly string[]) =>
    show({
      participants: ["Me", "Ada", "Ben"].map((name) =>
        person(name, { isSharing: sharing.includes(name) }),
      ),
    });
  share("Ben");
  share("Ada", "Ben");
  const large = () => meeting.stageScreens.map(({ id, isLarge }) => [id, isLarge]);
  expect(large()).toEqual([
    [idOf("Ada"), false],
    [idOf("Ben"), true],
  ]);
  meeting.showScreen(idOf("Ada"));
  expect(large()[0]).toEqual([idOf("Ada"), true]);
  expect(asked()[0]).toEqual([idOf("Ada")]);
  share("Ben");
  expect(large()).toEqual([[idOf("Ben"), true]]);
});
