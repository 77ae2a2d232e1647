// Somebody keeps a link that the host has replaced, and the server is on their side: it lets them knock, and
// gives them everything it carries. Seen to fail with members that stay with the old keys; with members who
// go on by them when the new link was kept from them; and with ones who blame that on somebody.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import { unsealKnock } from "../../src/core/mls/knock.ts";
import type { KnownLink, Person } from "../support/meeting-person.ts";
import { linkKeysOf, MeetingWorld } from "../support/meeting-world.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;
let old: KnownLink;

beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  const [second] = await world.joinAll("Bob");
  if (!second) throw new Error("Bob");
  bob = second;
  old = world.link;
  await world.act(host, { type: "rotate-link" });
  await world.run(1_000);
  expect(world.link.generation).toBe(2);
});

function knockOf(person: Person): Bytes {
  const sealed = person
    .all("send")
    .flatMap(({ message }) => (message.type === "knock" ? [message.sealed] : []))[0];
  if (sealed === undefined) throw new Error("no knock");
  return sealed;
}

describe("who holds an old link", () => {
  test("isn't let in, by whichever generation it claims", async () => {
    for (const generation of [1, 2, 3]) {
      const late = await world.join("Late", { link: { ...old, generation } });
      await world.run(20_000);
      expect(late.epochs).toEqual([]);
    }
    expect([host.sees, bob.sees]).toEqual([
      ["Host", "Bob"],
      ["Host", "Bob"],
    ]);
  });

  test("isn't let in as the host even, to a group that has the new one", async () => {
    const phone = await world.join("Host's old phone", { host: world.host, link: old });
    await world.run(20_000);
    expect(phone.epochs).toEqual([]);
  });

  test("reads no knock by the new one", async () => {
    const eve = await world.join("Eve");
    await world.run(1_000);
    const { knockKey } = linkKeysOf(old.secret);
    expect(await unsealKnock(knockOf(eve), eve.id, knockKey, crypto.subtle)).toBeNull();
    const { knockKey: newKey } = linkKeysOf(world.link.secret);
    expect(await unsealKnock(knockOf(eve), eve.id, newKey, crypto.subtle)).not.toBeNull();
  });

  test("makes no group that somebody with the new one joins", async () => {
    world.restart();
    const trap = await world.join("Trap", { link: old });
    await world.run(1_000);
    expect(trap.sees).toEqual(["Trap"]);
    const eve = await world.join("Eve");
    await world.run(10_000);
    expect(eve.epochs).toEqual([]);
  });

  test("isn't let in by a member from whom the server withheld the change", async () => {
    world.network = { ...world.network, tamper: (to, m) => (to === bob ? [] : [m]) };
    await world.act(host, { type: "rotate-link" });
    await world.run(1_000);
    const before = world.people.length;
    const late = await world.join("Late", { link: { ...old, generation: 2 } });
    world.pass(bob, { type: "knocking", participantId: late.id, sealed: knockOf(late) });
    await world.run(5_000);
    expect(world.people).toHaveLength(before + 1);
    expect(late.epochs).toEqual([]);
  });
});

describe("a member who hears that the link is another, and from whom the server kept which,", () => {
  let previous: KnownLink;

  beforeEach(async () => {
    previous = world.link;
    world.network = {
      ...world.network,
      tamper: (to, m) => (to === bob && m.type === "application" ? [] : [m]),
    };
    await world.act(host, { type: "rotate-link" });
    await world.run(1_000);
    expect([bob.member.policy?.linkGeneration, bob.link.generation]).toEqual([3, 2]);
  });

  const addedBy = (person: Person) =>
    person.all("send").flatMap(({ message }) => (message.type === "commit" ? message.added : []));

  test("lets nobody in by the one they have", async () => {
    const late = await world.join("Late", { link: previous });
    await world.run(20_000);
    expect([addedBy(bob), late.epochs]).toEqual([[], []]);
    expect(bob.alarms).toEqual([]);
  });

  test("leaves when somebody comes by the new one, and blames nobody", async () => {
    await world.join("Eve");
    await world.run(2_000);
    expect([bob.left, bob.alarms]).toEqual(["group-lost", []]);
    expect(host.sees).toContain("Eve");
  });
});

test("the new link lets in, and those who were in before stay in", async () => {
  const eve = await world.join("Eve");
  await world.run(2_000);
  expect(eve.sees).toEqual(["Host", "Bob", "Eve"]);
  expect(eve.last?.digits).toBe(bob.last?.digits);
});
