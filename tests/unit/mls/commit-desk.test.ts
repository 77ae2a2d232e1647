// One's own commits when the server doesn't answer, refuses, or can't be answered: nobody is stuck for ever, and
// every act is done or refused. Both were seen to fail with the watch over wanted commits taken out.

import { beforeEach, describe, expect, test } from "bun:test";
import { STUCK_MS } from "../../../src/core/mls/commit-desk.ts";
import { Group } from "../../../src/core/mls/group.ts";
import type { Member } from "../../../src/core/mls/member.ts";
import type { MemberEffect } from "../../../src/core/mls/member-effect.ts";
import { at, effectsOf, host, idOf, memberOf } from "./fixtures.ts";
import {
  bringTogether,
  departed,
  hear,
  knocking,
  left,
  only,
  sent,
  tick,
  told,
} from "./member-play.ts";

let ada: Member;
let bob: Member;
let eve: Member;

beforeEach(async () => {
  ada = await memberOf(1, "classical", 1, host);
  [bob, eve] = await Promise.all([memberOf(2), memberOf(3)]);
});

const remove = (number: number, time: number) =>
  effectsOf((out) => ada.handleAct({ type: "remove", participantId: idOf(number) }, at(time), out));
const done = (effects: readonly MemberEffect[]) =>
  effects.flatMap((effect) => (effect.type === "act-done" ? [[effect.act, effect.isThrough]] : []));

/** Ticks whenever the member wants it. @returns all effects up to `until`. */
async function ticking(member: Member, until: number): Promise<MemberEffect[]> {
  const effects: MemberEffect[] = [];
  let last = -1;
  for (let due = member.nextWakeup(); due !== null && due <= until; due = member.nextWakeup()) {
    // A wakeup that a tick leaves as it was would spin for ever.
    expect(due).toBeGreaterThan(last);
    effects.push(...(await tick(member, due)));
    last = due;
  }
  return effects;
}

test("a commit that nobody answers ends the membership, and the act is told to have failed", async () => {
  await bringTogether([ada, bob, eve]);
  await ticking(ada, 20_000);
  expect(sent(await remove(3, 20_000), "commit")).toHaveLength(1);
  expect(left(await ticking(ada, 20_000 + STUCK_MS - 1))).toEqual([]);
  const effects = await ticking(ada, 20_000 + STUCK_MS);
  expect(left(effects)).toEqual(["group-lost"]);
  expect(done(effects)).toEqual([["remove", false]]);
  expect(told(effects).at(-1)).toBe("left");
});

test("an answer that comes in time ends the watch", async () => {
  await bringTogether([ada, bob, eve]);
  await remove(3, 20_000);
  const effects = await hear(ada, { type: "commit-accepted", epoch: 2n }, 20_000 + STUCK_MS - 1);
  expect(done(effects)).toEqual([["remove", true]]);
  expect(left(await ticking(ada, 200_000))).toEqual([]);
});

test("a server that refuses each commit is left, too", async () => {
  await bringTogether([ada, bob, eve]);
  const effects = await remove(3, 20_000);
  for (let now = 20_000; left(effects).length === 0 && now < 90_000; now += 500) {
    effects.push(...(await hear(ada, { type: "commit-refused", epoch: 2n }, now)));
  }
  expect(sent(effects, "commit").length).toBeGreaterThan(30);
  expect(left(effects)).toEqual(["group-lost"]);
  expect(done(effects)).toEqual([["remove", false]]);
});

test("what is wanted no more is no longer watched over", async () => {
  await hear(ada, { type: "found" });
  await hear(ada, await knocking(bob, 2), 20_000);
  await hear(ada, { type: "commit-refused", epoch: 0n }, 20_500);
  await hear(ada, departed(2), 20_600);
  expect(left(await ticking(ada, 20_000 + 2 * STUCK_MS))).toEqual([]);
});

describe("commits that can't be made", () => {
  const { commit } = Group.prototype;
  test("are warned of once, and end the membership when that lasts", async () => {
    await bringTogether([ada, bob, eve]);
    Group.prototype.commit = () => Promise.reject(new Error("a key that can't be sealed to"));
    try {
      const effects = [...(await remove(3, 20_000)), ...(await ticking(ada, 90_000))];
      expect(effects.filter(({ type }) => type === "alarm")).toHaveLength(1);
      expect(left(effects)).toEqual(["group-lost"]);
      expect(done(effects)).toEqual([["remove", false]]);
    } finally {
      Group.prototype.commit = commit;
    }
  });
});

test("an act before one is in is refused at once", async () => {
  expect(done(await remove(3, 0))).toEqual([["remove", false]]);
  expect(only(done(await remove(3, 0)))).toEqual(["remove", false]);
});
