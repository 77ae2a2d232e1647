// Both ends together, over wires that break: people join, race, are lost, come back, and are thrown out.
// Seen to fail: without the replay at either end, and with a hello that forgets what was received.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GRACE_MS } from "../../../src/protocol/limits.ts";
import { MEETING, World } from "./world.ts";

describe("joining", () => {
  test("goes from founding and knocking to a group of two", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    expect(ana.types).toEqual([
      "found",
      "connections",
      "knocking",
      "commit-accepted",
      "connections",
    ]);
    expect(ben.types).toEqual(["welcome", "connections"]);
    expect(ben.heard[1]).toEqual({ type: "connections", present: [ana.id, ben.id] });
    expect(world.media.log).toEqual([`admit ${ana.id}`, `admit ${ben.id}`]);
    expect(world.meetings.counts()).toEqual({ meetings: 1, participants: 2, transports: 0 });
  });

  test("carries an offer, its answer, and the slots", () => {
    const world = new World();
    const ana = world.founder();
    ana.signaling.send({ type: "offer", sdp: "v=0" });
    ana.signaling.send({ type: "ready", epoch: 0n });
    ana.signaling.send({ type: "refresh", slot: 3 });
    world.settle();
    world.meetings.handleSlots(MEETING, ana.id, []);
    world.meetings.handleTransport(MEETING, ana.id, "connected");
    world.settle();
    expect(ana.heard.slice(-2)).toEqual([
      { type: "answer", sdp: "answer to v=0" },
      { type: "slots", assignments: [] },
    ]);
    expect(world.media.log.slice(1)).toEqual([
      `answer ${ana.id}`,
      `ready ${ana.id}`,
      `refresh 3 ${ana.id}`,
    ]);
    expect(world.meetings.counts().transports).toBe(1);
    ana.signaling.leave();
    const ben = world.person();
    world.settle();
    expect(ben.types).toEqual(["found"]);
    expect(world.meetings.counts().transports).toBe(0);
  });

  test("asks nothing of the media for one who isn't a member", () => {
    const world = new World();
    const ana = world.founder();
    const ben = world.person();
    world.settle();
    ben.signaling.send({ type: "ready", epoch: 0n });
    ben.signaling.send({ type: "refresh", slot: 3 });
    world.settle();
    expect(world.media.log).toEqual([`admit ${ana.id}`]);
  });
});

describe("a race of commits", () => {
  test("has one winner, and the loser has the winning commit when it is refused", () => {
    const world = new World();
    const [ana, ben, cleo] = world.trio();
    const [heardByAna, heardByBen] = [ana.heard.length, ben.heard.length];
    ben.commit(1n);
    ana.commit(1n);
    world.settle();
    expect(ben.types.slice(heardByBen)).toEqual(["commit-accepted"]);
    expect(ana.types.slice(heardByAna)).toEqual(["commit", "commit-refused"]);
    expect(ana.heard.at(-1)).toEqual({ type: "commit-refused", epoch: 2n });
    expect(cleo.types.filter((type) => type === "commit").length).toBe(1);
  });
});

describe("a lost connection", () => {
  test("within the grace is resumed, and nothing said meanwhile is lost", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    ben.wire.cut(true);
    ana.tell("to one who is away");
    ben.tell("from one who is away");
    world.settle();
    expect(ben.connections).toEqual(["up", "new", "down", "up", "resumed"]);
    expect(ben.texts).toEqual(["to one who is away"]);
    expect(ana.texts).toEqual(["from one who is away"]);
    expect(ana.types).not.toContain("departed");
  });

  test("that only the client saw takes over its own half-open socket", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    const old = ben.wire;
    old.cut(false);
    ana.tell("once");
    world.settle();
    expect(old.closedWith?.reason).toBe("taken-over");
    expect(ben.texts).toEqual(["once"]);
    expect(ana.types.filter((type) => type === "connections").length).toBe(2);
  });

  test("that nobody saw is found out by silence", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    ben.wire.silence();
    ana.tell("into the void");
    world.time.advance(25_000);
    expect(ben.connections).toEqual(["up", "new", "down", "up", "resumed"]);
    expect(ben.texts).toEqual(["into the void"]);
  });

  test("beyond the grace is a departure, and the client is told to enter anew", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    ben.isOnline = false;
    ben.wire.cut(true);
    world.time.advance(GRACE_MS - 1_000);
    expect(ana.types).not.toContain("departed");
    expect(ben.ended).toEqual([]);
    world.time.advance(2_000);
    expect(ana.heard).toContainEqual({ type: "departed", participantId: ben.id });
    expect(ben.ended).toEqual(["server-gone"]);
    expect(world.media.log.at(-1)).toBe(`remove ${ben.id}`);
  });

  test("of which the server knows nothing any more ends the session", () => {
    const world = new World();
    const session = world.session();
    const ana = world.person(session);
    world.settle();
    ana.wire.cut(true);
    world.sessions.forget(session.id);
    world.settle();
    expect(ana.ended).toEqual(["unknown-session"]);
  });

  test("of all members ends the group when somebody waits, and the member is told", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    for (const person of [ana, ben]) {
      person.isOnline = false;
      person.wire.cut(true);
    }
    const cleo = world.person();
    cleo.say("knock");
    world.time.advance(2_000);
    expect(cleo.types).toEqual([]);
    world.time.advance(2_000);
    expect(cleo.types).toEqual(["found"]);
    ana.isOnline = true;
    world.time.advance(6_000);
    expect(ana.ended).toEqual(["group-lost"]);
  });
});

