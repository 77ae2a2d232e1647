// The server starts again in a running call: it knows no session and no group, and the members bring the meeting back
// by themselves. Seen to fail: with reconnection put off for up to 5 s.

import { describe, expect, test } from "bun:test";
import { Guest } from "./guest.ts";
import { World } from "./world.ts";

/** Of the 5 s within which media is to be back, what ICE and DTLS leave. */
const ADMITTED_MS = 3_500;

function callOf(world: World, count: number): Guest[] {
  const guests = Array.from({ length: count }, () => new Guest(world, { gatherMs: 50 }));
  world.time.advance(5_000);
  expect(guests.map(({ members }) => members.length)).toEqual(guests.map(() => count));
  world.media.log.length = 0;
  return guests;
}

/** @returns how long after the start it took until the media of all is let through, in ms. */
function untilMediaIsBack(world: World, guests: readonly Guest[]): number {
  for (let ms = 0; ms < 20_000; ms += 50) {
    const admitted = guests.filter(({ person: { participantId } }) =>
      world.media.log.includes(`admit ${participantId}`),
    );
    if (admitted.length === guests.length) return ms;
    world.time.advance(50);
  }
  throw new Error("the media of some never came back");
}

function expectOneGroup(world: World, guests: readonly Guest[]): void {
  world.settle();
  for (const { members } of guests) expect(members).toEqual(guests[0]?.members ?? []);
  expect(guests[0]?.members.length).toBe(guests.length);
  expect(guests.map(({ entries }) => entries)).toEqual(guests.map(() => 2));
  expect(world.bugs).toEqual([]);
}

/** The process is gone, and its sockets with it; nobody gets through for so long. */
function crash(world: World, guests: readonly Guest[], downMs: number): void {
  for (const { person } of guests) {
    person.isOnline = false;
    person.wire.cut(true);
  }
  world.time.advance(downMs);
  world.media.log.length = 0;
  world.boot();
  for (const { person } of guests) person.isOnline = true;
}

describe("after a crash", () => {
  test.each([
    [2, 100],
    [5, 2_000],
    [17, 10_000],
    [50, 3_000],
  ])(
    "a call of %d finds together again, the server having been gone for %d ms",
    (count, downMs) => {
      const world = new World(count);
      const guests = callOf(world, count);
      crash(world, guests, downMs);
      expect(untilMediaIsBack(world, guests)).toBeLessThan(ADMITTED_MS);
      expectOneGroup(world, guests);
    },
  );

  test("one who was cut off comes back later, to the group that the others made", () => {
    const world = new World();
    const [late, ...guests] = callOf(world, 5);
    if (late === undefined) throw new Error("nobody is in");
    crash(world, [late, ...guests], 1_000);
    late.person.isOnline = false;
    expect(untilMediaIsBack(world, guests)).toBeLessThan(ADMITTED_MS);
    late.person.isOnline = true;
    expect(untilMediaIsBack(world, [late])).toBeLessThan(ADMITTED_MS);
    expectOneGroup(world, [late, ...guests]);
  });
});

test("after an orderly restart a call finds together again", () => {
  const world = new World();
  const guests = callOf(world, 5);
  world.meetings.close("shutting-down");
  world.time.advance(100);
  world.media.log.length = 0;
  world.boot();
  expect(untilMediaIsBack(world, guests)).toBeLessThan(ADMITTED_MS);
  expectOneGroup(world, guests);
});
