// Pictures in the size of their tiles, from the compiled binary, encrypted as ever: Chromium twice, and Firefox.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import { pictureOf, sentSizes } from "../support/pictures.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

/** Of the stage, in pixels. A window that is resized in the background is drawn too late. */
const LARGE = 640;
const SMALL = 150;

/** A second of a camera's: what may be missed while a picture becomes another size. */
const FRAMES_MISSED_MAX = 30;

let server: RunningServer;
let chromium: RunningBrowser;
let firefox: RunningBrowser;

beforeAll(async () => {
  server = await startServer({ runtime: "binary" });
  [chromium, firefox] = await Promise.all([startBrowser("chromium"), startBrowser("firefox")]);
}, SLOW_MS);

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.stop();
}, SLOW_MS);

function resize({ page }: Person, height: number): Promise<void> {
  return page.evaluate((pixels) => {
    const stage = document.querySelector<HTMLElement>(".tiles");
    if (stage === null) throw new Error("no stage");
    stage.style.flex = "none";
    stage.style.height = `${pixels}px`;
  }, height);
}

/** Waits until somebody's picture comes in a height that `fits`, and moves. */
async function seesAt(
  person: Person,
  name: string,
  fits: (height: number) => boolean,
): Promise<void> {
  let last = await pictureOf(person, name);
  await until(`${name} in another size at ${person.name}'s`, async () => {
    const before = last;
    last = await pictureOf(person, name);
    return fits(last.height) && last.frames > before.frames;
  }).catch((error) => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`);
  });
}

const isSmall = (height: number) => height > 0 && height <= 180;
const isLarge = (height: number) => height >= 360;

/** Frames of the largest size that a person sends. */
async function framesOf(person: Person): Promise<number> {
  return Math.max(0, ...(await sentSizes(person)).map(({ frames }) => frames));
}

/** Waits until a person sends these sizes and no others. */
async function sends(person: Person, ...rids: readonly string[]): Promise<void> {
  let before = await sentSizes(person);
  let moving = "";
  await until(`${person.name} send ${rids}`, async () => {
    await Bun.sleep(1_000);
    const sizes = await sentSizes(person);
    const framesBefore = (rid: string) => before.find((size) => size.rid === rid)?.frames ?? 0;
    moving = sizes
      .filter(({ rid, frames }) => frames > framesBefore(rid))
      .map(({ rid }) => rid)
      .join();
    before = sizes;
    return moving === rids.join();
  }).catch((error) => {
    throw new Error(`${error.message}, but "${moving}"`);
  });
}

test(
  "each sees the others as large as it shows them, and nobody sends what nobody sees",
  async () => {
    const [ana, ben] = [await Person.at(chromium, "Ana"), await Person.at(chromium, "Ben")];
    const cleo = await Person.at(firefox, "Cleo");
    const people = [ana, ben, cleo];
    const link = await ana.startMeeting(server.url);
    for (const person of people) await person.join(link);
    await Promise.all([
      ana.seesAndHears("Ben"),
      ben.seesAndHears("Cleo"),
      cleo.seesAndHears("Ana"),
    ]);

    await Promise.all([resize(ana, SMALL), resize(cleo, SMALL), resize(ben, LARGE)]);
    // Two sizes of one picture at the same time, of Chromium's and of Firefox's.
    await Promise.all([
      seesAt(ben, "Ana", isLarge),
      seesAt(cleo, "Ana", isSmall),
      seesAt(ben, "Cleo", isLarge),
      seesAt(ana, "Cleo", isSmall),
    ]);
    // Ben is small everywhere.
    await sends(ben, "q");

    // A tile that grows shows its picture all the while.
    const [sentBefore, seen] = [await framesOf(ben), await pictureOf(ana, "Ben")];
    await resize(ana, LARGE);
    await seesAt(ana, "Ben", isLarge);
    const [sent, now] = [await framesOf(ben), await pictureOf(ana, "Ben")];
    expect(sent - sentBefore - (now.frames - seen.frames)).toBeLessThan(FRAMES_MISSED_MAX);

    // In Firefox too, and back.
    await resize(cleo, LARGE);
    await seesAt(cleo, "Ben", isLarge);
    await Promise.all([resize(ana, SMALL), resize(cleo, SMALL)]);
    await Promise.all([seesAt(ana, "Ben", isSmall), seesAt(cleo, "Ben", isSmall)]);
    await sends(ben, "q");

    for (const person of people) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
