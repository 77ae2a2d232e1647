// One meeting's frame workers through all that gives them new keys: epochs past the KID's four bits, connections that
// are lost and resumed, a page that is loaded again, a worker that ended, a server that forgot. Seen to fail with a
// counter that moves after the seal, with a key derived for each frame, and with KIDs without the leaf or the source.

import { beforeEach, expect, test } from "bun:test";
import type { Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import { noKeySealsTwoFramesUnderOneCounter } from "./checkers.ts";
import { FrameWorkers } from "./frame-workers.ts";

let world: MeetingWorld;
let frames: FrameWorkers;
let host: Person;
let bob: Person;

beforeEach(async () => {
  world = await MeetingWorld.open({ latencyMs: () => 20, tamper: (_, message) => [message] });
  frames = new FrameWorkers();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  [bob] = (await world.joinAll("Bob")) as [Person];
});

/** For a while, with frames at its begin, soon after, and when an Add's grace is over. */
async function pass(): Promise<void> {
  for (const durationMs of [0, 100, 1_500]) {
    await world.run(durationMs);
    await frames.handle(world);
  }
}

/** @returns how many keys sealed something. */
function check(): number {
  noKeySealsTwoFramesUnderOneCounter(frames.seals);
  return new Set(frames.seals.map(({ key }) => key)).size;
}

test("forty epochs, more than their low bits tell apart", async () => {
  await pass();
  for (let epoch = 0; epoch < 40; epoch++) {
    await world.act(host, { type: "set-door", door: { isLocked: epoch % 2 === 0 } });
    await pass();
  }
  expect(host.last?.epoch).toBeGreaterThan(40n);
  // Four sources of two people.
  expect(check()).toBeGreaterThan(8 * 40);
});

test("a connection that is lost and resumed, with epochs meanwhile", async () => {
  await pass();
  world.pause(bob, 10_000);
  for (const isLocked of [true, false]) {
    await world.act(host, { type: "set-door", door: { isLocked } });
    await pass();
  }
  await world.run(10_000);
  await pass();
  expect(bob.last?.digits).toBe(host.last?.digits);
  expect(check()).toBeGreaterThan(8);
});

test("a page loaded again, or a worker that ended: a new member in the old one's leaf", async () => {
  await pass();
  const leaves = new Set<number | undefined>();
  for (let time = 0; time < 4; time++) {
    leaves.add(bob.last?.ownLeafIndex);
    world.cut(bob);
    await pass();
    [bob] = (await world.joinAll("Bob")) as [Person];
    await pass();
  }
  expect(leaves.size).toBe(1);
  expect(check()).toBeGreaterThan(8 * 4);
});

test("a server that forgot: everybody in a group that begins at epoch 0 again", async () => {
  await pass();
  for (let time = 0; time < 3; time++) {
    const pasts = [host, bob].map(({ member }) => member.takePast());
    world.restart();
    host = await world.join("Host", { host: world.host, past: pasts[0] ?? null });
    bob = await world.join("Bob", { past: pasts[1] ?? null });
    await world.run(2_000);
    await pass();
  }
  expect(host.sees).toEqual(["Host", "Bob"]);
  expect(check()).toBeGreaterThan(8 * 3);
});