describe("an end", () => {
  test("by leaving is a departure at once, and nobody's failure", () => {
    const world = new World();
    const [ana, ben] = world.pair();
    ben.signaling.leave();
    world.settle();
    expect(ana.heard).toContainEqual({ type: "departed", participantId: ben.id });
    expect(ben.ended).toEqual([]);
    expect(ben.key.isZeroed).toBe(true);
    expect(world.counted).toEqual([]);
    expect(world.meetings.counts().participants).toBe(1);
  });

  test("of a session in another tab: the older one is told that it was taken over", () => {
    const world = new World();
    const session = world.session();
    const first = world.person(session);
    world.settle();
    const second = world.person(session);
    world.settle();
    expect(first.ended).toEqual(["taken-over"]);
    expect(second.ended).toEqual([]);
    expect(second.participantId).toBe(first.participantId);
  });

  test("by a Remove commit reaches the removed with its reason", () => {
    const world = new World();
    const [ana, ben, cleo] = world.trio();
    ana.commit(1n, [], [cleo]);
    world.settle();
    expect(cleo.types.at(-1)).toBe("commit");
    expect(cleo.ended).toEqual(["removed"]);
    expect(ben.types).not.toContain("departed");
    expect(world.media.log.at(-1)).toBe(`remove ${cleo.id}`);
  });

  test("of the last participant is the end of the meeting's host", () => {
    const world = new World();
    const ana = world.founder();
    ana.signaling.leave();
    world.settle();
    expect(world.meetings.counts()).toEqual({ meetings: 0, participants: 0, transports: 0 });
    expect(world.sessions.size).toBe(0);
  });

  test("of the server reaches everybody", () => {
    const world = new World();
    const people = world.trio();
    world.meetings.close("shutting-down");
    world.settle();
    expect(people.map(({ ended }) => ended)).toEqual(Array(3).fill(["shutting-down"]));
    expect(world.sessions.size).toBe(0);
  });
});

type Step =
  | { readonly do: "tell"; readonly who: number }
  | { readonly do: "cut"; readonly who: number; readonly isSeen: boolean }
  | { readonly do: "wait"; readonly ms: number };

const who = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("tell" as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("cut" as const), who, isSeen: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(60) }) },
);

test("wherever connections are cut, every message arrives once, in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World();
      const people = world.pair();
      const told: string[][] = people.map(() => []);
      for (const each of steps) {
        if (each.do === "wait") world.time.advance(each.ms);
        else if (each.do === "cut") people[each.who]?.wire.cut(each.isSeen);
        else {
          const text = `${told[each.who]?.length}`;
          told[each.who]?.push(text);
          people[each.who]?.tell(text);
        }
      }
      world.time.advance(20_000);
      expect(people.map(({ texts }) => texts)).toEqual([told[1] ?? [], told[0] ?? []]);
      expect(people.flatMap(({ ended }) => ended)).toEqual([]);
      expect(world.bugs).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

const cut = fc.record({ at: fc.nat(20_000), age: fc.nat(2), isSeen: fc.boolean() });

test("wherever connections are cut, two people find together", () => {
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 6 }), (cuts) => {
      const world = new World();
      world.settleMs = 5_000;
      for (const { at, age, isSeen } of cuts) {
        world.time.startTimer(() => world.wires.at(-1 - age)?.cut(isSeen), at);
      }
      const [ana, ben] = world.pair();
      const decisive = (types: string[]) => types.filter((type) => type !== "connections");
      expect(decisive(ana.types)).toEqual(["found", "knocking", "commit-accepted"]);
      expect(decisive(ben.types)).toEqual(["welcome"]);
      expect([...ana.ended, ...ben.ended, ...world.bugs]).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
