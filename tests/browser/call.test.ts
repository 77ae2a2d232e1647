// One meeting, two kinds of browser, from the compiled binary: everyone sees and hears everyone.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

/** Three browsers on two cores take their time; each wait inside has a deadline of its own. */
const SLOW_MS = 240_000;

let server: RunningServer;
let chromium: RunningBrowser;
let firefox: RunningBrowser;

beforeAll(async () => {
  server = await startServer({ runtime: "binary" });
  chromium = await startBrowser("chromium");
  firefox = await startBrowser("firefox");
}, SLOW_MS);

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.stop();
}, SLOW_MS);

async function everyoneSeesAndHears(people: readonly Person[]): Promise<void> {
  const names = people.map((person) => person.name);
  await Promise.all(people.map((person) => person.seesIn(...names)));
  await Promise.all(
    people.flatMap((person) =>
      names.filter((name) => name !== person.name).map((name) => person.seesAndHears(name)),
    ),
  );
}

/** Waits until all screens show one code. @returns it. */
async function commonCode(people: readonly Person[]): Promise<string> {
  return until("one safety code on all screens", async () => {
    const codes = new Set(await Promise.all(people.map((person) => person.safetyDigits())));
    return codes.size === 1 && [...codes][0];
  });
}

test(
  "three people in Chromium and Firefox meet, one leaves, one comes late, and nobody's picture stops",
  async () => {
    const ana = await Person.at(chromium, "Ana");
    const ben = await Person.at(chromium, "Ben");
    const cleo = await Person.at(firefox, "Cleo");
    const link = await ana.startMeeting(server.url);
    await ana.join(link);
    await ana.seesIn("Ana");
    await Promise.all([ben.join(link), cleo.join(link)]);
    await everyoneSeesAndHears([ana, ben, cleo]);

    const code = await commonCode([ana, ben, cleo]);
    expect(code).toMatch(/^\d{5}( \d{5}){5}$/);

    await ben.closeTab();
    await everyoneSeesAndHears([ana, cleo]);
    const codeAfterLeaving = await commonCode([ana, cleo]);
    expect(codeAfterLeaving).not.toBe(code);

    const dan = await Person.at(chromium, "Dan");
    await dan.join(link);
    await everyoneSeesAndHears([ana, cleo, dan]);
    const codeAfterJoining = await commonCode([ana, cleo, dan]);
    expect([code, codeAfterLeaving]).not.toContain(codeAfterJoining);

    for (const person of [ana, cleo, dan]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
