// The host's powers over the door, against a member who forges or replays them: proof, policy, deny.
// Seen to fail, each by itself: without the check of a proof's signature, with a proof not bound to its session or not
// to its challenges, without the check of a policy's signature, with its versions not compared, with one taken from a
// stranger, with a `deny` that asks nobody who they are, with members counted as knockers, with a group given up for
// who doesn't knock, and with refusals that cost nothing.

import { describe, expect, test } from "bun:test";
import { meetingIdFromBytes } from "../../../src/protocol/ids.ts";
import type { ClientMessage } from "../../../src/protocol/socket-messages.ts";
import { Signer } from "../protocol/signing.ts";
import { grantTo, hostPolicy, proof } from "./acts.ts";
import type { Person } from "./world.ts";
import { hostKey, World } from "./world.ts";

const forger = new Signer(2);
const coHostLeaf = new Signer(3);
const LOCKED = { version: 2, isLocked: true };

/** Ana is alone in the group and proved to be the host. */
function hosting(world: World): Person {
  const ana = world.founder();
  act(world, ana, proof(ana));
  return ana;
}

function act(world: World, person: Person, message: ClientMessage): void {
  person.signaling.send(message);
  world.settle();
}

/** One who came through SRP and knocks. */
function knocker(world: World): Person {
  const person = world.person();
  world.settle();
  person.say("knock");
  world.settle();
  return person;
}

/** What the last act was turned down for; null when it wasn't. */
function refusal(person: Person): string | null {
  const last = person.heard.at(-1);
  return last?.type === "act-refused" ? `${last.act}: ${last.reason}` : null;
}

function join(world: World, by: Person, epoch: bigint): Person {
  const person = knocker(world);
  by.commit(epoch, [person]);
  world.settle();
  return person;
}

/** Whether one more could knock now. */
function isLocked(world: World): boolean {
  const { ended, signaling } = knocker(world);
  signaling.leave();
  world.settle();
  return ended.includes("locked");
}

describe("the host's proof", () => {
  test("lasts as long as the session: also on the next socket", () => {
    const world = new World();
    const ana = hosting(world);
    ana.wire.cut(true);
    world.settle();
    const ben = knocker(world);
    act(world, ana, { type: "deny", participantId: ben.id });
    expect(ben.ended).toEqual(["denied"]);
  });

  test("signed on a socket that broke counts on the next", () => {
    const world = new World();
    const ana = world.founder();
    ana.wire.cut(true);
    ana.signaling.send(proof(ana));
    world.settle();
    act(world, ana, { type: "deny", participantId: knocker(world).id });
    expect(ana.types).not.toContain("act-refused");
  });

  test("ends with the session", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    ana.signaling.leave();
    world.settle();
    act(world, ben, { type: "deny", participantId: knocker(world).id });
    expect(refusal(ben)).toBe("deny: not-host");
  });

  test.each<[string, (ana: Person, ben: Person) => ClientMessage]>([
    ["replayed from another session", (ana) => proof(ana)],
    ["made for another session", (ana, ben) => proof({ ...ben, sessionId: ana.sessionId })],
    [
      "made for another challenge",
      (ana, ben) => proof({ sessionId: ben.sessionId, nonce: ana.nonce }),
    ],
    ["by another key", (_, ben) => proof(ben, forger)],
  ])("%s is none", (_, forge) => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    act(world, ben, forge(ana, ben));
    expect(refusal(ben)).toBe("prove: bad-signature");
    act(world, ben, { type: "deny", participantId: knocker(world).id });
    expect(refusal(ben)).toBe("deny: not-host");
    expect(world.counted).toEqual(["bad-signature", "not-host"]);
  });
});

describe("a lock", () => {
  test("turns a knocker away, and tells those who wait already", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = knocker(world);
    act(world, ana, hostPolicy(LOCKED));
    expect(ben.ended).toEqual(["locked"]);
    expect(ana.heard).toContainEqual({ type: "departed", participantId: ben.id });
    const cleo = knocker(world);
    expect(cleo.ended).toEqual(["locked"]);
    expect(ana.types.filter((type) => type === "knocking").length).toBe(1);
    expect(world.counted).toEqual(["locked", "locked"]);
  });

  test("lets the host's other device knock, once it has proved to be the host's", () => {
    const world = new World();
    const ana = hosting(world);
    const phone = world.person();
    world.settle();
    act(world, ana, hostPolicy(LOCKED));
    phone.signaling.send(proof(phone));
    phone.say("knock");
    world.settle();
    expect(phone.ended).toEqual([]);
    expect(ana.heard.at(-1)).toMatchObject({ type: "knocking", participantId: phone.id });
  });

  test("throws out no member whose own knock comes late", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    act(world, ana, hostPolicy(LOCKED));
    ben.say("knock");
    world.settle();
    expect(ben.ended).toEqual([]);
  });

  test("ends with a newer policy", () => {
    const world = new World();
    const ana = hosting(world);
    act(world, ana, hostPolicy(LOCKED));
    act(world, ana, hostPolicy({ version: 3 }));
    expect(isLocked(world)).toBe(false);
  });

  test("ends with its group", () => {
    const world = new World();
    const ana = hosting(world);
    act(world, ana, hostPolicy(LOCKED));
    ana.signaling.leave();
    world.settle();
    const ben = knocker(world);
    expect(ben.types).toEqual(["found"]);
    expect(isLocked(world)).toBe(false);
  });

  test("doesn't end when a member claims to have founded another group", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    act(world, ana, hostPolicy(LOCKED));
    act(world, ben, { type: "founded", groupId: new Uint8Array(16).fill(9) });
    expect(ben.ended).toEqual(["group-lost"]);
    expect(isLocked(world)).toBe(true);
  });

  test("outlasts a group whose members are cut off, while only who doesn't knock waits", () => {
    const world = new World();
    const ana = hosting(world);
    act(world, ana, hostPolicy(LOCKED));
    const silent = world.person();
    ana.isOnline = false;
    ana.wire.cut(true);
    world.time.advance(10_000);
    expect(silent.types).toEqual([]);
    ana.isOnline = true;
    world.time.advance(5_000);
    expect(ana.ended).toEqual([]);
    expect(isLocked(world)).toBe(true);
  });
});

