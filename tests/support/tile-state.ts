// What a tile says and shows of somebody, and how loud they are.

import { inboundOf } from "./inbound.ts";
import type { Person } from "./person.ts";
import { until } from "./person.ts";

/** Energy of 1.2 s of sound (full scale squared, times seconds) that nobody hears; a beep has 100 times that. */
export const SILENT = 0.0001;

/** Waits until the tile of `name` at `person`'s says `state`. */
export async function sees(person: Person, name: string, state: string): Promise<void> {
  let last = "";
  await until(`${name} with ${state} at ${person.name}'s`, async () => {
    last = await person.page.evaluate((wanted) => {
      const tile = [...document.querySelectorAll("li.tile")].find(
        (one) =>
          one.querySelector(".tile-name-text")?.textContent?.replace(" (you)", "") === wanted,
      );
      return tile?.querySelector(".tile-name .sr-only")?.textContent ?? "";
    }, name);
    return last === state;
  }).catch((error) => {
    throw new Error(`${error.message}, but "${last}"`);
  });
}

export async function hasPicture(person: Person, name: string): Promise<boolean> {
  return person.page.evaluate((wanted) => {
    const tile = [...document.querySelectorAll("li.tile")].find(
      (one) => one.querySelector(".tile-name-text")?.textContent === wanted,
    );
    const video = tile?.querySelector("video");
    return video instanceof HTMLElement && video.offsetParent !== null;
  }, name);
}

/** How much louder it got at `person`'s while 60 more packets of sound came. */
export async function heardMeanwhile(person: Person): Promise<number> {
  const before = await inboundOf(person.page);
  return until(`sound at ${person.name}'s`, async () => {
    const { audioPackets, audioEnergy } = await inboundOf(person.page);
    if (audioPackets < before.audioPackets + 60) return null;
    return { louder: audioEnergy - before.audioEnergy };
  }).then(({ louder }) => louder);
}
