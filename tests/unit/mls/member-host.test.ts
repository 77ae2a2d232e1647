// What hosts and co-hosts can do, and what nobody else can; with honest people and an honest server.

import { beforeEach, describe, expect, test } from "bun:test";
import { chatOf } from "../../support/chat-line.ts";
import type { Person } from "../../support/meeting-person.ts";
import { MeetingWorld } from "../../support/meeting-world.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;

const act = async (person: Person, ...acts: Parameters<Person["member"]["handleAct"]>[0][]) => {
  for (const one of acts) await world.act(person, one);
  await world.run(2_000);
};
const done = (person: Person) =>
  person.all("act-done").map(({ act: type, isThrough }) => `${type} ${isThrough ? "yes" : "no"}`);
const lock = { type: "set-door", door: { isLocked: true } } as const;
const unlock = { type: "set-door", door: { isLocked: false } } as const;
const wait = { type: "set-door", door: { hasWaitingRoom: true } } as const;

beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  bob = await world.join("Bob");
  await world.run(1_000);
});

test("everybody sees who the host is", () => {
  for (const person of [host, bob]) {
    expect(person.last?.roster.map(({ name, role }) => `${name} ${role}`)).toEqual([
      "Host host",
      "Bob member",
    ]);
  }
});

describe("a locked meeting", () => {
  test("lets nobody in, but the host, until it is unlocked", async () => {
    await act(host, lock);
    expect(bob.member.policy).toMatchObject({ isLocked: true, version: 1 });
    expect(bob.all("policy").at(-1)?.by).toBe(host.id);
    const eve = await world.join("Eve");
    const phone = await world.join("Host's phone", { host: world.host });
    await world.run(60_000);
    expect(bob.sees).toEqual(["Host", "Bob", "Host's phone"]);
    expect([eve.isIn, phone.isIn]).toEqual([false, true]);
    await act(host, unlock);
    expect(bob.sees).toContain("Eve");
    expect(done(host)).toEqual(["set-door yes", "set-door yes"]);
  });

  test("is still locked to whom a later joiner would let in", async () => {
    await act(host, lock);
    await world.join("Host's phone", { host: world.host });
    await world.run(2_000);
    world.cut(host);
    await world.run(2_000);
    await world.join("Eve");
    await world.run(60_000);
    expect(bob.sees).toEqual(["Bob", "Host's phone"]);
    expect(world.people.flatMap(({ alarms }) => alarms)).toEqual([]);
  });
});

describe("a waiting room", () => {
  test("shows a host who waits, by name, and lets in whom the host admits", async () => {
    await act(host, wait);
    const eve = await world.join("Eve");
    const dan = await world.join("Dan");
    await world.run(5_000);
    expect(host.waiting).toEqual(["Eve", "Dan"]);
    expect(bob.all("knocks")).toEqual([]);
    await act(host, { type: "admit", participantId: eve.id });
    expect(bob.sees).toEqual(["Host", "Bob", "Eve"]);
    expect(host.waiting).toEqual(["Dan"]);
    await act(host, { type: "deny", participantId: dan.id });
    expect(host.waiting).toEqual([]);
    expect([eve.isIn, dan.isIn, dan.isCut]).toEqual([true, false, true]);
  });

  test("lets in all who wait at once", async () => {
    await act(host, wait);
    for (const name of ["Eve", "Dan", "Kim"]) await world.join(name);
    await world.run(1_000);
    await act(host, { type: "admit-all" });
    expect(bob.sees).toEqual(["Host", "Bob", "Eve", "Dan", "Kim"]);
  });

  test("isn't opened by a member", async () => {
    await act(host, wait);
    const eve = await world.join("Eve");
    await act(bob, { type: "admit", participantId: eve.id }, { type: "admit-all" });
    await world.run(20_000);
    expect(eve.isIn).toBe(false);
    expect(done(bob)).toEqual(["admit no", "admit-all no"]);
  });

  test("doesn't keep out a host's other device", async () => {
    await act(host, wait);
    world.cut(host);
    const phone = await world.join("Host's phone", { host: world.host });
    await world.run(2_000);
    expect(phone.sees).toContain("Bob");
  });
});

