// One seed of the SFU's simulation with all its checkers.

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

export type Setting = { readonly steps: number; readonly hasLossyUplinks: boolean };

/** As many as the gate has time for. */
export const SFU_STEPS = 12;

/** @returns what was wrong, by the names of checkers; nothing when all is well. */
export function runPlay(seed: number, { steps, hasLossyUplinks }: Setting): string[] {
  const checkers: Checker[] = [
    new NoNumberTwice(),
    new SwitchesBeginOnKeyFrames(),
    new NothingIsHeldLong(),
    new AudioNeverWaits(),
    new NobodyDecodesAMixture(),
  ];
  if (!hasLossyUplinks) checkers.push(new NumbersGoOn(), new PicturesGoOn());
  const play = Play.run(seed, steps, hasLossyUplinks, (acts) => {
    checkers.push(new NoFlapping(() => 4 + 2 * acts()));
    return checkers;
  });
  for (const checker of checkers) checker.finish?.(play.world);
  const wrong = checkers.flatMap(({ name, complaints }) =>
    complaints.map((complaint) => `${name}: ${complaint}`),
  );
  return [...wrong, ...illnesses(play)];
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
