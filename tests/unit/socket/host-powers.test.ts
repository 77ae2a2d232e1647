// The host's powers over the link, the call and its members, against forgers, replays and those who were thrown out.
// Seen to fail, each by itself: without the check of a rotation's signature, without the generation compared, with a
// rotation taken from a session that is neither the host's nor a member's, without the row looked up at a new session's
// hello, without the check of a deletion's signature, with a policy that outlives its group, with a removal that waits
// until newcomers were admitted, and with one admitted who is out.

import { describe, expect, test } from "bun:test";
import { GRACE_MS, OUTBOX_BYTES_MAX } from "../../../src/protocol/limits.ts";
import type { ClientMessage } from "../../../src/protocol/socket-messages.ts";
import { Signer } from "../protocol/signing.ts";
import { deletion, grantTo, hostPolicy, proof, rotation, verifierOf } from "./acts.ts";
import type { Person } from "./world.ts";
import { DAY, hostKey, MEETING, World } from "./world.ts";

const forger = new Signer(2);
const coHostLeaf = new Signer(3);

/** Ana proved to be the host, Ben is a member, Cleo knocked. */
function call(world: World): readonly [Person, Person, Person] {
  const [ana, ben] = world.pair();
  ana.signaling.send(proof(ana));
  const cleo = world.person();
  world.settle();
  cleo.say("knock");
  world.settle();
  return [ana, ben, cleo];
}

function act(world: World, person: Person, message: ClientMessage): void {
  person.signaling.send(message);
  world.settle();
}

function row(world: World) {
  const found = world.store.find(MEETING, DAY);
  return found.ok ? found.value : null;
}

function generation(world: World): number | undefined {
  return row(world)?.linkGeneration;
}

describe("a rotation", () => {
  test("changes the row, tells the host, and keeps the members", () => {
    const world = new World();
    const [ana, ben] = call(world);
    act(world, ana, rotation(2));
    expect(ana.heard).toContainEqual({ type: "rotated", linkGeneration: 2 });
    expect(row(world)).toMatchObject({ linkGeneration: 2, verifier: verifierOf(2) });
    ben.wire.cut(true);
    world.settle();
    expect(ben.connections.at(-1)).toBe("resumed");
    expect([...ana.ended, ...ben.ended]).toEqual([]);
    expect(ben.types).not.toContain("rotated");
  });

  test("kills the old link for who knocks, who waits, and who has yet to open the socket", () => {
    const world = new World();
    const [ana, ben, cleo] = call(world);
    const waiting = world.person();
    const late = world.session();
    world.settle();
    act(world, ana, rotation(2));
    expect([cleo.ended, waiting.ended]).toEqual([["wrong-link"], ["wrong-link"]]);
    expect(ana.heard).toContainEqual({ type: "departed", participantId: cleo.id });
    const dan = world.person(late);
    world.settle();
    expect(dan.ended).toEqual(["wrong-link"]);
    const erin = world.person();
    world.settle();
    erin.say("knock");
    world.settle();
    expect(erin.ended).toEqual([]);
    expect(ben.heard.at(-1)).toMatchObject({ type: "knocking", participantId: erin.id });
  });

  test("kills it also when everybody has left since", () => {
    const world = new World();
    const [ana, ben, cleo] = call(world);
    const late = world.session();
    act(world, ana, rotation(2));
    for (const person of [ana, ben, cleo]) person.signaling.leave();
    world.time.advance(GRACE_MS + 1_000);
    expect(world.meetings.counts().meetings).toBe(0);
    const dan = world.person(late);
    world.settle();
    expect(dan.ended).toEqual(["wrong-link"]);
  });

  test("is done once: the same again is answered, an older one refused", () => {
    const world = new World();
    const [ana] = call(world);
    act(world, ana, rotation(2));
    act(world, ana, rotation(2));
    expect(ana.types.filter((type) => type === "rotated").length).toBe(2);
    act(world, ana, rotation(3));
    act(world, ana, rotation(2));
    expect(ana.heard.at(-1)).toEqual({ type: "act-refused", act: "rotate", reason: "wrong-link" });
    expect(row(world)).toMatchObject({ linkGeneration: 3, verifier: verifierOf(3) });
  });

  const swapped = { ...rotation(2), verifier: verifierOf(9) };
  test.each<[string, string, ClientMessage]>([
    ["signed by another key", "bad-signature", rotation(2, forger)],
    ["with another verifier than was signed", "bad-signature", swapped],
    ["that skips a generation", "wrong-link", rotation(3)],
    ["to the generation in force", "wrong-link", rotation(1, hostKey, verifierOf(9))],
    ["to the verifier 0", "malformed", { ...rotation(2), verifier: new Uint8Array(384) }],
  ])("%s changes nothing", (_, reason, message) => {
    const world = new World();
    const [ana, , cleo] = call(world);
    const { verifier } = row(world) ?? {};
    act(world, ana, message);
    expect(ana.heard.at(-1)).toMatchObject({ type: "act-refused", act: "rotate", reason });
    expect(row(world)).toMatchObject({ linkGeneration: 1, verifier });
    expect(cleo.ended).toEqual([]);
  });

  test("that the host signed isn't taken from somebody at the door", () => {
    const world = new World();
    const [, , cleo] = call(world);
    act(world, cleo, rotation(2));
    expect(cleo.heard.at(-1)).toMatchObject({ type: "act-refused", reason: "not-host" });
    expect(generation(world)).toBe(1);
  });

  test("that the host signed is taken from a member, when the host was cut off before it could", () => {
    const world = new World();
    const [, ben] = call(world);
    act(world, ben, rotation(2));
    expect(ben.heard).toContainEqual({ type: "rotated", linkGeneration: 2 });
    expect(generation(world)).toBe(2);
  });

  test("that a member made up isn't taken", () => {
    const world = new World();
    const [, ben] = call(world);
    act(world, ben, rotation(2, forger));
    expect(ben.heard.at(-1)).toMatchObject({ type: "act-refused", reason: "bad-signature" });
    expect(generation(world)).toBe(1);
  });
});