describe("removing", () => {
  test("puts a person out for everybody", async () => {
    const eve = await world.join("Eve");
    await world.run(2_000);
    await act(host, { type: "remove", participantId: eve.id });
    expect(eve.left).toBe("removed");
    expect(bob.sees).toEqual(["Host", "Bob"]);
    expect(done(host)).toEqual(["remove yes"]);
  });

  test("of somebody who went meanwhile is done with", async () => {
    const eve = await world.join("Eve");
    await world.run(2_000);
    world.cut(eve);
    await world.run(2_000);
    await act(host, { type: "remove", participantId: eve.id });
    expect(done(host)).toEqual(["remove yes"]);
  });

  test("can't be done by a member, nor to oneself", async () => {
    await act(bob, { type: "remove", participantId: host.id });
    await act(host, { type: "remove", participantId: host.id });
    expect([done(bob), done(host)]).toEqual([["remove no"], ["remove no"]]);
    expect([host.isIn, bob.isIn]).toEqual([true, true]);
  });
});

describe("a co-host", () => {
  beforeEach(async () => {
    await act(host, { type: "grant", participantId: bob.id });
  });

  test("is seen as one, and can lock, admit and remove", async () => {
    expect(host.last?.roster[1]?.role).toBe("co-host");
    const eve = await world.join("Eve");
    await world.run(2_000);
    await act(bob, { type: "remove", participantId: eve.id }, wait);
    expect(host.sees).toEqual(["Host", "Bob"]);
    const dan = await world.join("Dan");
    await world.run(1_000);
    expect(bob.waiting).toEqual(["Dan"]);
    await act(bob, { type: "admit", participantId: dan.id });
    expect(dan.isIn).toBe(true);
    expect(dan.member.policy?.version).toBe(2);
    await act(bob, lock);
    expect(host.member.policy).toMatchObject({ isLocked: true, hasWaitingRoom: true });
  });

  test("can't remove a host, name co-hosts, end the meeting or take the link", async () => {
    const eve = await world.join("Eve");
    await world.run(2_000);
    await act(
      bob,
      { type: "remove", participantId: host.id },
      { type: "grant", participantId: eve.id },
      { type: "revoke", participantId: bob.id },
      { type: "end-for-all" },
      { type: "rotate-link" },
    );
    expect(done(bob).every((line) => line.endsWith(" no"))).toBe(true);
    expect(done(bob)).toHaveLength(5);
    expect(host.member.policy?.version).toBe(1);
  });

  test("is one no longer when the host says so", async () => {
    await act(host, { type: "revoke", participantId: bob.id });
    expect(bob.last?.roster[1]?.role).toBe("member");
    await act(bob, lock);
    expect(done(bob)).toEqual(["set-door no"]);
    expect(host.member.policy?.isLocked).toBe(false);
  });

  test("who leaves is taken off the list with the next policy", async () => {
    world.cut(bob);
    await world.run(2_000);
    await act(host, lock);
    expect(host.member.policy?.grants).toEqual([]);
  });
});

describe("a new link", () => {
  test("reaches every member, lets in who has it, and nobody who has the old one", async () => {
    const old = world.link;
    await act(host, { type: "rotate-link" });
    expect(world.link.generation).toBe(2);
    for (const person of [host, bob]) {
      expect(person.link).toEqual(world.link);
      expect(person.all("link")).toHaveLength(1);
    }
    expect(done(host)).toEqual(["rotate-link yes"]);
    const eve = await world.join("Eve");
    await world.run(2_000);
    expect(eve.sees).toEqual(["Host", "Bob", "Eve"]);
    // The server lies, and gives a session to an old link.
    const late = await world.join("Late", { link: old });
    await world.run(20_000);
    expect(late.isIn).toBe(false);
    const dan = await world.join("Dan");
    await world.run(2_000);
    expect(dan.sees).toEqual(["Host", "Bob", "Eve", "Dan"]);
    expect(dan.last?.digits).toBe(host.last?.digits);
  });

  test("can be replaced again, and again", async () => {
    for (const generation of [2, 3, 4]) {
      await act(host, { type: "rotate-link" });
      expect(bob.link.generation).toBe(generation);
    }
    expect((await world.join("Eve")).isIn).toBe(false);
    await world.run(2_000);
    expect(bob.sees).toContain("Eve");
  });

  test("isn't told to whom the host puts out in the same step, nor to who has gone", async () => {
    const [eve, dan] = await world.joinAll("Eve", "Dan");
    if (!eve || !dan) throw new Error("two more");
    world.cut(dan);
    await act(host, { type: "remove", participantId: eve.id }, { type: "rotate-link" });
    expect(dan.link.generation).toBe(1);
    expect([bob.link.generation, eve.link.generation]).toEqual([2, 1]);
  });
});

