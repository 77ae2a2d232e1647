// How a host puts somebody out, goes on past the operator’s limits, and ends the call: each seen in the browsers that it is done to.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

let server: RunningServer;
let chromium: RunningBrowser;
let ana: Person;
let ben: Person;
let cleo: Person;
let link: string;

/** Ana hosts; Ben and Cleo are her guests. */
beforeAll(async () => {
  server = await startServer({ args: ["--max-minutes", "9", "--max-participants", "3"] });
  chromium = await startBrowser("chromium");
  ana = await Person.at(chromium, "Ana");
  ben = await Person.at(chromium, "Ben");
  cleo = await Person.at(chromium, "Cleo");
  link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ana.seesIn("Ana");
  await Promise.all([ben.join(link), cleo.join(link)]);
  await Promise.all([ana, ben, cleo].map((person) => person.seesIn("Ana", "Ben", "Cleo")));
  await ana.openPanel("people");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

test(
  "full: who comes as one too many is told so, and so is the host",
  async () => {
    const dora = await Person.at(chromium, "Dora");
    const told = ana.reads("Somebody couldn’t come in: with 3 people this meeting is full");
    await dora.join(link);
    await dora.reads("The meeting is full");
    await told;
    await dora.closeTab();
  },
  SLOW_MS,
);

test(
  "remove: the guest is out and told so, and the link is replaced in the same step",
  async () => {
    await ana.openMenu("Cleo");
    await ana.click("Remove…");
    await ana.press("dialog[open] .button.danger");
    await cleo.reads("You were removed");
    await ana.seesIn("Ana", "Ben");
    await ben.seesAndHears("Ana");
    await cleo.join(link);
    await cleo.reads("This link doesn’t open the meeting");
  },
  SLOW_MS,
);

test(
  "go on: whoever presses the button is in the new meeting, under the same name",
  async () => {
    await ana.reads("This meeting ends in");
    await ana.press(".news-card .button.primary");
    await ben.reads("Ana made a meeting to go on in");
    for (const person of [ana, ben]) {
      await Promise.all([person.page.waitForNavigation(), person.click("Go on there")]);
      const name = await person.page.waitForSelector("#name", { visible: true });
      expect(await name?.evaluate((field) => (field as HTMLInputElement).value)).toBe(person.name);
      expect(link).not.toStartWith(person.page.url());
      await person.page.click('.prejoin-form button[type="submit"]');
    }
    await ben.seesIn("Ana", "Ben");
    await ana.openPanel("people");
  },
  SLOW_MS,
);

test(
  "end for everyone: every call ends and says so",
  async () => {
    await ana.press("#door-end-for-all");
    await ana.press("dialog[open] .button.danger");
    await ben.reads("The host ended the meeting");
    for (const person of [ana, ben, cleo]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
