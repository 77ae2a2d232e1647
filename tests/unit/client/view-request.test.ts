// What the browser says that it shows: in which order, and how often. People are letters, screens end in "!".

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Millis } from "../../../src/base/time.ts";
import { ViewRequest } from "../../../src/client/view-request.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { VIEW_WANTED_MAX } from "../../../src/protocol/limits.ts";
import { decode, encode } from "../../../src/protocol/schema.ts";
import type { Wanted } from "../../../src/protocol/socket-messages.ts";
import { clientMessage } from "../../../src/protocol/socket-messages.ts";

const idOf = (name: string) => name.charCodeAt(0).toString(16).padStart(32, "0") as ParticipantId;
const nameOf = (id: ParticipantId) => String.fromCharCode(Number.parseInt(id, 16));

function tiles(text: string): Wanted[] {
  return (text.match(/\w!?/g) ?? []).map((word) => ({
    participantId: idOf(word),
    source: word.endsWith("!") ? "screen" : "camera",
    height: 180,
  }));
}

class Stage {
  readonly request = new ViewRequest();

  /** @returns what is sent at `now`; "" for nothing. */
  show(now: number, visible: string, { pinned = "", speaking = "" } = {}): string {
    this.request.handleTiles({
      visible: tiles(visible),
      pinned: tiles(pinned),
      speaking: new Set([...speaking].map(idOf)),
    });
    return this.take(now);
  }

  take(now: number): string {
    const message = this.request.takeMessage(now as Millis);
    return (message?.wanted ?? [])
      .map(({ participantId, source }) => nameOf(participantId) + (source === "screen" ? "!" : ""))
      .join("");
  }
}

describe("the order", () => {
  test.each([
    ["is that of the stage", "abc", {}, "abc"],
    ["begins with what is pinned, once", "abc", { pinned: "c" }, "cab"],
    ["has what is pinned and out of sight", "abc", { pinned: "z" }, "zabc"],
    ["has screens before cameras", "abb!c", {}, "b!abc"],
    ["has a pinned camera before screens", "ab!c", { pinned: "c" }, "cb!a"],
    ["doesn't change with who speaks while all have a slot", "abc", { speaking: "c" }, "abc"],
    [
      "begins with who speaks when not all have",
      "abcdefghijklmnopqrst",
      { speaking: "st" },
      "stabcdefghijklmnopqr",
    ],
  ])("%s", (_, visible, more, expected) => {
    expect(new Stage().show(0, visible, more)).toBe(expected);
  });

  test("keeps near the front who spoke last, as long as it is in sight", () => {
    const stage = new Stage();
    const all = "abcdefghijklmnopqrst";
    stage.show(0, all, { speaking: "t" });
    expect(stage.show(1_000, all, { speaking: "s" }).slice(0, 3)).toBe("sta");
    expect(stage.show(2_000, all, { speaking: "" })).toBe("");
    expect(stage.show(3_000, all, { speaking: "t" }).slice(0, 3)).toBe("tsa");
    expect(stage.show(4_000, "abcdefghijklmnopqrt", { speaking: "" }).slice(0, 2)).toBe("ta");
  });
});

describe("a message", () => {
  test("is sent when something changed, and only then", () => {
    const stage = new Stage();
    expect(stage.show(0, "")).toBe("");
    expect(stage.show(0, "ab")).toBe("ab");
    expect(stage.show(5_000, "ab")).toBe("");
    expect(stage.request.nextWakeup()).toBeNull();
    expect(stage.show(5_001, "ba")).toBe("ba");
  });

  test("waits for 300 ms after the last, and then tells the newest", () => {
    const stage = new Stage();
    stage.show(0, "ab");
    expect(stage.show(100, "bc")).toBe("");
    expect(stage.show(200, "cd")).toBe("");
    expect(stage.request.nextWakeup()).toBe(300 as Millis);
    expect(stage.take(300)).toBe("cd");
  });

  test("isn't due when the stage is as it was told, after all", () => {
    const stage = new Stage();
    stage.show(0, "ab");
    stage.show(100, "bc");
    stage.show(200, "ab");
    expect(stage.request.nextWakeup()).toBeNull();
  });

  test("says so when nothing is shown any more", () => {
    const stage = new Stage();
    stage.show(0, "ab");
    stage.request.handleTiles({ visible: [], pinned: [], speaking: new Set() });
    expect(stage.request.takeMessage(400 as Millis)).toEqual({ type: "view", wanted: [] });
    expect(stage.request.takeMessage(800 as Millis)).toBeNull();
  });

  test("is sent again in a meeting that was entered anew", () => {
    const stage = new Stage();
    stage.show(0, "ab");
    stage.request.handleEntered();
    expect(stage.take(1)).toBe("ab");
  });
});

test("any tiles: each picture once, no sound, and never more than the wire takes", () => {
  const tile = fc.record({
    participantId: fc
      .nat(99)
      .map((number) => number.toString(16).padStart(32, "0") as ParticipantId),
    source: fc.constantFrom("camera", "screen", "microphone", "screen-audio"),
    height: fc.double({ min: 0, max: 1e6, noNaN: true }),
  });
  const list = fc.array(tile, { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(list, list, (visible, pinned) => {
      const request = new ViewRequest();
      const speaking = new Set(visible.slice(0, 9).map(({ participantId }) => participantId));
      request.handleTiles({ visible, pinned, speaking });
      const message = request.takeMessage(0 as Millis);
      if (message === null) return;
      const keys = message.wanted.map(({ participantId, source }) => `${participantId}${source}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeLessThanOrEqual(VIEW_WANTED_MAX);
      expect(keys.every((key) => /(camera|screen)$/.test(key))).toBe(true);
      expect(decode(clientMessage, encode(clientMessage, message))).toEqual(message);
    }),
  );
});

describe("no picture at all", () => {
  test("is said at the beginning, once, and taken back with the tiles", () => {
    const stage = new Stage();
    stage.request.handleNothing();
    expect(stage.request.takeMessage(0 as Millis)).toEqual({ type: "view", wanted: [] });
    stage.request.handleNothing();
    expect(stage.request.takeMessage(1_000 as Millis)).toBeNull();
    expect(stage.show(2_000, "ab")).toBe("ab");
  });

  test("is no news to who shows nobody yet", () => {
    const stage = new Stage();
    stage.show(0, "");
    expect(stage.request.takeMessage(1_000 as Millis)).toBeNull();
  });
});
