// One seed of the SFU's simulation with all its checkers.

import { LayersFit, QueuesEnd } from "./bound-checkers.ts";
import {
  AudioNeverWaits,
  type Checker,
  NobodyDecodesAMixture,
  NoFlapping,
  NoNumberTwice,
  NothingIsHeldLong,
  NumbersGoOn,
  PicturesGoOn,
  SwitchesBeginOnKeyFrames,
} from "./checkers.ts";
import { BEST, Play, WELL_MS } from "./play.ts";
import type { World } from "./world.ts";

export type Setting = { readonly steps: number; readonly hasLossyUplinks: boolean };

/** As many as the gate has time for. */
export const SFU_STEPS = 12;

/** What holds on every network. */
export function everCheckers(): Checker[] {
  return [
    new NoNumberTwice(),
    new SwitchesBeginOnKeyFrames(),
    new NothingIsHeldLong(),
    new AudioNeverWaits(),
    new NobodyDecodesAMixture(),
    new QueuesEnd(),
    new LayersFit(),
  ];
}

/** Call it once, after the last packet. */
export function complaintsOf(checkers: readonly Checker[], world: World): string[] {
  for (const checker of checkers) checker.finish?.(world);
  return checkers.flatMap(({ name, complaints }) =>
    complaints.map((complaint) => `${name}: ${complaint}`),
  );
}

/** @returns what was wrong, by the names of checkers; nothing when all is well. */
export function runPlay(seed: number, { steps, hasLossyUplinks }: Setting): string[] {
  const checkers = everCheckers();
  if (!hasLossyUplinks) checkers.push(new NumbersGoOn(), new PicturesGoOn());
  const play = Play.run(seed, steps, hasLossyUplinks, (acts) => {
    checkers.push(new NoFlapping(() => 4 + 2 * acts()));
    return checkers;
  });
  return [...complaintsOf(checkers, play.world), ...illnesses(play)];
}

/** Once all networks are good everybody sees everybody at their best, without a freeze. */
function illnesses({ world }: Play): string[] {
  const wrong: string[] = [];
  const since = world.events.now - WELL_MS;
  for (const { browser } of world.people.values()) {
    const others = world.people.size - 1;
    const seen = browser.video.filter(({ freezes }) => (freezes.shownAt ?? 0) > since);
    if (seen.length !== others) wrong.push(`${browser.digit} sees ${seen.length} of ${others}`);
    for (const { shown, freezes, ssrc } of seen) {
      if (shown?.spatial !== BEST)
        wrong.push(`${ssrc} shows layer ${shown?.spatial} after healing`);
      const frozen = freezes.all.filter(({ at }) => at > since);
      if (frozen.length > 0) wrong.push(`${ssrc} froze after healing: ${JSON.stringify(frozen)}`);
    }
  }
  return wrong;
}
