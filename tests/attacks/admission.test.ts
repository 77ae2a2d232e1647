// Holders of the link and the server together get somebody past a waiting room in the place of one whom the host lets
// in. Seen to fail with the latest knock of an ID taken in place of the first, and with one of an ID that is gone.

import { beforeEach, expect, test } from "bun:test";
import { makeKeyPackage } from "../../src/core/mls/key-package.ts";
import { sealKnock } from "../../src/core/mls/knock.ts";
import { makeSuite } from "../../src/core/mls/suite.ts";
import type { ServerMessage } from "../../src/protocol/socket-messages.ts";
import type { Person } from "../support/meeting-person.ts";
import { linkKeysOf, MEETING_ID, MeetingWorld, random } from "../support/meeting-world.ts";

let world: MeetingWorld;
let host: Person;
let bob: Person;

/** The host sees that Bob waits. */
beforeEach(async () => {
  world = await MeetingWorld.open();
  host = await world.join("Host", { host: world.host });
  await world.run(1_000);
  await world.act(host, { type: "set-door", door: { hasWaitingRoom: true } });
  await world.run(1_000);
  bob = await world.join("Bob");
  await world.run(1_000);
  expect(host.waiting).toEqual(["Bob"]);
});

/** A rightly made knock of Mallory's, for Bob's connection. */
async function malloryAsBob(): Promise<ServerMessage> {
  const suite = await makeSuite("classical", crypto.subtle, random);
  const meeting = { meetingId: MEETING_ID, hostKey: world.host.publicKey, suite };
  const { generation } = world.link;
  const link = { ...linkKeysOf(world.link.secret), generation };
  const { publicPackage } = await makeKeyPackage(meeting, link, bob.id, "Mallory", null);
  const sealed = await sealKnock(publicPackage, bob.id, link, crypto.subtle, random);
  return { type: "knocking", participantId: bob.id, sealed };
}

test("a knock that takes another's place before the host answers isn't let in", async () => {
  world.pass(host, await malloryAsBob());
  await world.run(100);
  await world.act(host, { type: "admit", participantId: bob.id });
  await world.run(2_000);
  expect(host.sees).toEqual(["Host", "Bob"]);
  expect(host.alarms).toEqual([{ reason: "bad-message", name: null }]);
});

test("nor one that comes while the host's answer is under way", async () => {
  world.pass(host, await malloryAsBob());
  await world.act(host, { type: "admit", participantId: bob.id });
  await world.run(20_000);
  expect(host.sees).toEqual(["Host", "Bob"]);
});

test("nor one for which Bob is said to have gone", async () => {
  world.pass(host, { type: "departed", participantId: bob.id });
  world.pass(host, await malloryAsBob());
  await world.run(100);
  // The host's click on what was shown until then.
  await world.act(host, { type: "admit", participantId: bob.id });
  await world.run(20_000);
  const seen = host.epochs.flatMap(({ roster }) => roster.map(({ name }) => name));
  expect(new Set(seen)).toEqual(new Set(["Host"]));
});
