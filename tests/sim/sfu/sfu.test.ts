// The SFU's core on modelled networks: the real router, estimators, pacers, allocators and forwarders between
// modelled encoders and receivers, a virtual clock, a seed each. `bun run sim --sfu --seed N` replays one.

import { describe, expect, test } from "bun:test";
import { runOutage } from "./outage.ts";
import { runPlay, SFU_STEPS } from "./run-play.ts";

/** Fixed ones, and one that is new at each run: its name is printed, and replays it. */
const FRESH = Number(process.env["SIM_SEED"] ?? Date.now() % 2 ** 31);

function check(seed: number, hasLossyUplinks: boolean): void {
  console.log(`bun run sim --sfu --seed ${seed}${hasLossyUplinks ? " --lossy" : ""}`);
  expect(runPlay(seed, { steps: SFU_STEPS, hasLossyUplinks })).toEqual([]);
}

describe("whatever becomes of people's networks, every rule of forwarding holds, and all heals", () => {
  test.each([1, 2, 3, FRESH])("seed %d", (seed) => check(seed, false), 60_000);
});

describe("also when uplinks lose packets", () => {
  test.each([1, 2, FRESH])("seed %d", (seed) => check(seed, true), 60_000);
});

describe("after seconds in which nothing came through, pictures are soon as they were", () => {
  test.each([1, 7, 30, FRESH])("seed %d", (seed) => {
    console.log(`bun run sim --sfu --outage --seed ${seed}`);
    expect(runOutage(seed)).toEqual([]);
  });
});
