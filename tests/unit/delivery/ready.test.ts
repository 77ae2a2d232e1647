// When all members have an epoch's keys, each of them learns it, and newcomers get pictures to begin with.

import { expect, test } from "bun:test";
import { groupOf } from "./story.ts";

test("the last member that has the keys frees all from waiting", () => {
  const story = groupOf("ana", "ben");
  story.join("cleo");
  story.knock("cleo");
  story.commit("ana", { epoch: 1n, added: ["cleo"] });
  expect(story.ready("cleo", 2n)).toEqual(["key frames for cleo"]);
  expect(story.ready("ana", 2n)).toEqual(["key frames for ana"]);
  expect(story.ready("ben", 2n)).toEqual([
    "ana < all-ready 2",
    "ben < all-ready 2",
    "cleo < all-ready 2",
    "key frames for ben",
    "key frames for cleo",
  ]);
});

test("who says so twice, of another epoch, or without being a member, frees nobody", () => {
  const story = groupOf("ana", "ben");
  story.join("dan");
  expect(story.ready("dan", 1n)).toEqual([]);
  expect(story.ready("ana", 0n)).toEqual(["key frames for ana"]);
  expect(story.ready("ana", 7n)).toEqual(["key frames for ana"]);
  expect(story.ready("ana", 1n)).toEqual(["key frames for ana"]);
  expect(story.ready("ana", 1n)).toEqual(["key frames for ana"]);
  expect(story.ready("ben", 1n)).toContain("ana < all-ready 1");
  expect(story.ready("ben", 1n)).toEqual(["key frames for ben"]);
});

test("who has lost its connection isn't waited for", () => {
  const story = groupOf("ana", "ben", "cleo");
  story.presence("cleo", false);
  story.ready("ana", 1n);
  expect(story.ready("ben", 1n)).toEqual([
    "ana < all-ready 1",
    "ben < all-ready 1",
    "key frames for ben",
    "key frames for cleo",
  ]);
});
