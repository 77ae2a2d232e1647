// A compromised server adds a ghost: somebody who listens, and whom nobody sees. Seen to fail with the
// knock's seal and the credential's MAC taken out (each alone holds), and with the watch of connections
// silenced. An external commit is refused twice over: it isn't a private message, and isn't a member's.

import { beforeEach, expect, test } from "bun:test";
import {
  createGroupInfoWithExternalPubAndRatchetTree,
  encodeMlsMessage,
  joinGroupExternal,
} from "ts-mls";
import { copy } from "../../src/base/bytes.ts";
import type { ParticipantId } from "../../src/protocol/ids.ts";
import { commitMessage, HostileInsider } from "../support/hostile-insider.ts";
import type { Person } from "../support/meeting-person.ts";
import { MeetingWorld, random } from "../support/meeting-world.ts";
import { classical, configOf, keyPackageOf, linkOf, WRONG_SEED } from "../unit/mls/fixtures.ts";
import { alarms, epochs, hear } from "../unit/mls/member-play.ts";

let world: MeetingWorld;
let ada: Person;
let bob: Person;

beforeEach(async () => {
  world = await MeetingWorld.open();
  const [first, second] = await world.joinAll("Ada", "Bob");
  if (!first || !second) throw new Error("two people");
  [ada, bob] = [first, second];
});

test("a ghost that knocks with a link of the server's own making isn't added", async () => {
  const ghost = await world.join("Ghost", { link: { secret: random(16), generation: 1 } });
  await world.run(60_000);
  expect([ada.sees, bob.sees]).toEqual([
    ["Ada", "Bob"],
    ["Ada", "Bob"],
  ]);
  expect(ghost.epochs).toEqual([]);
  expect(ada.alarms).toContainEqual({ reason: "bad-message", name: null });
});

test("a ghost can't knock with another's knock, nor with one's own a second time", async () => {
  const eve = await world.join("Eve");
  await world.run(2_000);
  const knock = eve
    .all("send")
    .flatMap(({ message }) => (message.type === "knock" ? [message] : []));
  const [{ sealed } = { sealed: random(1) }] = knock;
  for (const participantId of ["f".repeat(32) as ParticipantId, eve.id]) {
    world.pass(ada, { type: "knocking", participantId, sealed });
    world.pass(bob, { type: "knocking", participantId, sealed });
  }
  await world.run(60_000);
  expect(ada.sees).toEqual(["Ada", "Bob", "Eve"]);
});

test("a server's own group, made without the link, welcomes nobody", async () => {
  const mallory = await MeetingWorld.open();
  mallory.link = { secret: random(16), generation: 1 };
  const [puppet] = await mallory.joinAll("Puppet");
  const late = await world.join("Late");
  for (const { message } of late.all("send")) {
    if (message.type === "knock" && puppet) {
      mallory.pass(puppet, { type: "knocking", participantId: late.id, sealed: message.sealed });
    }
  }
  await mallory.run(2_000);
  expect(puppet?.sees).toEqual(["Puppet"]);
  expect(puppet?.alarms).not.toEqual([]);
});

test("an external commit, which anybody can make, adds nobody", async () => {
  const { state, victim } = await HostileInsider.among(2);
  const info = await createGroupInfoWithExternalPubAndRatchetTree(state, [], classical);
  const { publicPackage, privatePackage } = await keyPackageOf(9, { link: linkOf(1, WRONG_SEED) });
  const external = await joinGroupExternal(
    info,
    publicPackage,
    privatePackage,
    false,
    classical,
    undefined,
    configOf(),
  );
  const { publicMessage } = external;
  const message = copy(
    encodeMlsMessage({ version: "mls10", wireformat: "mls_public_message", publicMessage }),
  );
  const effects = await hear(victim.member, commitMessage(message));
  expect(epochs(effects)).toEqual([]);
  expect(alarms(effects)).toEqual([{ reason: "bad-message", name: null }]);
});

test("a connection that belongs to nobody in the group is told to the people", async () => {
  const present = [ada.id, bob.id, "f".repeat(32) as ParticipantId];
  world.pass(ada, { type: "connections", present });
  await world.run(10_000);
  expect(ada.alarms).toEqual([{ reason: "unknown-connection", name: null }]);
});
