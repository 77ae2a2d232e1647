// Minutes of a meeting with losses and outages leave no more in memory than those before: all state of the SFU is bounded.
// It was seen to fail with a record of each sent packet that `sent-packets.ts` keeps for good.

import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { type Person, World } from "./world.ts";

/** By then all that remembers a while is full: the histories of all layers, which are sent by turns. */
const FILL_ROUNDS = 18;
const ROUNDS = 8;
const WELL_MS = 12_000;
const OUTAGE_MS = 4_000;
const OBJECTS_MAX = 1_000;
const HEAP_BYTES_MAX = 2_000_000;

function measure(): { readonly objects: number; readonly bytes: number } {
  Bun.gc(true);
  const { objectCount, heapSize } = heapStats();
  return { objects: objectCount, bytes: heapSize };
}

function round(world: World, people: readonly Person[]): void {
  for (const { up, down } of people.slice(0, 1)) {
    const before = [up.conditions, down.conditions] as const;
    up.conditions = { ...before[0], loss: 1 };
    down.conditions = { ...before[1], loss: 1 };
    world.run(OUTAGE_MS);
    [up.conditions, down.conditions] = before;
  }
  world.run(WELL_MS);
}

test("memory is bounded", () => {
  const world = new World(1, []);
  const people = [1, 2, 3].map((digit) => world.join(digit, {}, { rateBps: 2e6, loss: 0.05 }));
  for (const person of people) {
    const others = people.filter((other) => other !== person);
    world.view(person, new Map(others.map(({ browser }) => [browser.digit, 720])));
  }
  for (let count = 0; count < FILL_ROUNDS; count++) round(world, people);
  const before = measure();
  for (let count = 0; count < ROUNDS; count++) round(world, people);
  const after = measure();
  console.log(JSON.stringify({ before, after }));
  expect(after.objects - before.objects).toBeLessThan(OBJECTS_MAX);
  expect(after.bytes - before.bytes).toBeLessThan(HEAP_BYTES_MAX);
}, 60_000);
