// A compromised server withholds commits, or tells two halves of the group two different ones. It can split
// people, never read or add to either half, and the split shows. Seen to fail with a safety code that isn't
// of the epoch's authenticator, and with the watch of connections silenced.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Bytes } from "../../src/base/bytes.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import type { ClientMessage } from "../../src/protocol/socket-messages.ts";
import { chatOf } from "../support/chat-line.ts";
import type { Person } from "../support/meeting-person.ts";
import { MeetingWorld } from "../support/meeting-world.ts";

let world: MeetingWorld;
let ada: Person;
let bob: Person;

type Commit = Extract<ClientMessage, { type: "commit" }>;

/** The last commit that somebody sent. */
function commitOf(person: Person): Commit {
  const commits = person
    .all("send")
    .flatMap(({ message }) => (message.type === "commit" ? [message] : []));
  const last = commits.at(-1);
  if (last === undefined) throw new Error(`${person.name} made no commit`);
  return last;
}

const passOn = (to: Person, from: Person, { message, added, removed }: Commit): void =>
  world.pass(to, { type: "commit", sender: from.id, message, added, removed });

beforeEach(async () => {
  world = await MeetingWorld.open();
  const [first, second] = await world.joinAll("Ada", "Bob");
  if (!first || !second) throw new Error("two people");
  [ada, bob] = [first, second];
});

describe("a group that the server forks", () => {
  let eve: Person;
  let dan: Person;

  /** Ada adds Eve, Bob adds Dan, in one epoch; each is told that its own commit has won. */
  beforeEach(async () => {
    world.network = { ...world.network, tamper: () => [] };
    eve = await world.join("Eve");
    dan = await world.join("Dan");
    await world.run(500);
    const epoch = ada.last?.epoch ?? 0n;
    for (const [member, knocker] of [
      [ada, eve],
      [bob, dan],
    ] as const) {
      const sealed = knocker
        .all("send")
        .flatMap(({ message }): Bytes[] => (message.type === "knock" ? [message.sealed] : []))[0];
      if (!sealed) throw new Error("no knock");
      world.pass(member, { type: "knocking", participantId: knocker.id, sealed });
      await world.run(1_000);
      world.pass(member, { type: "commit-accepted", epoch });
      const { welcome } = commitOf(member);
      world.pass(knocker, { type: "welcome", sender: member.id, message: welcome });
      await world.run(1_000);
    }
  });

  test("shows two codes to who compares them, and two rosters", () => {
    expect(ada.last?.epoch).toBe(bob.last?.epoch);
    expect(ada.last?.digits).not.toBe(bob.last?.digits);
    expect(ada.last?.digits).toBe(eve.last?.digits);
    expect([ada.sees, bob.sees]).toEqual([
      ["Ada", "Bob", "Eve"],
      ["Ada", "Bob", "Dan"],
    ]);
  });

  test("shares no key between its halves", () => {
    expect(ada.last?.baseKey).not.toBe(bob.last?.baseKey);
  });

  test("can't be joined again: each half refuses the other's commits and messages", async () => {
    passOn(bob, ada, commitOf(ada));
    await world.say(ada, chatOf(1, "are you there?"));
    for (const { message } of ada.all("send").slice(-1)) {
      if (message.type === "application") {
        world.pass(bob, { type: "application", sender: ada.id, message: message.message });
      }
    }
    await world.run(1_000);
    expect(bob.sees).toEqual(["Ada", "Bob", "Dan"]);
    expect(bob.chat).toEqual([]);
    expect(bob.alarms).toEqual([{ reason: "bad-message", name: null }]);
  });

  test("is noticed when the server owns up to who is connected", async () => {
    const present: ParticipantId[] = [ada.id, bob.id, eve.id, dan.id];
    world.pass(ada, { type: "connections", present });
    await world.run(6_000);
    expect(ada.alarms).toEqual([{ reason: "unknown-connection", name: null }]);
  });
});

describe("a member from whom the server withholds a commit", () => {
  test("leaves when the next one comes, rather than go on beside the group", async () => {
    world.network = {
      ...world.network,
      tamper: (_, message) => (message.type === "commit" ? [] : [message]),
    };
    await world.join("Eve");
    await world.run(100);
    // One of the two made the commit; the other hasn't heard of it.
    const [insider, victim] = ada.sees.includes("Eve") ? [ada, bob] : [bob, ada];
    expect([insider.sees.length, victim.sees.length]).toEqual([3, 2]);
    world.network = { ...world.network, tamper: (_, message) => [message] };
    await world.join("Dan");
    await world.run(2_000);
    expect(victim.left).toBe("group-lost");
    expect(victim.sees).toEqual(["Ada", "Bob"]);
    expect(insider.sees).toContain("Dan");
  });

  test("and who isn't told that somebody is gone takes the commit that says so for a breach, and leaves", async () => {
    const [eve] = await world.joinAll("Eve");
    if (eve === undefined) throw new Error("Eve");
    world.network = {
      ...world.network,
      tamper: (to, message) => (to === ada && message.type === "departed" ? [] : [message]),
    };
    world.cut(eve);
    await world.run(5_000);
    // Which member is to blame nobody can tell: Bob did what the server told him.
    expect([ada.left, ada.alarms]).toEqual([
      "broken-rules",
      [{ reason: "bad-commit", name: "Bob" }],
    ]);
    expect(bob.left).toBeNull();
    expect(ada.sees).toEqual(["Ada", "Bob", "Eve"]);
  });

  test("keeps a removed one's picture off the screens of the others all the same", async () => {
    const host = await world.join("Host", { host: world.host });
    await world.run(2_000);
    world.network = {
      ...world.network,
      tamper: (to, message) => (to === ada && message.type === "commit" ? [] : [message]),
    };
    await world.act(host, { type: "remove", participantId: ada.id });
    await world.run(2_000);
    expect([host.sees, bob.sees]).toEqual([
      ["Bob", "Host"],
      ["Bob", "Host"],
    ]);
    expect(ada.epochs.some(({ baseKey }) => baseKey === host.last?.baseKey)).toBe(false);
  });
});
