// Screens that are shown: in Chromium by two at once, seen in Chromium and Firefox, and taken back in each way.
// Headless browsers have no screen: Chromium's own made-up one is picked.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import { decodedCodecs } from "../support/pictures.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

const SHARE = '.call-bar [aria-label="Share your screen"]';

let server: RunningServer;
let chromium: RunningBrowser;
let firefox: RunningBrowser;
let ana: Person;
let ben: Person;
let cleo: Person;

/** Ana hosts in Chromium; Ben, in Chromium, and Cleo, in Firefox, are her guests. */
beforeAll(async () => {
  server = await startServer();
  [chromium, firefox] = await Promise.all([startBrowser("chromium"), startBrowser("firefox")]);
  ana = await Person.at(chromium, "Ana");
  ben = await Person.at(chromium, "Ben");
  cleo = await Person.at(firefox, "Cleo");
  const link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ana.seesIn("Ana");
  await Promise.all([ben.join(link), cleo.join(link)]);
  await Promise.all([ana, ben, cleo].map((person) => person.seesIn("Ana", "Ben", "Cleo")));
}, SLOW_MS);

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.stop();
}, SLOW_MS);

/** The screens at a person's, by what stands on them, that show a picture. */
async function screensAt(person: Person): Promise<string> {
  return person.page.evaluate(() =>
    [...document.querySelectorAll(".screen")]
      .filter((screen) => (screen.querySelector("video")?.videoWidth ?? 0) > 0)
      .map((screen) => screen.querySelector(".screen-name")?.textContent ?? "")
      .sort()
      .join(),
  );
}

async function seesScreens(person: Person, ...names: readonly string[]): Promise<void> {
  const wanted = names.map((name) => `${name}’s screen`).join();
  await until(`"${wanted}" at ${person.name}'s`, async () => (await screensAt(person)) === wanted);
}

test(
  "a screen is seen large in each browser beside the tiles, and the one who shows it is told so",
  async () => {
    await ben.press(SHARE);
    await ben.reads("You’re sharing your screen");
    await seesScreens(ana, "Ben");
    await seesScreens(cleo, "Ben");
    await seesScreens(ben);
    for (const viewer of [ana, cleo]) {
      const { screen, tile } = await viewer.page.evaluate(() => {
        const widthOf = (selector: string) =>
          document.querySelector(selector)?.getBoundingClientRect().width ?? 0;
        return { screen: widthOf(".screen"), tile: widthOf(".tile") };
      });
      expect(screen).toBeGreaterThan(2 * tile);
      await viewer.seesAndHears("Ben");
    }
  },
  SLOW_MS,
);

test(
  "a screen goes in VP9 where that is good at it, a face in VP8, and each browser decodes both",
  async () => {
    await ana.press(SHARE);
    for (const viewer of [ben, cleo]) {
      await until(`both codecs at ${viewer.name}'s`, async () => {
        const frames = await decodedCodecs(viewer);
        return (frames["video/VP9"] ?? 0) > 5 && (frames["video/VP8"] ?? 0) > 5;
      });
    }
    await ana.click("Stop sharing");
    await seesScreens(ben);
  },
  SLOW_MS,
);

test(
  "a viewer sees it at its own size, and full screen",
  async () => {
    await ana.press('.screen [aria-label="Show at its own size"]');
    const isOwnSize = () => {
      const video = document.querySelector<HTMLVideoElement>(".screen video");
      return video !== null && Math.round(video.getBoundingClientRect().width) === video.videoWidth;
    };
    await until("the screen at its own size", () => ana.page.evaluate(isOwnSize));
    await ana.press('.screen [aria-label="Show at its own size"]');
    await until("the screen fitted again", async () => !(await ana.page.evaluate(isOwnSize)));
    // By a real click: a browser goes full screen for nothing less.
    await ana.page.bringToFront();
    await ana.page.click('.screen [aria-label="Full screen"]');
    await until("the full screen", () =>
      ana.page.evaluate(() => document.fullscreenElement?.classList.contains("screen") ?? false),
    );
    await ana.page.evaluate(() => document.exitFullscreen());
  },
  SLOW_MS,
);

test(
  "two at once, of which a viewer chooses the large one, and each is taken back by itself",
  async () => {
    await ana.press(SHARE);
    await seesScreens(cleo, "Ana", "Ben");
    await seesScreens(ben, "Ana");
    const large = () =>
      cleo.page.evaluate(
        () => document.querySelector('.screen[data-size="large"] .screen-name')?.textContent,
      );
    expect(await large()).toBe("Ben’s screen");
    await cleo.press('[aria-label="Show Ana’s screen large"]');
    await until("Ana's screen large", async () => (await large()) === "Ana’s screen");
    await ana.click("Stop sharing");
    await seesScreens(cleo, "Ben");
    await seesScreens(ben);
  },
  SLOW_MS,
);

test(
  "the host forbids it: it ends, the person is told why, and the host may still",
  async () => {
    await ana.openPanel("people");
    await ana.press("#door-share");
    await ben.reads("The host has switched sharing off");
    await seesScreens(ana);
    await seesScreens(cleo);
    await ben.finds(SHARE, "aria-disabled", "true");
    await ana.press(SHARE);
    await seesScreens(cleo, "Ana");
    await ana.press("#door-share");
    await ana.finds("#door-share", "aria-checked", "true");
  },
  SLOW_MS,
);

test(
  "stopped by the browser's own bar, it is gone for everyone",
  async () => {
    // What that bar does to the page: its track ends.
    await ana.page.evaluate(() => {
      const { connections } = window as unknown as { connections: RTCPeerConnection[] };
      const tracks = connections.flatMap((one) => one.getSenders().map(({ track }) => track));
      const screen = tracks.find((track) => track?.contentHint === "detail");
      screen?.dispatchEvent(new Event("ended"));
    });
    await seesScreens(cleo);
    await ana.finds(SHARE, "aria-pressed", "false");
    for (const person of [ana, ben, cleo]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
