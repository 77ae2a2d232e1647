// The operator's limits on a meeting: its length, told to who comes in and kept by the server; and how many fit.

import { expect, test } from "bun:test";
import { World } from "./world.ts";

const MINUTE_MS = 60_000;

test("with a limit, everyone is told what is left, and all are out when it is over", () => {
  const world = new World();
  world.durationMs = 40 * MINUTE_MS;
  const ana = world.person();
  world.time.advance(world.settleMs);
  expect(ana.heard[0]?.type).toBe("ends-in");
  world.time.advance(10 * MINUTE_MS);
  const ben = world.person();
  world.time.advance(world.settleMs);
  const told = ben.heard.find(({ type }) => type === "ends-in");
  expect(told?.type === "ends-in" && Math.round(told.ms / MINUTE_MS)).toBe(30);
  world.time.advance(30 * MINUTE_MS);
  expect([...ana.ended, ...ben.ended]).toEqual(["time-over", "time-over"]);
  expect(world.meetings.counts().meetings).toBe(0);
});

test("a meeting that ended by itself isn't ended again in its next life", () => {
  const world = new World();
  world.durationMs = 40 * MINUTE_MS;
  const ana = world.person();
  world.time.advance(world.settleMs);
  ana.signaling.send({ type: "leave" });
  world.time.advance(39 * MINUTE_MS);
  const ben = world.person();
  world.time.advance(2 * MINUTE_MS);
  expect(ben.ended).toEqual([]);
});

test("without one, nobody is told of any", () => {
  const world = new World();
  const ana = world.person();
  world.time.advance(24 * 60 * MINUTE_MS);
  expect(ana.types).not.toContain("ends-in");
  expect(ana.ended).toEqual([]);
});

test("who is in hears that somebody found it full, and not each time", () => {
  const world = new World(1);
  const ana = world.founder();
  const knock = () => {
    const late = world.person();
    world.settle();
    return late.ended;
  };
  expect(knock()).toEqual(["meeting-full"]);
  expect(knock()).toEqual(["meeting-full"]);
  const told = () => ana.heard.filter(({ type }) => type === "full");
  expect(told()).toEqual([{ type: "full", most: 1 }]);
  world.time.advance(MINUTE_MS);
  expect(knock()).toEqual(["meeting-full"]);
  expect(told()).toHaveLength(2);
});
