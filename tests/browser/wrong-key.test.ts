// A browser that gets everything but the right frame key shows no frame, plays no sound, and says so.
// Seen to fail with a frame worker that hands on what it can't open (frame-pipeline.ts, in a copy).

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { BrowserName, RunningBrowser } from "../support/browsers.ts";
import { BROWSERS, startBrowser } from "../support/browsers.ts";
import { holdFrameKeys, stopSpoiling } from "../support/frame-keys.ts";
import { HeadlessMember } from "../support/headless-member.ts";
import { inboundOf } from "../support/inbound.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 180_000;

/** Enough that frames would long have been decoded: the others show their first one after ten. */
const PACKETS = { video: 150, audio: 100 };

let server: RunningServer;
const browsers = new Map<BrowserName, RunningBrowser>();

beforeAll(async () => {
  server = await startServer();
  for (const name of BROWSERS) browsers.set(name, await startBrowser(name));
}, SLOW_MS);

afterAll(async () => {
  await Promise.all([...browsers.values()].map((running) => running.close()));
  await server?.stop();
}, SLOW_MS);

async function visit(name: string, browser: BrowserName): Promise<Person> {
  const running = browsers.get(browser);
  if (running === undefined) throw new Error(`${browser} isn't running`);
  return Person.at(running, name);
}

async function hasTrouble(person: Person, name: string): Promise<boolean> {
  return person.page.evaluate(
    (wanted) =>
      [...document.querySelectorAll("li.tile")].some(
        (tile) =>
          tile.querySelector(".tile-name-text")?.textContent === wanted &&
          tile.getAttribute("data-dim") === "true",
      ),
    name,
  );
}

describe.each([...BROWSERS])("in %s", (browser) => {
  test(
    "a wrong frame key opens nothing and seals nothing; with the right one frames flow",
    async () => {
      const ana = await visit("Ana", "chromium");
      const eve = await visit("Eve", browser);
      await holdFrameKeys(eve.page, true);
      const link = await ana.startMeeting(server.url);
      await ana.join(link);
      await eve.join(link);
      await Promise.all([ana.seesIn("Ana", "Eve"), eve.seesIn("Ana", "Eve")]);

      for (const [person, other] of [
        [eve, "Ana"],
        [ana, "Eve"],
      ] as const) {
        await until(`packets of ${other} at ${person.name}'s`, async () => {
          const { videoPackets, audioPackets } = await inboundOf(person.page);
          return videoPackets > PACKETS.video && audioPackets > PACKETS.audio;
        });
        await until(`trouble with ${other} at ${person.name}'s`, () => hasTrouble(person, other));
        const { framesDecoded, audioEnergy } = await inboundOf(person.page);
        expect({ framesDecoded, audioEnergy }).toEqual({ framesDecoded: 0, audioEnergy: 0 });
      }

      // The next epoch's key is the right one: nothing else was in the way.
      await stopSpoiling(eve.page);
      const late = await HeadlessMember.join(link, "Late");
      await Promise.all([ana, eve].map((person) => person.seesIn("Ana", "Eve", "Late")));
      await Promise.all([eve.seesAndHears("Ana"), ana.seesAndHears("Eve")]);
      await until("no trouble any more", async () => !(await hasTrouble(eve, "Ana")));
      expect([ana.errors, eve.errors]).toEqual([[], []]);
      late.leave();
      for (const person of [ana, eve]) await person.closeTab();
    },
    SLOW_MS,
  );
});
