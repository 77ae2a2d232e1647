// When the server's view of who is connected and the tree disagree.

import { expect, test } from "bun:test";
import type { Alarm } from "../../../src/core/mls/alarm.ts";
import { ConnectionWatch } from "../../../src/core/mls/connection-watch.ts";
import { at, idOf } from "./fixtures.ts";

const GRACE_MS = 30_000;
const roster = [1, 2].map((number) => ({
  participantId: idOf(number),
  leafIndex: number - 1,
  name: `person ${number}`,
}));
const nobodyGone = () => false;

function alarmsAt(watch: ConnectionWatch, time: number): Alarm[] {
  const out: Alarm[] = [];
  watch.handleTick(at(time), out);
  return out;
}

function watchOf(present: number[], isGone: (id: string) => boolean = nobodyGone): ConnectionWatch {
  const watch = new ConnectionWatch();
  watch.handleConnections(present.map(idOf));
  watch.compare(roster, isGone, at(0));
  return watch;
}

test("a connection that isn't in the tree is told after five seconds, once", () => {
  const watch = watchOf([1, 2, 3]);
  expect(watch.nextWakeup()).toBe(at(5_000));
  expect(alarmsAt(watch, 4_999)).toEqual([]);
  expect(alarmsAt(watch, 5_000)).toEqual([{ reason: "unknown-connection", name: null }]);
  watch.compare(roster, nobodyGone, at(6_000));
  expect(alarmsAt(watch, 60_000)).toEqual([]);
  expect(watch.nextWakeup()).toBeNull();
});

test("a member without a connection is named when the grace has run out", () => {
  const watch = watchOf([1]);
  expect(alarmsAt(watch, GRACE_MS + 4_999)).toEqual([]);
  expect(alarmsAt(watch, GRACE_MS + 5_000)).toEqual([
    { reason: "missing-connection", name: "person 2" },
  ]);
});

test("a member that departed, and is to be removed, raises no alarm", () => {
  expect(watchOf([1], (id) => id === idOf(2)).nextWakeup()).toBeNull();
});

test("a mismatch that ends in time is forgotten, and starts anew", () => {
  const watch = watchOf([1, 2, 3]);
  watch.handleConnections([idOf(1), idOf(2)]);
  watch.compare(roster, nobodyGone, at(4_000));
  expect(alarmsAt(watch, 10_000)).toEqual([]);
  watch.handleConnections([idOf(1), idOf(2), idOf(3)]);
  watch.compare(roster, nobodyGone, at(11_000));
  expect(watch.nextWakeup()).toBe(at(16_000));
});

test("without a word of the server there is nothing to compare", () => {
  const watch = new ConnectionWatch();
  watch.compare(roster, nobodyGone, at(0));
  expect(watch.nextWakeup()).toBeNull();
});

test("who was put out is no stranger, though the server's last word was of before", () => {
  const watch = watchOf([1, 2]);
  watch.compare(roster.slice(0, 1), nobodyGone, at(1_000));
  expect(watch.nextWakeup()).toBeNull();
  // It is one when the server counts it as connected still.
  watch.handleConnections([idOf(1), idOf(2)]);
  watch.compare(roster.slice(0, 1), nobodyGone, at(2_000));
  expect(watch.nextWakeup()).toBe(at(7_000));
});
