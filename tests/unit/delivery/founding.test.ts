// Who makes the group, and when another does. Seen to fail: with a founder accepted that wasn't asked last,
// with `found` sent twice, with one asked who isn't connected, and with a group given up for who doesn't knock.

import { describe, expect, test } from "bun:test";
import { groupOf, Story } from "./story.ts";

describe("founding", () => {
  test("falls to the first one in", () => {
    const story = new Story();
    expect(story.join("ana")).toEqual(["ana < found"]);
    expect(story.join("ben")).toEqual([]);
    expect(story.founded("ana")).toEqual(["admitted ana", "ana < connections ana"]);
  });

  test("shows the founder who knocked meanwhile", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    expect(story.knock("ben")).toEqual([]);
    expect(story.founded("ana")).toContain("ana < knocking ben");
  });

  test("tells of old knocks once, and again only after 10 s", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    story.knock("ben");
    story.wait(9_999);
    story.founded("ana");
    expect(story.wait(9_999)).toEqual([]);
    expect(story.wait(1)).toEqual(["ana < knocking ben"]);
  });

  test("drops the founder's own knock", () => {
    const story = new Story();
    story.join("ana");
    story.knock("ana");
    expect(story.founded("ana")).not.toContain("ana < knocking ana");
  });

  test("passes on when the founder is gone", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    expect(story.gone("ana")).toEqual(["ben < found"]);
  });

  test("passes on when the founder is silent for 10 s and another could", () => {
    const story = new Story();
    story.join("ana");
    expect(story.msToWakeup).toBeNull();
    story.join("ben");
    expect(story.msToWakeup).toBe(10_000);
    expect(story.wait(9_999)).toEqual([]);
    expect(story.wait(1)).toEqual(["ben < found"]);
  });

  test("ends the one who answers after another was asked", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    story.wait(10_000);
    expect(story.founded("ana")).toEqual(["removed ana: group-lost"]);
    expect(story.founded("ben")).toContain("admitted ben");
  });

  test("asks nobody twice, but takes the late answer when it is its turn again", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    story.wait(10_000);
    expect(story.wait(10_000)).toEqual([]);
    expect(story.founded("ana")).toContain("admitted ana");
  });

  test("never passes on to one who isn't connected", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    story.presence("ben", false);
    expect(story.wait(20_000)).toEqual([]);
    expect(story.presence("ben", true)).toEqual(["ben < found"]);
  });

  test("starts over when the last member is gone", () => {
    const story = groupOf("ana");
    story.join("ben");
    expect(story.gone("ana")).toEqual(["ben < found"]);
  });

  test("waits while everyone who could is cut off", () => {
    const story = new Story();
    story.join("ana");
    story.join("ben");
    story.presence("ben", false);
    expect(story.gone("ana")).toEqual([]);
    expect(story.presence("ben", true)).toEqual(["ben < found"]);
  });
});

describe("a group whose members are all cut off", () => {
  test("is kept while nobody waits", () => {
    const story = groupOf("ana", "ben");
    story.presence("ana", false);
    story.presence("ben", false);
    expect(story.msToWakeup).toBeNull();
    expect(story.wait(29_000)).toEqual([]);
    expect(story.presence("ana", true)).toEqual(["ana < connections ana"]);
  });

  test("is given up after 3 s of somebody's waiting, who founds anew", () => {
    const story = groupOf("ana", "ben");
    story.presence("ana", false);
    story.presence("ben", false);
    story.wait(10_000);
    story.join("cleo");
    story.knock("cleo");
    expect(story.msToWakeup).toBe(3_000);
    expect(story.wait(2_999)).toEqual([]);
    expect(story.wait(1)).toEqual([
      "removed ana: group-lost",
      "removed ben: group-lost",
      "cleo < found",
    ]);
    expect(story.founded("cleo")).toContain("admitted cleo");
  });

  test("isn't given up for one who doesn't knock, and founded by one who does", () => {
    const story = groupOf("ana");
    story.join("ben");
    story.presence("ana", false);
    expect(story.wait(10_000)).toEqual([]);
    story.join("cleo");
    story.knock("cleo");
    expect(story.wait(3_000)).toEqual(["removed ana: group-lost", "cleo < found"]);
  });

  test("is kept when a member comes back in time", () => {
    const story = groupOf("ana");
    story.join("ben");
    story.knock("ben");
    story.presence("ana", false);
    story.wait(2_999);
    story.presence("ana", true);
    expect(story.wait(7_000)).toEqual([]);
  });

  test("is kept while who waits is cut off too", () => {
    const story = groupOf("ana");
    story.join("ben");
    story.knock("ben");
    story.presence("ana", false);
    story.presence("ben", false);
    expect(story.wait(10_000)).toEqual([]);
  });

  test("keeps the knocks for the group that comes after it", () => {
    const story = groupOf("ana");
    for (const name of ["ben", "cleo"] as const) {
      story.join(name);
      story.knock(name);
    }
    story.presence("ana", false);
    expect(story.wait(3_000)).toContain("ben < found");
    expect(story.founded("ben")).toContain("ben < knocking cleo");
  });
});
