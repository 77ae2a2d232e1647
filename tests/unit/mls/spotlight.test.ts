// Whom a host shows large to everybody: in the group's policy, so that later joiners see it, and nobody else can say so.

import { beforeEach, expect, test } from "bun:test";
import { SPOTLIGHT_MAX } from "../../../src/protocol/policy.ts";
import type { Person } from "../../support/meeting-person.ts";
import { MeetingWorld } from "../../support/meeting-world.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;

const light = async (by: Person, person: Person, isOn = true) => {
  await world.act(by, { type: "spotlight", participantId: person.id, isOn });
  await world.run(2_000);
};
const litAt = (person: Person) => person.member.policy?.spotlight;
const done = (person: Person) => person.all("act-done").map(({ isThrough }) => isThrough);

beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  bob = await world.join("Bob");
  await world.run(1_000);
});

test("everybody has it, also who joins later, until the host ends it", async () => {
  await light(host, bob);
  const eve = await world.join("Eve");
  await world.run(2_000);
  expect([host, bob, eve].map(litAt)).toEqual([[bob.id], [bob.id], [bob.id]]);
  await light(host, bob, false);
  expect([host, bob, eve].map(litAt)).toEqual([[], [], []]);
  expect(done(host)).toEqual([true, true]);
});

test("isn't a member's to give, and is a co-host's", async () => {
  await light(bob, bob);
  expect([done(bob), litAt(host)]).toEqual([[false], []]);
  await world.act(host, { type: "grant", participantId: bob.id });
  await world.run(2_000);
  await light(bob, host);
  expect([litAt(host), litAt(bob)]).toEqual([[host.id], [host.id]]);
});

test("falls on nobody who isn't in, and who left is out of it with the next policy", async () => {
  const eve = await world.join("Eve");
  await world.run(2_000);
  await light(host, eve);
  world.cut(eve);
  await world.run(2_000);
  await light(host, eve, true);
  await light(host, bob);
  expect(litAt(host)).toEqual([bob.id]);
  await light(host, eve);
  expect([done(host).at(-1), litAt(host)]).toEqual([false, [bob.id]]);
});

test("has room for a few: the first goes out for one more", async () => {
  const names = Array.from({ length: SPOTLIGHT_MAX }, (_, index) => `Person ${index}`);
  const people = await world.joinAll(...names);
  await world.run(2_000);
  for (const person of [bob, ...people]) await light(host, person);
  expect(litAt(bob)).toEqual(people.map(({ id }) => id));
});
