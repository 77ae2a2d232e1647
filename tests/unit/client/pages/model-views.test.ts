// What the page makes of a call's model: tiles, and sentences about who came and went.

import { describe, expect, test } from "bun:test";
import type { CallModel } from "../../../../src/client/call-model.ts";
import {
  arrivalsBetween,
  handsBetween,
  knocksBetween,
} from "../../../../src/client/pages/arrivals.ts";
import { elapsedText } from "../../../../src/client/pages/elapsed.ts";
import { tilesOf } from "../../../../src/client/pages/tile-view.ts";
import { call, idOf, person } from "./call-fixture.ts";

const OWN = { video: null, isMicOn: true, isCameraOn: false, isSpeaking: false };

describe("tiles", () => {
  test("name people as the model does, and oneself as you", () => {
    expect(tilesOf(call(["Me", "Ada"]), OWN).map(({ label }) => label)).toEqual([
      "Me (you)",
      "Ada",
    ]);
  });

  test("show oneself as this browser knows it, not as the model says", () => {
    const [tile] = tilesOf(call([person("Me", { isMicOn: false, isCameraOn: true })]), OWN);
    expect(tile).toMatchObject({ isMicOn: true, isCameraOn: false, video: null });
  });

  test("never say that somebody muted speaks", () => {
    const [tile] = tilesOf(call([person("Ada", { isMicOn: false, isSpeaking: true })]), OWN);
    expect(tile?.isSpeaking).toBe(false);
  });

  test("show no trouble of a camera that is off", () => {
    const shown = (isCameraOn: boolean) =>
      tilesOf(call([person("Ada", { isCameraOn, trouble: "stalled" })]), OWN)[0]?.trouble;
    expect([shown(true), shown(false)]).toEqual(["stalled", null]);
  });
});

describe("tiles of a lively call", () => {
  test("number raised hands by the queue, in words too", () => {
    const model = call(["Me", person("Ada", { hand: 1 }), person("Bo", { hand: 2 })]);
    const tiles = tilesOf(model, OWN, [idOf("Bo"), idOf("Ada")]);
    expect(tiles.map(({ hand }) => hand)).toEqual([0, 2, 1]);
    expect(tiles[2]?.spoken).toContain("hand raised, number 1");
    expect(tiles[0]?.spoken).not.toContain("hand");
  });

  test("carry their own reactions, the last five", () => {
    const reactions = Array.from({ length: 7 }, (_, id) => ({
      id,
      from: idOf(id === 3 ? "Bo" : "Ada"),
      name: "",
      emoji: "👍",
    }));
    const tiles = tilesOf(call(["Me", "Ada", "Bo"], { reactions }), OWN);
    const ids = tiles.map((tile) => tile.reactions.map(({ id }) => id));
    expect(ids).toEqual([[], [1, 2, 4, 5, 6], [3]]);
  });
});

describe("knocks and hands", () => {
  const knocks = (...names: string[]) => names.map((name) => ({ id: idOf(name), name }));

  test("of those who came to the door are told by name, once", () => {
    const before = call(["Me"], { waiting: knocks("Ben") });
    expect(knocksBetween(null, before)).toBe("Ben is at the door");
    expect(knocksBetween(before, before)).toBe("");
    const more = call(["Me"], { waiting: knocks("Ben", "Cy", "Di") });
    expect(knocksBetween(before, more)).toBe("Cy and Di are at the door");
  });

  test("of others are told when they go up, not one’s own and not those found on entering", () => {
    const up = call([person("Me", { hand: 1 }), person("Ada", { hand: 1 })]);
    expect(handsBetween(call(["Me", "Ada"]), up)).toBe("Ada raised a hand");
    expect(handsBetween(up, up)).toBe("");
    expect(handsBetween(null, up)).toBe("");
  });
});

describe("arrivals", () => {
  const said = (before: CallModel | null, after: CallModel) =>
    arrivalsBetween(before, after).map(({ text }) => text);

  test("are silent on entering, and while nobody comes or goes", () => {
    expect(said(null, call(["Me", "Ada"]))).toEqual([]);
    expect(said(call([], { phase: "knocking" }), call(["Me", "Ada"]))).toEqual([]);
    expect(said(call(["Me", "Ada"]), call(["Me", "Ada"]))).toEqual([]);
  });

  test("name who joined and who left", () => {
    expect(said(call(["Me"]), call(["Me", "Ada"]))).toEqual(["Ada joined"]);
    expect(said(call(["Me", "Ada"]), call(["Me", "Bo", "Cy"]))).toEqual([
      "Bo and Cy joined",
      "Ada left",
    ]);
  });

  test("count what would be a long list", () => {
    expect(said(call(["Me"]), call(["Me", "A", "B", "C"]))).toEqual(["A, B and 1 other joined"]);
    expect(said(call(["Me"]), call(["Me", "A", "B", "C", "D"]))).toEqual([
      "A, B and 2 others joined",
    ]);
  });
});

test("elapsed time reads like a clock", () => {
  const table = [
    [0, "0:00"],
    [59_999, "0:59"],
    [60_000, "1:00"],
    [3_599_000, "59:59"],
    [3_661_000, "1:01:01"],
    [-5, "0:00"],
  ] as const;
  for (const [elapsedMs, text] of table) expect(elapsedText(elapsedMs)).toBe(text);
});