test("a new link of a host who is cut off at once is brought to the server by a member", async () => {
  await world.act(host, { type: "rotate-link" });
  // The commit is accepted; the claim isn't on its way yet.
  world.network = {
    ...world.network,
    tamper: (to, message) => (to === host && message.type === "commit-accepted" ? [] : [message]),
  };
  await world.run(1_000);
  expect([world.link.generation, bob.link.generation]).toEqual([1, 2]);
  world.cut(host);
  await world.run(2_000);
  expect(world.link).toEqual(bob.link);
  const eve = await world.join("Eve");
  const back = await world.join("Host again", { host: world.host });
  await world.run(2_000);
  expect([eve.isIn, back.isIn]).toEqual([true, true]);
});

test("ends for all", async () => {
  await act(host, { type: "end-for-all" });
  expect([host.left, bob.left]).toEqual(["ended", "ended"]);
  const signed = host.all("send").flatMap(({ message }) => (message.type === "policy" ? [1] : []));
  expect(signed).toHaveLength(1);
});

describe("asking", () => {
  test("reaches the one who is asked, or everybody else", async () => {
    const eve = await world.join("Eve");
    await world.run(2_000);
    await act(host, { type: "ask", target: bob.id, what: "mute" });
    await act(host, { type: "ask", target: null, what: "camera-off" });
    expect(bob.all("asked").map(({ what }) => what)).toEqual(["mute", "camera-off"]);
    expect(eve.all("asked").map(({ what }) => what)).toEqual(["camera-off"]);
    expect(host.all("asked")).toEqual([]);
    expect(done(host)).toEqual(["ask yes", "ask yes"]);
  });

  test("isn't a member's to do", async () => {
    await act(bob, { type: "ask", target: host.id, what: "mute" });
    expect([done(bob), host.all("asked")]).toEqual([["ask no"], []]);
  });
});

test("chat is heard as its author's, unless only hosts may", async () => {
  await world.say(bob, chatOf(1, "hello"));
  await world.run(100);
  await act(host, { type: "set-door", door: { mayChat: false } });
  await world.say(bob, chatOf(2, "hush"));
  await world.say(host, chatOf(1, "quiet, please"));
  await world.run(100);
  expect([host.chat, bob.chat]).toEqual([["Bob: hello"], ["Host: quiet, please"]]);
});

test("acts of two hosts at once both come through", async () => {
  const phone = await world.join("Host's phone", { host: world.host });
  await world.run(2_000);
  await world.act(host, { type: "set-door", door: { mayChat: false } });
  await world.act(phone, { type: "set-door", door: { mayShare: false } });
  await world.act(host, { type: "grant", participantId: bob.id });
  await world.run(5_000);
  expect(bob.member.policy).toMatchObject({ mayChat: false, mayShare: false });
  expect(bob.last?.roster.find(({ name }) => name === "Bob")?.role).toBe("co-host");
  expect([done(host), done(phone)]).toEqual([["set-door yes", "grant yes"], ["set-door yes"]]);
});

test("what is so already is done with, without a commit", async () => {
  await act(host, unlock);
  expect([done(host), host.last?.policy.version]).toEqual([["set-door yes"], 0]);
});
