// Who stands where in a call, in Chromium: one's own floating picture, who speaks large, pins, a host's spotlight,
// pages of which only the one in sight is asked for, and the small window.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

/** Two tiles to a page, of four. */
const TINY = { width: 340, height: 360 };
const DESKTOP = { width: 1280, height: 800 };

let server: RunningServer;
let chromium: RunningBrowser;
let ana: Person;
let ben: Person;
let link: string;

/** Runs in the page before its own scripts: keeps the newest of what the page asks the server to see. */
function rememberView(): void {
  const Native = window.Worker;
  window.Worker = class extends Native {
    override postMessage(message: unknown, transfer: never): void {
      const { type, wanted } = (message ?? {}) as { type?: string; wanted?: unknown };
      if (type === "view") Object.assign(window, { wanted });
      super.postMessage(message, transfer);
    }
  };
}

beforeAll(async () => {
  server = await startServer();
  chromium = await startBrowser("chromium");
  ana = await Person.at(chromium, "Ana");
  ben = await Person.at(chromium, "Ben");
  await ana.page.evaluateOnNewDocument(rememberView);
  for (const { page } of [ana, ben]) await page.setViewport(DESKTOP);
  link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ana.seesIn("Ana");
  await ben.join(link);
  await Promise.all([ana.seesIn("Ana", "Ben"), ben.seesIn("Ana", "Ben")]);
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

type Floating = { readonly documentPictureInPicture: { readonly window: Window | null } };

type Tile = {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly area: number;
};

/** The tiles of a person once they have come to rest, the largest first. */
async function tilesAt({ page }: Person): Promise<readonly Tile[]> {
  return page.evaluate(async () => {
    const tiles = [...document.querySelectorAll("li.tile")];
    await Promise.all(tiles.flatMap((tile) => tile.getAnimations()).map((one) => one.finished));
    return tiles
      .map((tile) => {
        const { x, y, width, height } = tile.getBoundingClientRect();
        const name = tile.querySelector(".tile-name-text")?.textContent?.replace(" (you)", "");
        return { name: name ?? "", x: x + width / 2, y: y + height / 2, area: width * height };
      })
      .sort((one, other) => other.area - one.area);
  });
}

/** Waits until exactly these are large: at least four times as large as anybody else. */
async function seesLarge(person: Person, ...names: readonly string[]): Promise<void> {
  let last: readonly Tile[] = [];
  await until(`${names} large at ${person.name}'s`, async () => {
    last = await tilesAt(person);
    const large = last.slice(0, names.length);
    const next = last[names.length]?.area ?? 0;
    const isRight =
      [...names].sort().join() ===
      large
        .map(({ name }) => name)
        .sort()
        .join();
    return isRight && (large.at(-1)?.area ?? 0) > 4 * next;
  }).catch((error) => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`);
  });
}

const ownAt = async (person: Person) =>
  (await tilesAt(person)).find(({ name }) => name === person.name);

/** Whom the page asked the server for, by the names on its tiles. */
function wantedBy({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const { wanted = [] } = window as unknown as { wanted?: { participantId: string }[] };
    const nameOf = (id: string) =>
      document.querySelector(`li.tile[data-of="${id}"] .tile-name-text`)?.textContent ?? "hidden";
    return wanted
      .map(({ participantId }) => nameOf(participantId))
      .sort()
      .join();
  });
}

test(
  "with one other, one's own picture floats: dragged to a corner, moved by keys, hidden, and so after a reload",
  async () => {
    await seesLarge(ana, "Ben");
    const { page } = ana;
    await page.bringToFront();
    const before = await ownAt(ana);
    if (before === undefined) throw new Error("no picture of oneself");
    expect([before.x > 640, before.y > 400]).toEqual([true, true]);
    await page.mouse.move(before.x - 50, before.y - 30);
    await page.mouse.down();
    await page.mouse.move(500, 300, { steps: 4 });
    await page.mouse.move(200, 150, { steps: 4 });
    await page.mouse.up();
    await until("the picture in the other corner", async () => {
      const now = await ownAt(ana);
      return now && now.x < 640 && now.y < 400;
    });
    await page.focus('[aria-label="Move your picture"]');
    await page.keyboard.press("ArrowRight");
    await until("the picture on the right", async () => ((await ownAt(ana))?.x ?? 0) > 640);

    await page.keyboard.press("y");
    await ana.seesIn("Ben");
    await ana.join(link);
    await ana.seesIn("Ben");
    await ana.press('[aria-label="Layout"]');
    await ana.click("Show yourself");
    await page.keyboard.press("Escape");
    await ana.seesIn("Ana", "Ben");
    const after = await ownAt(ana);
    expect([(after?.x ?? 0) > 640, (after?.y ?? 900) < 400]).toEqual([true, true]);
  },
  SLOW_MS,
);

test(
  "who speaks is large, and who is pinned; a host's spotlight is seen by everyone, also who comes later",
  async () => {
    const cleo = await Person.at(chromium, "Cleo");
    await cleo.page.setViewport(DESKTOP);
    await cleo.join(link);
    await ana.seesIn("Ana", "Ben", "Cleo");
    await ana.page.bringToFront();
    await ana.page.keyboard.press("f");
    await until("one large at Ana's", async () => {
      const [first, second] = await tilesAt(ana);
      return first && second && first.area > 4 * second.area;
    });
    for (const name of ["Cleo", "Ben"]) {
      await ana.press(`[aria-label="Pin ${name}"]`);
      await seesLarge(ana, ...(name === "Cleo" ? ["Cleo"] : ["Ben", "Cleo"]));
    }
    await ana.sees("Cleo");
    for (const name of ["Ben", "Cleo"]) await ana.press(`[aria-label="Pin ${name}"]`);
    await ana.page.keyboard.press("g");

    await ana.press('[aria-label="Spotlight Ben"]');
    await seesLarge(ana, "Ben");
    await seesLarge(cleo, "Ben");
    await ben.reads("You’re in the spotlight");
    const dan = await Person.at(chromium, "Dan");
    await dan.page.setViewport(DESKTOP);
    await dan.join(link);
    await seesLarge(dan, "Ben");
    // A member has no such button, and one's own pin goes before the host's choice.
    const offers = await dan.page.evaluate(() =>
      [...document.querySelectorAll('[aria-label^="Spotlight"]')].some((one) =>
        one.checkVisibility(),
      ),
    );
    expect(offers).toBe(false);
    await dan.press('[aria-label="Pin Cleo"]');
    await seesLarge(dan, "Cleo");
    await ana.press('[aria-label="Spotlight Ben"]');
    await ben.reads("You’re out of the spotlight");
    for (const person of [ana, ben, cleo, dan]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);

test(
  "on a small screen people stand on pages, and the server is asked for those in sight alone",
  async () => {
    await ana.page.setViewport(TINY);
    await until("Ana's pages", async () => (await ana.tiles()).length === 2);
    await until("one picture asked for", async () => (await wantedBy(ana)) === "Ben");
    await ana.page.bringToFront();
    await ana.page.keyboard.press("PageDown");
    await ana.seesIn("Cleo", "Dan");
    await until("the two others asked for", async () => (await wantedBy(ana)) === "Cleo,Dan");
    await Promise.all([ana.sees("Cleo"), ana.sees("Dan")]);
    // Back by a finger.
    const session = await ana.page.createCDPSession();
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", x: number) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x, y: 140 }],
      });
    await touch("touchStart", 80);
    for (const x of [120, 180, 250]) await touch("touchMove", x);
    await touch("touchEnd", 250);
    await ana.seesIn("Ana", "Ben");
    await ana.page.setViewport(DESKTOP);
    await ana.seesIn("Ana", "Ben", "Cleo", "Dan");
  },
  SLOW_MS,
);

test(
  "the small window shows faces and mutes",
  async () => {
    const { page } = ana;
    await page.bringToFront();
    await page.keyboard.press("i");
    // How many faces of it move; null without a window.
    const facesOf = () =>
      page.evaluate(() => {
        const { documentPictureInPicture } = window as unknown as Floating;
        const videos = documentPictureInPicture.window?.document.querySelectorAll("video");
        return videos ? [...videos].filter(({ videoWidth }) => videoWidth > 0).length : null;
      });
    await until("three moving faces", async () => (await facesOf()) === 3);
    await page.evaluate(() => {
      const { documentPictureInPicture } = window as unknown as Floating;
      const floating = documentPictureInPicture.window?.document;
      floating?.querySelector<HTMLElement>('[data-act="microphone"]')?.click();
    });
    await ana.finds('.call-bar [aria-label="Microphone"]', "aria-pressed", "false");
    await page.keyboard.press("i");
    await until("no window", async () => (await facesOf()) === null);
    expect(ana.errors).toEqual([]);
  },
  SLOW_MS,
);