describe("a policy", () => {
  test("may be brought by any member, and again by each", () => {
    const world = new World();
    const ana = world.founder();
    const ben = join(world, ana, 0n);
    act(world, ben, hostPolicy(LOCKED));
    act(world, ana, hostPolicy(LOCKED));
    expect(isLocked(world)).toBe(true);
    expect([...ana.types, ...ben.types]).not.toContain("act-refused");
  });

  test("may be a co-host's, when the host granted it before", () => {
    const world = new World();
    const ana = world.founder();
    const ben = join(world, ana, 0n);
    const grants = [grantTo(ben, coHostLeaf)];
    act(world, ana, hostPolicy({ grants }));
    act(world, ben, hostPolicy({ ...LOCKED, grants }, coHostLeaf, ben.id));
    expect(isLocked(world)).toBe(true);
  });

  const elsewhere = meetingIdFromBytes(new Uint8Array(10).fill(8));
  test.each<[string, string, (ben: Person) => ClientMessage]>([
    [
      "signed by another key as the host",
      "bad-signature",
      () => hostPolicy({ version: 3 }, forger),
    ],
    [
      "signed by a member without a grant",
      "not-host",
      (ben) => hostPolicy({ version: 3 }, forger, ben.id),
    ],
    [
      "signed by a member who grants itself",
      "not-host",
      (ben) => hostPolicy({ version: 3, grants: [grantTo(ben, forger)] }, forger, ben.id),
    ],
    ["older than the one kept", "taken-over", () => hostPolicy({ version: 1 })],
    ["as old as the one kept", "taken-over", () => hostPolicy({ version: 2 })],
    ["of another meeting", "group-lost", () => hostPolicy({ version: 3, meetingId: elsewhere })],
    [
      "of another group",
      "group-lost",
      () => hostPolicy({ version: 3, groupId: new Uint8Array(16) }),
    ],
    ["of no shape", "malformed", () => ({ type: "policy", signed: new Uint8Array(200) })],
  ])("%s unlocks nothing", (_, reason, forge) => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    act(world, ana, hostPolicy(LOCKED));
    act(world, ben, forge(ben));
    expect(refusal(ben)).toBe(`policy: ${reason}`);
    expect(ben.ended).toEqual([]);
    expect(isLocked(world)).toBe(true);
  });

  test("from one who isn't a member counts for nothing, whoever signed it", () => {
    const world = new World();
    hosting(world);
    const ben = knocker(world);
    act(world, ben, hostPolicy(LOCKED));
    expect(refusal(ben)).toBe("policy: not-member");
    expect(isLocked(world)).toBe(false);
  });

  test("before there is a group counts for nothing", () => {
    const world = new World();
    const ana = world.person();
    world.settle();
    act(world, ana, hostPolicy(LOCKED));
    expect(refusal(ana)).toBe("policy: not-member");
  });

  test("refused again and again ends who brings it", () => {
    const world = new World();
    const ana = world.founder();
    for (let times = 0; times < 100; times++) {
      ana.signaling.send(hostPolicy({ version: 3 }, forger));
    }
    world.settle();
    expect(ana.ended).toEqual(["overloaded"]);
    expect(ana.types.filter((type) => type === "act-refused").length).toBeLessThan(60);
  });
});

describe("a denial", () => {
  test("tells the knocker, takes back its knock, and stays", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = knocker(world);
    act(world, ana, { type: "deny", participantId: ben.id });
    expect(ben.ended).toEqual(["denied"]);
    expect(ana.heard).toContainEqual({ type: "departed", participantId: ben.id });
    ana.commit(0n, [ben]);
    world.settle();
    expect(ana.types.at(-1)).toBe("commit-refused");
    expect(ben.types).toEqual([]);
  });

  test("reaches a knocker that is cut off when it comes back", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = knocker(world);
    ben.isOnline = false;
    ben.wire.cut(true);
    act(world, ana, { type: "deny", participantId: ben.id });
    ben.isOnline = true;
    world.time.advance(5_000);
    expect(ben.ended).toEqual(["denied"]);
  });

  test("may be a co-host's", () => {
    const world = new World();
    const ana = world.founder();
    const ben = join(world, ana, 0n);
    act(world, ana, hostPolicy({ grants: [grantTo(ben, coHostLeaf)] }));
    const cleo = knocker(world);
    act(world, ben, { type: "deny", participantId: cleo.id });
    expect(cleo.ended).toEqual(["denied"]);
  });

  test("by a plain member, or a knocker, is refused", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    const cleo = knocker(world);
    for (const person of [ben, cleo]) {
      act(world, person, { type: "deny", participantId: cleo.id });
      expect(refusal(person)).toBe("deny: not-host");
    }
    expect(cleo.ended).toEqual([]);
  });

  test("of who is in already, or is nobody, is refused", () => {
    const world = new World();
    const ana = hosting(world);
    const ben = join(world, ana, 0n);
    for (const participantId of [ben.id, hostKey.publicKey.toHex().slice(0, 32) as typeof ben.id]) {
      act(world, ana, { type: "deny", participantId });
      expect(refusal(ana)).toBe("deny: unknown-session");
    }
    expect(ben.ended).toEqual([]);
  });
});
