// Many people in one meeting, with messages of the sizes that X-Wing's have: everybody is in, nobody is thrown out for
// bytes that the protocol itself makes, and what it costs stays within bounds. Seen to fail: without the hold on knocks,
// and with an outbox of half a megabyte.

import { describe, expect, test } from "bun:test";
import { OUTBOX_BYTES_MAX } from "../../../src/protocol/limits.ts";
import { Guest } from "./guest.ts";
import { World } from "./world.ts";

/** As the real members gather what is to be committed. */
const GATHER_MS = 50;

/** Everybody clicks within one second, and then all is quiet for as long as it takes. */
function storm(world: World, count: number, uplinkBytesPerS: number): Guest[] {
  const guests: Guest[] = [];
  for (let index = 0; index < count; index++) {
    const enter = () => guests.push(new Guest(world, { uplinkBytesPerS, gatherMs: GATHER_MS }));
    world.time.startTimer(enter, (index * 1000) / count);
  }
  world.time.advance(1_000);
  return guests;
}

/** @returns how long it took until everybody was a member, in ms. */
function untilAllAreIn(world: World, guests: readonly Guest[]): number {
  for (let ms = 0; ms < 25_000; ms += 100) {
    if (guests.every(({ memberSince }) => memberSince !== null)) return ms;
    world.time.advance(100);
  }
  throw new Error("not everybody came in");
}

function carried(world: World) {
  const down = world.wires.map((wire) => wire.carried.down);
  return { sum: down.reduce((sum, bytes) => sum + bytes, 0), most: Math.max(...down) };
}

function expectOneGroup(world: World, guests: readonly Guest[]): void {
  for (const { members } of guests) expect(members).toEqual(guests[0]?.members ?? []);
  expect(guests[0]?.members.length).toBe(guests.length);
  expect(guests.map(({ entries }) => entries)).toEqual(guests.map(() => 1));
  expect([...world.counted, ...world.bugs]).toEqual([]);
}

const MB = 1_000_000;

describe("a storm of joins", () => {
  test.each([
    [10, 0.7 * MB],
    [50, 13 * MB],
    [100, 60 * MB],
  ])("of %d people on good lines costs the server %d bytes", (count, bytesMax) => {
    const world = new World(count);
    const guests = storm(world, count, Number.POSITIVE_INFINITY);
    expect(untilAllAreIn(world, guests)).toBeLessThan(3_000);
    world.settle();
    expectOneGroup(world, guests);
    const { sum, most } = carried(world);
    expect(sum).toBeLessThan(bytesMax);
    // Whoever takes nothing of it while it lasts doesn't lag too far.
    expect(most).toBeLessThan(OUTBOX_BYTES_MAX / 4);
  });

  test("of 100 people who all send 2 Mbit/s loses nobody", () => {
    const world = new World(100);
    const guests = storm(world, 100, 250_000);
    expect(untilAllAreIn(world, guests)).toBeLessThan(10_000);
    world.time.advance(3_000);
    expectOneGroup(world, guests);
  });

  test("is resumed by a member that was cut off all the while", () => {
    const world = new World(100);
    const first = new Guest(world, { gatherMs: GATHER_MS });
    world.settle();
    first.person.isOnline = false;
    const second = new Guest(world, { gatherMs: GATHER_MS });
    world.settle();
    first.person.wire.cut(true);
    const guests = [first, second, ...storm(world, 98, Number.POSITIVE_INFINITY)];
    world.time.advance(5_000);
    first.person.isOnline = true;
    world.time.advance(5_000);
    expectOneGroup(world, guests);
  });
});

test("half of 100 people leave at once, and the rest are one group", () => {
  const world = new World(100);
  const guests = storm(world, 100, Number.POSITIVE_INFINITY);
  untilAllAreIn(world, guests);
  world.settle();
  const before = carried(world).sum;
  const staying = guests.filter((_, index) => index % 2 === 0);
  for (const guest of guests) if (!staying.includes(guest)) guest.person.signaling.leave();
  world.time.advance(3_000);
  expectOneGroup(world, staying);
  expect(carried(world).sum - before).toBeLessThan(20 * MB);
});
