// The order of a group, kept against races and insiders. Seen to fail, with the defence removed in turn: the epoch
// compared, `added` having knocked, `removed` being members, the group's ID, the sender's first epoch.

import { describe, expect, test } from "bun:test";
import { privateMessage } from "./messages.ts";
import type { CommitParts } from "./story.ts";
import { GROUP, groupOf, Story, waitingBen } from "./story.ts";

describe("a commit", () => {
  test("is sent to the others, accepted, and answered with the welcome, in this order", () => {
    const story = groupOf("ana", "ben");
    story.join("cleo");
    story.knock("cleo");
    expect(story.commit("ben", { epoch: 1n, added: ["cleo"] })).toEqual([
      "ana < commit by ben",
      "ben < commit-accepted 1",
      "cleo < welcome by ben",
      "admitted cleo",
      "ana < connections ana ben cleo",
      "ben < connections ana ben cleo",
      "cleo < connections ana ben cleo",
    ]);
  });

  test("that comes second is refused after the one that won", () => {
    const story = groupOf("ana", "ben");
    expect(story.commit("ana", { epoch: 1n })).toEqual([
      "ben < commit by ana",
      "ana < commit-accepted 1",
    ]);
    expect(story.commit("ben", { epoch: 1n })).toEqual(["ben < commit-refused 2"]);
    expect(story.commit("ben", { epoch: 2n })).toContain("ben < commit-accepted 2");
  });

  test("that adds a knocker who went away meanwhile is refused, and the epoch stays", () => {
    const story = groupOf("ana");
    story.join("ben");
    story.knock("ben");
    story.gone("ben");
    expect(story.commit("ana", { added: ["ben"] })).toEqual(["ana < commit-refused 0"]);
    expect(story.commit("ana", {})).toContain("ana < commit-accepted 0");
  });

  test("that adds one who never knocked is refused", () => {
    const story = groupOf("ana");
    story.join("ben");
    expect(story.commit("ana", { added: ["ben"] })).toEqual(["ana < commit-refused 0"]);
  });

  test("that removes a member tells it, ends it, and tells who is left", () => {
    const story = groupOf("ana", "ben", "cleo");
    expect(story.commit("ana", { epoch: 1n, removed: ["cleo"] })).toEqual([
      "ben < commit by ana",
      "cleo < commit by ana",
      "ana < commit-accepted 1",
      "removed cleo: removed",
      "ana < connections ana ben",
      "ben < connections ana ben",
    ]);
    expect(story.say("cleo", 1n, "hi")).toEqual(["removed cleo: not-member"]);
  });

  test.each([
    ["before the group exists", "not-member", () => new Story(), { epoch: 0n }],
    ["from one who only waits", "not-member", () => waitingBen(), { epoch: 0n }],
  ] as const)("%s ends its sender: %s", (_, reason, story, parts) => {
    expect(story().commit("ben", parts)).toContain(`removed ben: ${reason}`);
  });

  test.each<[string, CommitParts]>([
    ["of an epoch to come", { epoch: 2n }],
    ["that removes its own sender", { epoch: 1n, removed: ["ana"] }],
    ["that removes a stranger", { epoch: 1n, removed: ["dan"] }],
    ["that removes one twice", { epoch: 1n, removed: ["ben", "ben"] }],
    ["that adds one twice", { epoch: 1n, added: ["dan", "dan"] }],
    ["that adds without a welcome", { epoch: 1n, added: ["dan"], welcome: "" }],
    ["that welcomes nobody", { epoch: 1n, welcome: "w" }],
    ["from before its sender was in", { epoch: 0n }],
  ])("%s is what no member makes, and ends its sender", (what, parts) => {
    const story = groupOf("ana", "ben");
    const sender = what.startsWith("from before") ? "ben" : "ana";
    expect(story.commit(sender, parts)[0]).toBe(`removed ${sender}: malformed`);
  });

  test.each([
    ["of another group", privateMessage(new Uint8Array(16), 0n, "commit")],
    ["that is an application message", privateMessage(GROUP, 0n, "application")],
    ["that is a proposal", privateMessage(GROUP, 0n, "proposal")],
    ["that isn't MLS at all", new Uint8Array(3)],
  ])("%s ends its sender", (_, message) => {
    const [first] = groupOf("ana").commit("ana", {}, message);
    expect(first).toBe("removed ana: malformed");
  });
});

describe("an application message", () => {
  test("goes to every other member, and not to who waits", () => {
    const story = groupOf("ana", "ben", "cleo");
    story.join("dan");
    story.knock("dan");
    expect(story.say("ben", 1n, "hi")).toEqual([
      "ana < application by ben: hi",
      "cleo < application by ben: hi",
    ]);
  });

  test("of an epoch just ended goes to those who were in it", () => {
    const story = groupOf("ana", "ben");
    story.join("cleo");
    story.knock("cleo");
    story.commit("ana", { epoch: 1n, added: ["cleo"] });
    expect(story.say("ben", 1n, "hi")).toEqual(["ana < application by ben: hi"]);
  });

  test("waits for a member that is cut off", () => {
    const story = groupOf("ana", "ben");
    story.presence("ben", false);
    expect(story.say("ana", 1n, "hi")).toEqual(["ben < application by ana: hi"]);
  });

  test.each([
    ["from one who only waits", "ben", () => waitingBen().say("ben", 0n, "hi"), "not-member"],
    ["of an epoch to come", "ana", () => groupOf("ana").say("ana", 1n, "hi"), "malformed"],
    [
      "from before its sender was in",
      "ben",
      () => groupOf("ana", "ben").say("ben", 0n, ""),
      "malformed",
    ],
    [
      "of another group",
      "ana",
      () => groupOf("ana").say("ana", 0n, "hi", new Uint8Array(16)),
      "malformed",
    ],
  ] as const)("%s ends its sender", (_, sender, say, reason) => {
    expect(say()[0]).toBe(`removed ${sender}: ${reason}`);
  });
});
