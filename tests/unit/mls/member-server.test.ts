// One member and a server that lies. Each promise failed once with its defence out (a second Welcome is
// refused twice over: its key is gone).

import { beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Member } from "../../../src/core/mls/member.ts";
import { at, effectsOf, idOf, memberOf, random, WRONG_SEED } from "./fixtures.ts";
import {
  alarms,
  bringTogether,
  commitOf,
  commitOn,
  departed,
  epochs,
  hear,
  knocking,
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

describe("a lying server", () => {
  test("can't pass a stranger's knock on", async () => {
    await hear(ada, { type: "found" });
    const stranger = await memberOf(2, "classical", WRONG_SEED);
    const effects = await hear(ada, await knocking(stranger, 2));
    expect(alarms(effects)).toEqual([{ reason: "bad-message", name: null }]);
    expect(sent(effects, "commit")).toEqual([]);
  });

  test("can't give one's knock another's name", async () => {
    await hear(ada, { type: "found" });
    const effects = await hear(ada, await knocking(bob, 3));
    expect(told(effects)).toEqual(["alarm"]);
  });

  test("can't make a member of a group found or join another", async () => {
    await threeTogether();
    const other = await memberOf(1);
    await hear(other, { type: "found" });
    const commit = only(sent(await hear(other, await knocking(bob, 2)), "commit"));
    expect(alarms(await hear(bob, welcomeOf(commit)))).toHaveLength(1);
    expect(alarms(await hear(bob, commitOf(commit)))).toHaveLength(1);
  });

  test("is seen to hide a connection, or to make one up", async () => {
    await threeTogether();
    await hear(ada, { type: "connections", present: [idOf(1), idOf(2), idOf(7)] }, 1_000);
    expect(alarms(await tick(ada, 6_000))).toEqual([{ reason: "unknown-connection", name: null }]);
    expect(alarms(await tick(ada, 36_000))).toEqual([
      { reason: "missing-connection", name: "person 3" },
    ]);
  });

  test("can't make a member throw, whatever it sends", async () => {
    await threeTogether();
    const late = await memberOf(5);
    const good = only(
      sent(
        await effectsOf((out) =>
          ada.handleSignal(
            { type: "status", isMicOn: true, isCameraOn: true, isSharing: false },
            at(0),
            out,
          ),
        ),
        "application",
      ),
    ).message;
    const commit = await commitOn(ada, [departed(3)], 20_000);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((tail) => new Uint8Array(tail)),
      fc.uint8Array({ maxLength: 300 }).map((tail) => new Uint8Array([0, 1, 0, 2, ...tail])),
      fc.uint8Array({ maxLength: 300 }).map((tail) => new Uint8Array([0, 1, 0, 3, 0, 1, ...tail])),
      fc.nat(good.length - 1).map((index) => good.with(index, (good[index] ?? 0) ^ 1)),
      // Not the epoch: a later one is a reason to leave, which ends the test.
      fc.integer({ min: 30, max: commit.message.length - 1 }).map((index) => {
        return commit.message.with(index, (commit.message[index] ?? 0) ^ 1);
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (message) => {
        for (const member of [bob, late]) {
          await hear(member, { type: "application", sender: idOf(1), message }, 20_500);
          await hear(member, { type: "welcome", sender: idOf(1), message }, 20_500);
          await hear(member, { type: "knocking", participantId: idOf(6), sealed: message }, 20_500);
          await hear(
            member,
            { type: "commit", sender: idOf(1), message, added: [], removed: [] },
            20_500,
          );
        }
      }),
      { numRuns: 80 },
    );
    // And it goes on as if nothing had been.
    await hear(bob, departed(3), 20_600);
    expect(epochs(await hear(bob, commitOf(commit), 20_600))).toHaveLength(1);
  });

  test("gets nothing out of a member that has left or is closed", async () => {
    await threeTogether();
    bob.close();
    expect(bob.nextWakeup()).toBeNull();
    expect(await hear(bob, { type: "found" })).toEqual([]);
    expect(await hear(bob, { type: "application", sender: idOf(1), message: random(90) })).toEqual(
      [],
    );
  });
});
