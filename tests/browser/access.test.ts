// axe-core (WCAG 2.2 A and AA) finds nothing on any page or state, in light, dark and from right to left.
// Seen to fail with a toolbar in a footer, a button named other than its words, and a call without a main part.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { findings } from "../support/axe.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 170_000;

let server: RunningServer;
let chromium: RunningBrowser;

beforeAll(async () => {
  server = await startServer({});
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterAll(async () => {
  await chromium.close();
  await server.stop();
});

type Scheme = "light" | "dark";

async function visitor(scheme: Scheme, language = "en"): Promise<Person> {
  const person = await Person.at(chromium, "Ana");
  await person.page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await person.page.setExtraHTTPHeaders({ "Accept-Language": language });
  return person;
}

for (const [scheme, language] of [
  ["light", "en"],
  ["dark", "en"],
  ["light", "ar"],
] as const) {
  describe(`in ${scheme}, in ${language}`, () => {
    for (const path of [
      "/",
      "/schedule",
      "/devices",
      "/design",
      "/offline",
      "/nowhere",
      "/m/0123-4567-89ab-cdef",
    ]) {
      test(`${path} is sound`, async () => {
        const person = await visitor(scheme, language);
        await person.page.goto(`${server.url}${path}`);
        await person.page.waitForSelector("h1", { visible: true });
        expect(await findings(person)).toEqual([]);
        await person.page.browserContext().close();
      });
    }
  });
}

describe("each state", () => {
  test("of making and planning a meeting is sound", async () => {
    const ana = await visitor("light");
    await ana.startMeeting(server.url);
    expect(await findings(ana)).toEqual([]);
    await ana.page.goto(server.url);
    await ana.page.waitForSelector(".meeting-list", { visible: true });
    await ana.page.click(".meeting-file summary");
    await ana.page.click('[aria-label="Rename"]');
    expect(await findings(ana)).toEqual([]);
    await ana.page.keyboard.press("Escape");
    await ana.click("Forget this meeting");
    await ana.click("Delete for everyone…");
    await ana.page.waitForSelector(".meeting-row form", { visible: true });
    expect(await findings(ana)).toEqual([]);
    await ana.click("Delete for everyone");
    await until("an empty list", () =>
      ana.page.evaluate(() => document.querySelector(".meeting-row") === null),
    );
    await ana.page.goto(`${server.url}/schedule`);
    await ana.page.waitForSelector("#plan-title", { visible: true });
    await ana.click("Make the meeting");
    await ana.page.waitForSelector(".schedule-made", { visible: true });
    expect(await findings(ana)).toEqual([]);
  });

  test("of a call is sound, from the door to each panel", async () => {
    const ana = await visitor("dark");
    const found: (readonly [string, readonly string[]])[] = [];
    const look = async (state: string) => found.push([state, await findings(ana)]);
    await ana.open(await ana.startMeeting(server.url));
    await ana.page.waitForSelector("#name", { visible: true });
    await look("before joining");
    await ana.enter();
    await ana.seesIn("Ana");
    await look("alone");
    for (const panel of ["people", "chat", "safety", "devices"]) {
      await ana.expand(`[data-panel="${panel}"]`);
      await ana.page.waitForSelector(`#panel-${panel}`, { visible: true });
      await look(panel);
    }
    await ana.page.keyboard.press("Escape");
    await ana.press('[aria-label="Layout"]');
    await ana.page.waitForSelector("#layout-menu:popover-open", { visible: true });
    await look("the layouts");
    await ana.page.keyboard.press("Escape");
    await ana.page.keyboard.press("?");
    await ana.page.waitForSelector("dialog[open] .shortcuts", { visible: true });
    await look("the sheet of keys");
    await ana.page.keyboard.press("Escape");
    await until("the sheet to close", () =>
      ana.page.evaluate(() => document.querySelector("dialog[open]") === null),
    );
    await ana.page.keyboard.down("Shift");
    await ana.page.keyboard.press("Q");
    await ana.page.keyboard.up("Shift");
    await ana.page.waitForSelector(".notice h1", { visible: true });
    await look("left");
    expect(found.filter(([, lines]) => lines.length > 0)).toEqual([]);
    expect(found).toHaveLength(9);
    expect(ana.errors).toEqual([]);
  });
});
