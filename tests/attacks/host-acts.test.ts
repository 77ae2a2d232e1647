// Somebody forges what only the host may do. Seen to fail with each of these taken out: the check of who
// brings a policy, of Removes, of Adds, of who may ask, of a host's proof. An announcement counts for nothing
// but in its maker's own commit. Of policies' signatures and versions see tests/unit/mls/host-rules.test.ts.

import { describe, expect, test } from "bun:test";
import type { Alarm } from "../../src/core/mls/alarm.ts";
import { policyExtensions } from "../../src/core/mls/group-policy.ts";
import type { Policy } from "../../src/protocol/policy.ts";
import { applicationMessage, commitMessage, HostileInsider } from "../support/hostile-insider.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import {
  add,
  host,
  idOf,
  impostor,
  keyPackageOf,
  linkPsk,
  remove,
  signedPolicyWith,
} from "../unit/mls/fixtures.ts";
import { alarms, epochs, hear, left } from "../unit/mls/member-play.ts";

const REFUSED: Alarm[] = [{ reason: "bad-commit", name: "person 1" }];
const ACTS: [string, Partial<Policy>][] = [
  ["locking", { isLocked: true }],
  ["opening a waiting room", { hasWaitingRoom: true }],
  ["forbidding chat", { mayChat: false }],
  ["replacing the link", { linkGeneration: 2 }],
  ["ending the meeting", { hasEnded: true }],
  ["the spotlight", { spotlight: [idOf(2)] }],
];

describe("an insider, with or without the server, can't forge", () => {
  test.each(ACTS)("%s by a key of its own", async (_, change) => {
    const insider = await HostileInsider.among(2, [2]);
    const extensions = policyExtensions(await signedPolicyWith(change, impostor));
    const { message } = await insider.make({ adds: [], removes: [], extensions });
    const { member } = insider.victim;
    const before = member.policy;
    const effects = await hear(member, commitMessage(message));
    expect([alarms(effects), left(effects), epochs(effects)]).toEqual([
      REFUSED,
      ["broken-rules"],
      [],
    ]);
    expect(member.policy).toEqual(before);
  });

  test("the host's own act, played again in the insider's commit", async () => {
    const insider = await HostileInsider.among(2, [2]);
    const extensions = policyExtensions(await signedPolicyWith({ isLocked: true }, host));
    const { message } = await insider.make({ adds: [], removes: [], extensions });
    const effects = await hear(insider.victim.member, commitMessage(message));
    expect([alarms(effects), left(effects)]).toEqual([REFUSED, ["broken-rules"]]);
  });

  test("a removal", async () => {
    const insider = await HostileInsider.among(3, [2]);
    const effects = await hear(
      insider.victim.member,
      commitMessage(await insider.commit(remove(2))),
    );
    expect([alarms(effects), left(effects)]).toEqual([REFUSED, ["broken-rules"]]);
  });

  test("an admission to a locked meeting", async () => {
    const insider = await HostileInsider.among(2, [2], host);
    const extensions = policyExtensions(await signedPolicyWith({ isLocked: true }, host));
    const locked = await insider.make({ adds: [], removes: [], extensions });
    insider.state = locked.next;
    const { member } = insider.victim;
    await hear(member, commitMessage(locked.message));
    expect(member.policy?.isLocked).toBe(true);
    const { publicPackage } = await keyPackageOf(9);
    const message = await insider.commit(add(publicPackage), linkPsk());
    const effects = await hear(member, commitMessage(message));
    expect([alarms(effects), left(effects)]).toEqual([REFUSED, ["broken-rules"]]);
  });

  test("a request to mute, or a new link", async () => {
    const insider = await HostileInsider.among(2, [2]);
    const { member } = insider.victim;
    const ask = await insider.say({ type: "ask", target: null, what: "mute" });
    expect(await hear(member, applicationMessage(ask))).toEqual([]);
    const link = {
      type: "link",
      secret: new Uint8Array(16),
      generation: 2,
      salt: new Uint8Array(16),
      verifier: new Uint8Array(384),
      signature: new Uint8Array(64),
    } as const;
    expect(await hear(member, applicationMessage(await insider.say(link)))).toEqual([]);
  });
});

describe("the server can't forge", () => {
  test("any act by its own word", async () => {
    const world = await MeetingWorld.open();
    const owner = await world.join("Host", { host: world.host });
    await world.run(1_000);
    const [bob] = await world.joinAll("Bob");
    if (!bob) throw new Error("Bob");
    await world.act(owner, { type: "set-door", door: { isLocked: true } });
    await world.run(1_000);
    const before = bob.epochs.length;
    world.pass(bob, { type: "rotated", linkGeneration: 2 });
    world.pass(bob, { type: "act-refused", act: "policy", reason: "not-host" });
    world.pass(bob, { type: "commit-accepted", epoch: 1n });
    world.pass(bob, { type: "commit-refused", epoch: 9n });
    await world.join("Friend of the server");
    await world.run(30_000);
    expect(bob.epochs).toHaveLength(before);
    expect(bob.member.policy).toMatchObject({ isLocked: true, linkGeneration: 1 });
    expect(bob.sees).toEqual(["Host", "Bob"]);
    expect([bob.all("asked"), bob.all("link"), bob.left]).toEqual([[], [], null]);
  });

  test("an old act, by holding back a new one", async () => {
    const world = await MeetingWorld.open();
    const owner = await world.join("Host", { host: world.host });
    await world.run(1_000);
    const [bob] = await world.joinAll("Bob");
    if (!bob) throw new Error("Bob");
    const commits: Parameters<typeof world.pass>[1][] = [];
    world.network = {
      ...world.network,
      tamper: (_, message) => {
        if (message.type === "commit") commits.push(message);
        return [message];
      },
    };
    for (const isLocked of [true, false]) {
      await world.act(owner, { type: "set-door", door: { isLocked } });
      await world.run(1_000);
    }
    expect(commits).toHaveLength(2);
    for (const commit of commits) world.pass(bob, commit);
    await world.run(1_000);
    expect(bob.member.policy).toMatchObject({ isLocked: false, version: 2 });
  });
});

test("nobody comes into the group as a host without the host's key", async () => {
  const insider = await HostileInsider.among(2);
  const { publicPackage } = await keyPackageOf(9, { by: impostor });
  const effects = await hear(
    insider.victim.member,
    commitMessage(await insider.commit(add(publicPackage), linkPsk()), idOf(3)),
  );
  expect([alarms(effects), left(effects)]).toEqual([REFUSED, ["broken-rules"]]);
});
