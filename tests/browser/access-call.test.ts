// A call by keyboard and with axe: a recording and its question, where the focus goes; at 200 % zoom, with less motion.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { findings } from "../support/axe.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 170_000;

/** A desktop of 1280 by 800 at 200 %. */
const ZOOMED = { width: 640, height: 400 };

let server: RunningServer;
let chromium: RunningBrowser;
let ana: Person;
let link: string;

async function visitor(name: string): Promise<Person> {
  const person = await Person.at(chromium, name);
  await person.page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  return person;
}

beforeAll(async () => {
  server = await startServer({});
  chromium = await startBrowser("chromium");
  ana = await visitor("Ana");
  link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ana.seesIn("Ana");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

/** Runs in the page: what has the focus, and "lost" when nothing has. */
function focused(): string {
  const { activeElement } = document;
  const isLost = activeElement === null || activeElement === document.body;
  return isLost ? "lost" : activeElement.className || activeElement.id || activeElement.tagName;
}

/** Presses what matches `selector` by key, and waits until it is gone. @returns what has the focus. */
async function pressAway({ page }: Person, selector: string): Promise<string> {
  await page.bringToFront();
  const button = await page.waitForSelector(selector, { visible: true });
  await button?.focus();
  await page.keyboard.press("Enter");
  await until(`${selector} to go`, () =>
    page.evaluate((wanted) => document.querySelector(wanted)?.checkVisibility() !== true, selector),
  );
  return until("the focus", async () => {
    const now = await page.evaluate(focused);
    return now !== "lost" && now;
  });
}

/** Runs in the page: controls that can't be seen or pressed, and whether one has to scroll sideways. */
function lostControls(): string[] {
  const lost = document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : [];
  for (const control of document.querySelectorAll(
    ".call-bar button, .top-line button, .stage-news button",
  )) {
    if (!control.checkVisibility()) continue;
    const { left, top, width, height } = control.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = document.elementFromPoint(x, y);
    const isWhole =
      left >= 0 && top >= 0 && left + width <= innerWidth && top + height <= innerHeight;
    if (!isWhole || hit === null || !control.contains(hit)) {
      lost.push(control.getAttribute("aria-label") ?? control.textContent?.trim() ?? "");
    }
  }
  return lost;
}

test(
  "a recording and its question are sound, and the focus is never lost",
  async () => {
    const found: (readonly [string, readonly string[]])[] = [];
    const look = async (state: string) => found.push([state, await findings(ana)]);
    const record = '[aria-label="Record the call"]';
    await ana.page.focus(record);
    await ana.page.keyboard.press("Enter");
    await ana.page.waitForSelector("dialog[open]", { visible: true });
    await look("the question before a recording");
    await ana.page.keyboard.press("Escape");
    await until("the focus to come back", () =>
      ana.page.evaluate((wanted) => document.activeElement?.matches(wanted), record),
    );
    await ana.page.keyboard.press("Enter");
    await ana.press('dialog[open] [x-on\\:click="confirmRecord"]');
    await ana.reads("You’re recording");
    await ana.press(".recording-chip");
    await ana.page.waitForSelector(".recording-card", { visible: true });
    await look("one's own recording");
    expect(found.filter(([, lines]) => lines.length > 0)).toEqual([]);
    const close = '.recording-card [x-on\\:click="toggleRecordingCard"]';
    expect(await pressAway(ana, close)).not.toBe("lost");
    expect(found).toHaveLength(2);
  },
  SLOW_MS,
);

test(
  "at 200 % nothing is lost, and less motion is none but fading",
  async () => {
    await ana.page.bringToFront();
    await ana.page.setViewport(ZOOMED);
    await until(
      "the stage to settle",
      async () => (await ana.page.evaluate(lostControls)).length === 0,
    ).catch(() => null);
    expect(await ana.page.evaluate(lostControls)).toEqual([]);
    await ana.openPanel("chat");
    const moving = await ana.page.evaluate(() =>
      document.getAnimations().flatMap((animation) => {
        const { duration } = animation.effect?.getTiming() ?? {};
        const what = (animation as CSSTransition).transitionProperty;
        return Number(duration) > 1 && what !== "opacity" ? [what ?? "an animation"] : [];
      }),
    );
    expect(moving).toEqual([]);
    await ana.page.keyboard.press("Escape");
    for (const path of ["/", "/schedule", "/design", new URL(link).pathname]) {
      await ana.page.goto(`${server.url}${path}`);
      await ana.page.waitForSelector("h1", { visible: true });
      const isWide = await ana.page.evaluate(
        () => document.documentElement.scrollWidth > innerWidth,
      );
      expect([path, isWide]).toEqual([path, false]);
    }
    expect(ana.errors).toEqual([]);
  },
  SLOW_MS,
);
