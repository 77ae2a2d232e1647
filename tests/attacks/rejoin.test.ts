// Somebody was removed, and comes back with all they kept: the link, their keys, their old messages, and the
// server's help. Seen to fail with the lock left out of the members' rules, with members that stay with the
// old link's keys, and with messages of the past epoch taken from whoever is out.

import { beforeEach, describe, expect, test } from "bun:test";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import { chatOf } from "../support/chat-line.ts";
import type { Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;
let eve: Person;

beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  const [second, third] = await world.joinAll("Bob", "Eve");
  if (!second || !third) throw new Error("two more");
  [bob, eve] = [second, third];
});

const isOut = () => !bob.sees.includes("Eve") && !host.sees.includes("Eve");

test("removed and the link replaced, they have no way back", async () => {
  await world.act(host, { type: "remove", participantId: eve.id });
  await world.act(host, { type: "rotate-link" });
  await world.run(2_000);
  expect([eve.left, eve.link.generation, bob.link.generation]).toEqual(["removed", 1, 2]);
  const again = await world.join("Eve", { link: eve.link });
  await world.run(30_000);
  expect(again.epochs).toEqual([]);
  expect(isOut()).toBe(true);
});

test("removed and the meeting locked, they have no way back", async () => {
  await world.act(host, { type: "remove", participantId: eve.id });
  await world.act(host, { type: "set-door", door: { isLocked: true } });
  await world.run(2_000);
  const again = await world.join("Eve");
  await world.run(30_000);
  expect(again.epochs).toEqual([]);
  expect(isOut()).toBe(true);
});

describe("with the messages that they kept", () => {
  /** Of Eve's, before she was put out. */
  let kept: ServerMessage[];

  beforeEach(async () => {
    await world.say(eve, chatOf(1, "before"));
    await world.run(100);
    // Sealed while she was in, and held back.
    world.network = { ...world.network, tamper: () => [] };
    await world.say(eve, chatOf(2, "from outside"));
    kept = eve.all("send").flatMap(({ message }): ServerMessage[] => {
      if (message.type === "application") {
        return [{ type: "application", sender: eve.id, message: message.message }];
      }
      if (message.type === "knock") {
        return [{ type: "knocking", participantId: eve.id, sealed: message.sealed }];
      }
      return [];
    });
    await world.run(100);
    world.network = { ...world.network, tamper: (_, message) => [message] };
    await world.act(host, { type: "remove", participantId: eve.id });
    await world.run(1_000);
  });

  test("they aren't heard any more, though the epoch is still remembered", async () => {
    for (const message of kept) world.pass(bob, message);
    await world.run(1_000);
    expect(bob.chat).toEqual(["Eve: before"]);
  });

  test("they aren't added by the knock that let them in before", async () => {
    const knocks = kept.filter(({ type }) => type === "knocking");
    expect(knocks).toHaveLength(1);
    await world.act(host, { type: "rotate-link" });
    await world.run(1_000);
    for (const person of [host, bob]) for (const knock of knocks) world.pass(person, knock);
    await world.run(20_000);
    expect(isOut()).toBe(true);
  });

  test("they can't follow the group by its commits", async () => {
    await world.joinAll("Kim");
    const keys = new Set([host, bob].map(({ last }) => last?.baseKey));
    expect(keys.size).toBe(1);
    expect(eve.epochs.some(({ baseKey }) => keys.has(baseKey))).toBe(false);
    expect(eve.last?.roster.some(({ name }) => name === "Eve")).toBe(true);
  });
});
