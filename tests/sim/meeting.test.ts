// The whole group under random people, faults and a server that lies: real members, real MLS, the real
// delivery service, a virtual clock, a seed each. `bun run sim --seed N` replays one. Each was seen to fail
// with a defence out: the lock and the waiting room in the members' rules, the count of refusals due, the
// change to a new link, the state told again (48), the late founder who goes (91), the put-out who is no
// stranger (214), the stranger who is leaving (16, 39), the line asked for once more (24).

import { describe, expect, test } from "bun:test";
import {
  afterHealingEveryoneIsInOneEpoch,
  anOldLinkNeverOpens,
  aRemovedMemberExportsNoLaterKey,
  equalEpochMeansEqualAuthenticatorAndPolicy,
  everyActIsDoneOrRefusedInTime,
  everyLineIsHeard,
  nobodyIsAddedWhileLocked,
  nobodyIsAddedWithoutAdmission,
  nobodyWasAlarmedOrCastOut,
  noKeySealsTwoFramesUnderOneCounter,
  noLineIsHeardTwice,
  oneAcceptedCommitAnEpoch,
  policiesOnlyGoForward,
} from "./checkers.ts";
import { Play } from "./play.ts";

/** Fixed ones, and one that is new at each run: its name is printed, and replays it. */
const FRESH = Number(process.env["SIM_SEED"] ?? Date.now() % 2 ** 31);

const SAFETY = [
  oneAcceptedCommitAnEpoch,
  equalEpochMeansEqualAuthenticatorAndPolicy,
  aRemovedMemberExportsNoLaterKey,
  nobodyIsAddedWhileLocked,
  nobodyIsAddedWithoutAdmission,
  anOldLinkNeverOpens,
  policiesOnlyGoForward,
  everyActIsDoneOrRefusedInTime,
  noLineIsHeardTwice,
] as const;

async function check(seed: number, steps: number, setting: Parameters<typeof Play.run>[2]) {
  console.log(`bun run sim --seed ${seed} --steps ${steps}`, JSON.stringify(setting));
  const play = await Play.run(seed, steps, setting);
  for (const checker of SAFETY) checker(play.world);
  noKeySealsTwoFramesUnderOneCounter(play.frames.seals);
  expect(play.frames.seals.length).toBeGreaterThan(0);
  if (!setting.isServerLying) {
    nobodyWasAlarmedOrCastOut(play.world);
    afterHealingEveryoneIsInOneEpoch(play);
    everyLineIsHeard(play);
  }
  play.world.close();
  return play;
}

describe("with an honest server, everybody agrees after all that people and hosts do", () => {
  test.each([1, 2, 16, 21, 24, 39, 48, 89, 91, 214, FRESH])(
    "seed %d",
    async (seed) => {
      await check(seed, 60, { suite: "classical", isServerLying: false });
    },
    60_000,
  );

  test("with the hybrid suite", async () => {
    await check(1, 15, { suite: "xwing", isServerLying: false });
  }, 60_000);
});

describe("with a server that lies, nobody gets in or reads who must not", () => {
  test.each([1, 2, 3, FRESH])(
    "seed %d",
    async (seed) => {
      await check(seed, 60, { suite: "classical", isServerLying: true });
    },
    60_000,
  );
});

test("the same seed is the same run", async () => {
  const stories = [];
  for (const _ of [1, 2]) {
    const play = await check(5, 30, { suite: "classical", isServerLying: true });
    stories.push(play.world.people.map(({ name, sees, left }) => `${name} ${sees} ${left}`));
  }
  expect(stories[0]).toEqual(stories[1] ?? []);
});
