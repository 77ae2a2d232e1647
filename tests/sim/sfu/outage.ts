// Nothing comes through to or from somebody for some seconds, and then all does again: pictures must be back soon.

import type { LinkConditions } from "./link.ts";
import { complaintsOf, everCheckers } from "./run-play.ts";
import { type Person, World } from "./world.ts";

const SETTLE_MS = 15_000;
const OUTAGE_MS_MIN = 2_000;
const OUTAGE_MS_MAX = 10_000;
/** So soon after the return everybody has had this share of the pictures' rate of before. */
const BACK_MS = 8_000;
const BACK_SHARE = 0.8;
/** A mean over less is one key frame's luck. */
const MEAN_MS = 2_000;
const LOOK_MS = 250;
const CROWD = 3;

/** By person, the bytes of all pictures that were decoded so far. */
function decoded(people: readonly Person[]): readonly number[] {
  return people.map(({ browser }) =>
    browser.video.reduce((sum, { decodedBytes }) => sum + decodedBytes, 0),
  );
}

/** @returns what was wrong; nothing when all came back in time. The same seed gives the same outage. */
export function runOutage(seed: number): string[] {
  const checkers = everCheckers();
  const world = new World(seed, checkers);
  const { random } = world;
  const people = Array.from({ length: CROWD }, (_, place) => {
    const delayMs = 5 + random() * 100;
    const down = { rateBps: 600_000 * 10 ** random(), delayMs, queueMs: 200 + random() * 200 };
    return world.join(place + 1, { rateBps: 4_000_000, delayMs, queueMs: 2_000 }, down);
  });
  for (const person of people) {
    const others = people.filter((other) => other !== person);
    world.view(person, new Map(others.map(({ browser }) => [browser.digit, 720])));
  }
  world.run(SETTLE_MS);
  const start = decoded(people);
  world.run(2 * MEAN_MS);
  const before = decoded(people).map((bytes, place) => (bytes - (start[place] ?? 0)) / 2);
  const lastingMs = OUTAGE_MS_MIN + random() * (OUTAGE_MS_MAX - OUTAGE_MS_MIN);
  for (const person of people.slice(0, 1)) breakOff(world, person, lastingMs);
  const best = bestWindow(world, people);
  const late = people.flatMap((_, place) => {
    const share = (best[place] ?? 0) / (before[place] ?? 0);
    if (share >= BACK_SHARE) return [];
    const percent = Math.round(100 * share);
    return [`${place + 1} had ${percent} % at best until ${BACK_MS} ms after ${lastingMs} ms`];
  });
  return [...complaintsOf(checkers, world), ...late];
}

/** @returns by person, the most that was decoded in any `MEAN_MS` until `BACK_MS` from now. */
function bestWindow(world: World, people: readonly Person[]): readonly number[] {
  const history = [decoded(people)];
  const looks = MEAN_MS / LOOK_MS;
  let best = people.map(() => 0);
  for (let passedMs = 0; passedMs < BACK_MS; passedMs += LOOK_MS) {
    world.run(LOOK_MS);
    const now = decoded(people);
    history.push(now);
    const then = history[Math.max(0, history.length - 1 - looks)] ?? now;
    best = best.map((most, place) => Math.max(most, (now[place] ?? 0) - (then[place] ?? 0)));
  }
  return best;
}

function breakOff(world: World, { up, down }: Person, lastingMs: number): void {
  const before = [up.conditions, down.conditions] as const;
  const out = (conditions: LinkConditions) => ({ ...conditions, loss: 1 });
  [up.conditions, down.conditions] = [out(before[0]), out(before[1])];
  world.run(lastingMs);
  [up.conditions, down.conditions] = before;
}
