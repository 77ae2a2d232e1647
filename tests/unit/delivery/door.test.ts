// What members are told of who comes, waits and goes. Seen to fail: without the bound on knocks, with a
// departure that is told once only, and with held knocks told twice to newcomers.

import { describe, expect, test } from "bun:test";
import { groupOf, largeGroup, waitingBen } from "./story.ts";

describe("a knock", () => {
  test("goes to every member", () => {
    const story = groupOf("ana", "ben");
    story.join("cleo");
    expect(story.knock("cleo")).toEqual(["ana < knocking cleo", "ben < knocking cleo"]);
  });

  test("isn't told twice when it is the same", () => {
    const story = groupOf("ana");
    story.join("ben");
    story.knock("ben");
    expect(story.knock("ben")).toEqual([]);
  });

  test("may be replaced a few times, and then ends the knocker", () => {
    const story = groupOf("ana");
    story.join("ben");
    const knocks = [1, 2, 3, 4, 5].map((byte) => story.knock("ben", new Uint8Array([byte])));
    expect(knocks.slice(0, 4)).toEqual(Array(4).fill(["ana < knocking ben"]));
    expect(knocks[4]).toEqual(["removed ben: malformed", "ana < departed ben"]);
  });

  test("of a member is dropped: it crossed its welcome", () => {
    expect(groupOf("ana", "ben").knock("ben")).toEqual([]);
  });

  test("still waiting is told to a member added later, after its welcome", () => {
    const story = groupOf("ana");
    for (const name of ["ben", "cleo"] as const) {
      story.join(name);
      story.knock(name);
    }
    const effects = story.commit("ana", { added: ["ben"] });
    expect(effects.filter((line) => line.startsWith("ben"))).toEqual([
      "ben < welcome by ana",
      "ben < knocking cleo",
      "ben < connections ana ben",
    ]);
  });

  test("is told again while nobody serves it: after 10 s, and half as often each time", () => {
    const story = groupOf("ana", "ben");
    story.join("cleo");
    story.knock("cleo");
    expect(story.msToWakeup).toBe(10_000);
    expect(story.wait(9_999)).toEqual([]);
    expect(story.wait(1)).toEqual(["ana < knocking cleo", "ben < knocking cleo"]);
    const waits = [1, 2, 3, 4, 5, 6].map(() => {
      const ms = story.msToWakeup ?? 0;
      expect(story.wait(ms)).toContain("ana < knocking cleo");
      return ms / 1000;
    });
    expect(waits).toEqual([20, 40, 80, 160, 160, 160]);
    story.commit("ben", { epoch: 1n, added: ["cleo"] });
    expect(story.wait(160_000)).toEqual([]);
    expect(story.msToWakeup).toBeNull();
  });

  test("is told again to connected members only", () => {
    const story = groupOf("ana", "ben");
    story.join("cleo");
    story.knock("cleo");
    story.presence("ben", false);
    expect(story.wait(10_000)).toEqual(["ana < knocking cleo"]);
  });

  test("is taken back when the knocker goes away", () => {
    const story = groupOf("ana");
    story.join("ben");
    story.knock("ben");
    expect(story.gone("ben")).toEqual(["ana < departed ben"]);
    expect(story.wait(10_000)).toEqual([]);
  });

  test("from nobody in the meeting changes nothing", () => {
    expect(groupOf("ana").knock("dan")).toEqual([]);
  });
});

describe("knocks at a large group", () => {
  const knockingAt = (lines: string[]) => lines.filter((line) => line.startsWith("ana < knocking"));

  test("are told at once in quiet times, and else together a while later", () => {
    const story = largeGroup();
    story.join("joe");
    story.join("kim");
    expect(knockingAt(story.knock("joe"))).toEqual(["ana < knocking joe"]);
    expect(story.knock("kim")).toEqual([]);
    expect(story.knock("joe", new Uint8Array([99]))).toEqual([]);
    expect(story.msToWakeup).toBe(90);
    expect(story.wait(89)).toEqual([]);
    expect(knockingAt(story.wait(1))).toEqual(["ana < knocking joe", "ana < knocking kim"]);
    expect(story.msToWakeup).toBe(10_000);
  });

  test("that are held are told once to who becomes a member meanwhile", () => {
    const story = largeGroup();
    for (const name of ["joe", "kim"] as const) {
      story.join(name);
      story.knock(name);
    }
    const lines = [...story.commit("ana", { epoch: 1n, added: ["joe"] }), ...story.wait(100)];
    expect(lines.filter((line) => line === "joe < knocking kim").length).toBe(1);
  });

  test("may be served before they are told", () => {
    const story = largeGroup();
    for (const name of ["joe", "kim"] as const) {
      story.join(name);
      story.knock(name);
    }
    story.commit("ana", { epoch: 1n, added: ["joe", "kim"] });
    expect(story.wait(100)).toEqual([]);
    expect(story.msToWakeup).toBeNull();
  });
});

describe("a departure", () => {
  test("is told to the members that are left, with who is connected", () => {
    const story = groupOf("ana", "ben", "cleo");
    expect(story.gone("cleo")).toEqual([
      "ana < departed cleo",
      "ben < departed cleo",
      "ana < connections ana ben",
      "ben < connections ana ben",
    ]);
    expect(story.gone("cleo")).toEqual([]);
  });

  test("is told again until a commit removes the leaf", () => {
    const story = groupOf("ana", "ben");
    story.gone("ben");
    expect(story.msToWakeup).toBe(10_000);
    expect(story.wait(10_000)).toEqual(["ana < departed ben"]);
    expect(story.commit("ana", { epoch: 1n, removed: ["ben"] })).toEqual([
      "ana < commit-accepted 1",
    ]);
    expect(story.wait(10_000)).toEqual([]);
  });

  test("is told to members that join before the leaf is removed", () => {
    const story = groupOf("ana", "ben");
    story.gone("ben");
    story.join("cleo");
    story.knock("cleo");
    const effects = story.commit("ana", { epoch: 1n, added: ["cleo"] });
    expect(effects).toContain("cleo < departed ben");
    expect(effects.indexOf("cleo < welcome by ana")).toBeLessThan(
      effects.indexOf("cleo < departed ben"),
    );
  });

  test("of one member can't be undone by its return", () => {
    const story = groupOf("ana", "ben");
    story.gone("ben");
    expect(story.presence("ben", true)).toEqual([]);
  });
});

describe("connections", () => {
  test("are told to those connected when one is cut off and comes back", () => {
    const story = groupOf("ana", "ben");
    expect(story.presence("ben", false)).toEqual(["ana < connections ana"]);
    expect(story.presence("ben", true)).toEqual([
      "ana < connections ana ben",
      "ben < connections ana ben",
    ]);
  });

  test("are not told for who only waits", () => {
    const story = waitingBen();
    expect(story.presence("ben", false)).toEqual([]);
  });
});