describe("the end for all", () => {
  test("reaches members, knockers, and who comes back within the grace", () => {
    const world = new World();
    const [ana, ben, cleo] = call(world);
    ben.isOnline = false;
    ben.wire.cut(true);
    world.settle();
    act(world, ana, hostPolicy({ hasEnded: true }));
    ben.isOnline = true;
    world.time.advance(5_000);
    expect([ana.ended, ben.ended, cleo.ended]).toEqual(Array(3).fill(["ended"]));
    expect(world.media.log.filter((line) => line.startsWith("remove")).length).toBe(3);
    expect(world.meetings.counts().participants).toBe(0);
    world.time.advance(GRACE_MS);
    expect(world.sessions.size).toBe(0);
  });

  test("isn't the link's: who comes by it afterwards founds a fresh call, with an open door", () => {
    const world = new World();
    const [ana] = call(world);
    act(world, ana, hostPolicy({ hasEnded: true, isLocked: true }));
    const dan = world.person();
    world.settle();
    expect(dan.types).toEqual(["found"]);
    dan.say("founded");
    const erin = world.person();
    world.settle();
    erin.say("knock");
    world.settle();
    expect([...dan.ended, ...erin.ended]).toEqual([]);
  });

  test("is no co-host's to bring about", () => {
    const world = new World();
    const [ana, ben] = call(world);
    const grants = [grantTo(ben, coHostLeaf)];
    // Also while the server has not heard of the grant yet.
    for (const version of [2, 3]) {
      act(world, ben, hostPolicy({ version, hasEnded: true, grants }, coHostLeaf, ben.id));
      expect(ben.heard.at(-1)).toMatchObject({ type: "act-refused", reason: "not-host" });
      if (version === 2) act(world, ana, hostPolicy({ grants }));
    }
    expect(ana.ended).toEqual([]);
  });
});

describe("a deletion", () => {
  test("removes the row, and ends the call for everybody", () => {
    const world = new World();
    const people = call(world);
    const late = world.session();
    act(world, people[0], deletion(people[0].sessionId));
    expect(people.map(({ ended }) => ended)).toEqual(Array(3).fill(["ended"]));
    expect(row(world)).toBeNull();
    const dan = world.person(late);
    world.settle();
    expect(dan.ended).toEqual(["wrong-link"]);
  });

  test.each<[string, string, (ana: Person, ben: Person) => readonly [Person, ClientMessage]]>([
    ["by another key", "bad-signature", (ana) => [ana, deletion(ana.sessionId, forger)]],
    ["made for another session", "bad-signature", (ana, ben) => [ana, deletion(ben.sessionId)]],
    ["by who didn't prove to be the host", "not-host", (_, ben) => [ben, deletion(ben.sessionId)]],
  ])("%s is refused", (_, reason, forge) => {
    const world = new World();
    const [ana, ben] = call(world);
    const [person, message] = forge(ana, ben);
    act(world, person, message);
    expect(person.heard.at(-1)).toMatchObject({ type: "act-refused", act: "delete", reason });
    expect(generation(world)).toBe(1);
    expect(ana.ended).toEqual([]);
  });
});

test("one whose welcome is too much for its line is out, and is given no media", () => {
  const world = new World();
  const [ana, , cleo] = call(world);
  cleo.wire.bufferedBytes = OUTBOX_BYTES_MAX;
  ana.commit(1n, [cleo]);
  world.settle();
  expect(cleo.ended).toEqual(["overloaded"]);
  expect(world.media.log).not.toContain(`admit ${cleo.id}`);
});

describe("a removal", () => {
  test("takes connection and media before a newcomer of the same commit is given theirs", () => {
    const world = new World();
    const [ana, ben, cleo] = call(world);
    const before = world.media.log.length;
    ana.commit(1n, [cleo], [ben]);
    world.settle();
    expect(world.media.log.slice(before)).toEqual([`remove ${ben.id}`, `admit ${cleo.id}`]);
    expect(ben.types.at(-1)).toBe("commit");
    expect(ben.ended).toEqual(["removed"]);
  });

  test("can't be undone by a return of the session", () => {
    const world = new World();
    const [ana, ben] = call(world);
    ben.isOnline = false;
    ben.wire.cut(true);
    ana.commit(1n, [], [ben]);
    world.settle();
    ben.isOnline = true;
    world.time.advance(5_000);
    expect(ben.ended).toEqual(["removed"]);
    expect(ben.types).not.toContain("commit");
    expect(world.sessions.find(ben.sessionId)).not.toBeNull();
    world.time.advance(GRACE_MS);
    expect(world.sessions.find(ben.sessionId)).toBeNull();
  });
});
