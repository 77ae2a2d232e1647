// A compromised server, or an insider, talks somebody into a weaker suite or another version. Seen to fail
// with the suite taken out of every check of key packages, and without the check of the version.

import { describe, expect, test } from "bun:test";
import { enterMeeting } from "../../src/client/entry.ts";
import { encodeFragment, parseFragment } from "../../src/core/link/fragment.ts";
import { makeKeyPackage } from "../../src/core/mls/key-package.ts";
import { sealKnock } from "../../src/core/mls/knock.ts";
import { MeetingWorld } from "../support/meeting-world.ts";
import { random, World } from "../unit/entry/entry-world.ts";
import { idOf, linkOf, meeting, memberOf, subtle, xwingMeeting } from "../unit/mls/fixtures.ts";
import { alarms, epochs, hear, knockOf, only, sent } from "../unit/mls/member-play.ts";

describe("with a link of the hybrid suite", () => {
  test("a Welcome of the classical suite isn't taken", async () => {
    const founder = await memberOf(1, "classical");
    await hear(founder, { type: "found" });
    const victim = await memberOf(2, "xwing");
    await knockOf(victim);
    const twin = await makeKeyPackage(meeting, linkOf(), idOf(2), "person 2", null);
    const sealed = await sealKnock(twin.publicPackage, idOf(2), linkOf(), subtle, random);
    const knocking = { type: "knocking", participantId: idOf(2), sealed } as const;
    const { welcome } = only(sent(await hear(founder, knocking), "commit"));
    const effects = await hear(victim, { type: "welcome", sender: idOf(1), message: welcome });
    expect(epochs(effects)).toEqual([]);
    expect(alarms(effects)).toEqual([{ reason: "bad-message", name: null }]);
  });

  test("who knocks with classical keys isn't added, whose keys a quantum computer would read", async () => {
    const founder = await memberOf(1, "xwing");
    await hear(founder, { type: "found" });
    const { publicPackage } = await makeKeyPackage(meeting, linkOf(), idOf(2), "person 2", null);
    const sealed = await sealKnock(publicPackage, idOf(2), linkOf(), subtle, random);
    const effects = await hear(founder, { type: "knocking", participantId: idOf(2), sealed });
    expect(sent(effects, "commit")).toEqual([]);
    const right = await makeKeyPackage(xwingMeeting, linkOf(), idOf(3), "person 3", null);
    const good = await sealKnock(right.publicPackage, idOf(3), linkOf(), subtle, random);
    const added = await hear(founder, { type: "knocking", participantId: idOf(3), sealed: good });
    expect(sent(added, "commit")).toHaveLength(1);
  });

  test("two suites never share a group, whatever the server says", async () => {
    const world = await MeetingWorld.open();
    const weak = await world.join("Weak", { suite: "classical" });
    await world.run(1_000);
    const strong = await world.join("Strong", { suite: "xwing" });
    await world.run(30_000);
    expect([weak.sees, strong.sees]).toEqual([["Weak"], []]);
  });
});

test("the suite is the link's: changing it makes another link, and no entry changes it", async () => {
  const world = new World();
  const { meetingId, fragment } = await world.meeting();
  const entered = await enterMeeting({ meetingId, fragment, fetch: world.fetch, random });
  if (!entered.ok) throw new Error(entered.reason);
  expect("suite" in entered.value).toBe(false);
  expect(parseFragment(encodeFragment(fragment))?.suite).toBe(fragment.suite);
});

test("a server of another version is turned away, and not spoken to in it", async () => {
  const world = new World();
  const { meetingId, fragment } = await world.meeting();
  for (const version of [0, 2]) {
    world.tamper = (path, answer) =>
      path === "/api/srp/proof" ? answer.with(answer.length - 1, version) : answer;
    const entered = await enterMeeting({ meetingId, fragment, fetch: world.fetch, random });
    expect(entered).toEqual({ ok: false, reason: "wrong-version" });
  }
});
