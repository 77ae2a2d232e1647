// One member from its knock to its leaving, and an honest server.

import { beforeEach, describe, expect, test } from "bun:test";
import { rankDelayMs } from "../../../src/core/mls/committer.ts";
import type { Member } from "../../../src/core/mls/member.ts";
import { at, idOf, memberOf } from "./fixtures.ts";
import {
  alarms,
  bringTogether,
  commitOf,
  commitOn,
  departed,
  epochs,
  hear,
  knocking,
  knockOf,
  left,
  only,
  sent,
  tick,
  told,
  welcomeOf,
} from "./member-play.ts";

let ada: Member;
let bob: Member;
let eve: Member;
const threeTogether = () => bringTogether([ada, bob, eve]);

beforeEach(async () => {
  [ada, bob, eve] = await Promise.all([memberOf(1), memberOf(2), memberOf(3)]);
});

describe("a member", () => {
  test("knocks at the start, and founds when it is told to", async () => {
    expect((await knockOf(ada)).length).toBeGreaterThan(200);
    const founding = await hear(ada, { type: "found" });
    expect(told(founding)).toEqual(["founded", "epoch", "ready", "policy"]);
    expect(epochs(founding)).toMatchObject([{ epoch: 0n, ownLeafIndex: 0, isUrgent: false }]);
    expect(only(epochs(founding)).baseKey.length).toBe(16);
    expect(sent(founding, "founded")[0]?.groupId.length).toBe(16);
  });

  test("founds one group only", async () => {
    await hear(ada, { type: "found" });
    expect(alarms(await hear(ada, { type: "found" }))).toEqual([
      { reason: "bad-message", name: null },
    ]);
  });

  test("founds in vain when another was faster, and leaves to come again", async () => {
    await hear(ada, { type: "found" });
    const commit = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    await hear(bob, { type: "found" });
    expect(told(await hear(bob, welcomeOf(commit)))).toEqual(["left"]);
  });

  test("adds who knocks, and shares keys and code with the newcomer", async () => {
    await hear(ada, { type: "found" });
    const commit = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    expect(commit.added).toEqual([idOf(2)]);
    const adas = only(epochs(await hear(ada, { type: "commit-accepted", epoch: 0n })));
    const bobs = only(epochs(await hear(bob, welcomeOf(commit))));
    expect(bobs.baseKey).toEqual(adas.baseKey);
    expect(bobs.safety).toEqual(adas.safety);
    expect(bobs.roster.map(({ name }) => name)).toEqual(["person 1", "person 2"]);
    expect([adas.ownLeafIndex, bobs.ownLeafIndex]).toEqual([0, 1]);
  });

  test("commits a knock that the server repeats once", async () => {
    await hear(ada, { type: "found" });
    const knock = await knocking(bob, 2);
    const commit = only(sent(await hear(ada, knock), "commit"));
    expect(told(await hear(ada, knock))).toEqual([]);
    await hear(ada, { type: "commit-accepted", epoch: 0n });
    expect(told(await hear(ada, knock, 10))).toEqual([]);
    expect(sent(await tick(ada, 5_000), "commit")).toEqual([]);
    expect(commit.removed).toEqual([]);
  });

  test("forgets a knocker that departs", async () => {
    await threeTogether();
    const late = await memberOf(4);
    await hear(bob, await knocking(late, 4));
    await hear(bob, departed(4));
    expect(sent(await tick(bob, 5_000), "commit")).toEqual([]);
    expect(bob.nextWakeup()).not.toBeNull();
  });

  test("waits its turn, and takes over from those who are silent", async () => {
    await threeTogether();
    const late = await memberOf(4);
    const knock = await knocking(late, 4);
    const members = [ada, bob, eve];
    const turns: number[] = [];
    for (const member of members) {
      const now = await hear(member, knock, 20_000);
      for (let time = 0; time <= 2 * rankDelayMs(3); time += rankDelayMs(3)) {
        if (sent(time === 0 ? now : await tick(member, 20_000 + time), "commit").length > 0) {
          turns.push(time);
        }
      }
    }
    expect(turns).toEqual([0, rankDelayMs(3), 2 * rankDelayMs(3)]);
  });

  test("removes who departed, urgently, and adds who knocks in the same commit", async () => {
    await threeTogether();
    const late = await memberOf(4);
    const commit = await commitOn(bob, [await knocking(late, 4), departed(3)], 20_000);
    await hear(ada, departed(3), 20_000);
    expect([commit.added, commit.removed]).toEqual([[idOf(4)], [idOf(3)]]);
    const bobs = only(epochs(await hear(bob, { type: "commit-accepted", epoch: 2n }, 20_400)));
    const adas = only(epochs(await hear(ada, commitOf(commit, 2), 20_400)));
    expect([adas.isUrgent, bobs.isUrgent]).toEqual([true, true]);
    expect(bobs.safety).toEqual(adas.safety);
    expect(left(await hear(eve, commitOf(commit, 2), 20_400))).toEqual(["removed"]);
    expect(only(epochs(await hear(late, welcomeOf(commit), 20_400))).baseKey).toEqual(adas.baseKey);
  });

  test("drops its commit for one that won, and tries again in the next epoch", async () => {
    await threeTogether();
    const [dan, kim] = await Promise.all([memberOf(4), memberOf(5)]);
    const [dans, kims] = [await knocking(dan, 4), await knocking(kim, 5)];
    const adas = only(sent(await hear(ada, dans, 20_000), "commit"));
    await hear(bob, kims, 20_000);
    const bobs = only(sent(await tick(bob, 20_000 + rankDelayMs(3)), "commit"));
    // Bob's wins; Ada has it before the refusal of hers.
    const entered = await hear(ada, commitOf(bobs), 20_400);
    expect(only(epochs(entered)).roster.map(({ name }) => name)).toContain("person 5");
    const again = only([...sent(entered, "commit"), ...sent(await tick(ada, 20_850), "commit")]);
    expect(again.added).toEqual(adas.added);
    await hear(ada, { type: "commit-refused", epoch: 3n }, 20_900);
    const accepted = await hear(ada, { type: "commit-accepted", epoch: 3n }, 20_950);
    const codes = [accepted, await hear(dan, welcomeOf(again), 20_950)].map(
      (effects) => only(epochs(effects)).safety.digits,
    );
    expect(new Set(codes).size).toBe(1);
  });

  test("asks again after a while when the server refuses without a winner", async () => {
    await hear(ada, { type: "found" });
    const first = only(sent(await hear(ada, await knocking(bob, 2)), "commit"));
    expect(told(await hear(ada, { type: "commit-refused", epoch: 0n }, 10))).toEqual([]);
    expect(ada.nextWakeup()).toBe(at(1_010));
    const second = only(sent(await tick(ada, 1_010), "commit"));
    expect(second.message).not.toEqual(first.message);
    await hear(ada, { type: "commit-accepted", epoch: 0n }, 1_020);
    expect(epochs(await hear(bob, welcomeOf(second), 1_030))).toHaveLength(1);
  });

  test("leaves a group whose commits it missed", async () => {
    await threeTogether();
    const missed = await commitOn(ada, [departed(3)], 20_000);
    await hear(ada, { type: "commit-accepted", epoch: 2n }, 20_510);
    const commit = await commitOn(ada, [await knocking(await memberOf(4), 4)], 20_600);
    expect(missed.removed).toEqual([idOf(3)]);
    expect(left(await hear(bob, commitOf(commit), 21_100))).toEqual(["group-lost"]);
    expect(told(await hear(bob, commitOf(missed), 21_100))).toEqual([]);
  });

  test("leaves with an alarm that names who broke the rules", async () => {
    await threeTogether();
    const commit = await commitOn(ada, [departed(3)], 20_000);
    // To Bob the server never said that Eve departed: to him Ada throws her out.
    const effects = await hear(bob, commitOf(commit), 20_400);
    expect(alarms(effects)).toEqual([{ reason: "bad-commit", name: "person 1" }]);
    expect(left(effects)).toEqual(["broken-rules"]);
    expect(bob.nextWakeup()).toBeNull();
  });

  test("takes a commit once, and no past one", async () => {
    await threeTogether();
    const commit = await commitOn(ada, [departed(3)], 20_000);
    await hear(bob, departed(3), 20_000);
    expect(epochs(await hear(bob, commitOf(commit), 20_400))).toHaveLength(1);
    expect(told(await hear(bob, commitOf(commit), 20_400))).toEqual([]);
  });
});
