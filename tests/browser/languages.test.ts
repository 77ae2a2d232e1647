// The pages speak the browser's language, or the chosen one; without a network they explain themselves.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { LANGUAGE_TAGS, LANGUAGES } from "../../views/locales/languages.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 150_000;

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

async function shown(person: Person) {
  return person.page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.querySelector("h1")?.textContent?.trim(),
    isRunning: document.readyState === "complete" && document.querySelector("[x-cloak]") === null,
  }));
}

/** While one page gives way to the next there is nothing to be read. */
async function arrivesIn(person: Person, language: string): Promise<void> {
  await until(`a page in ${language}`, async () => {
    const seen = await shown(person).catch(() => null);
    return seen?.lang === language && seen.isRunning;
  });
}

/** The page is loaded anew, also when it was in that language before. */
async function choose({ page }: Person, language: string): Promise<void> {
  const change = (tag: string) => {
    // After the answer to us, which would be lost with the page.
    setTimeout(() => {
      const menu = document.querySelector<HTMLSelectElement>(".language select");
      if (menu === null) return;
      menu.value = tag;
      menu.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };
  await Promise.all([page.waitForNavigation(), page.evaluate(change, language)]);
}

describe("the language", () => {
  test("is chosen from the menu, by each one’s own name, and stays for the next page", async () => {
    const ana = await Person.at(chromium, "Ana");
    await ana.page.goto(server.url);
    await arrivesIn(ana, "en");
    const titles = new Set<string>();
    for (const language of LANGUAGE_TAGS) {
      await choose(ana, language);
      await arrivesIn(ana, language);
      const { dir, title } = await shown(ana);
      expect(dir).toBe(LANGUAGES[language].direction);
      titles.add(title ?? "");
    }
    expect(titles.size).toBe(LANGUAGE_TAGS.length);
    await ana.page.goto(`${server.url}/schedule`);
    expect((await shown(ana)).lang).toBe("ar");
    const cookies = await ana.page.browserContext().cookies();
    expect(cookies.map(({ name, value }) => `${name}=${value}`)).toEqual(["language=ar"]);
    expect(ana.errors).toEqual([]);
  });

  test("is the scripts’ too: an announcement is in it", async () => {
    const ana = await Person.at(chromium, "Ana");
    await ana.page.setExtraHTTPHeaders({ "Accept-Language": "de" });
    await ana.page.goto(server.url);
    await ana.page.waitForSelector("#join-link", { visible: true });
    await ana.page.type("#join-link", "https://example.org");
    await ana.page.keyboard.press("Enter");
    await ana.reads("Das ist kein ganzer Link zu einem Treffen.");
    expect(ana.errors).toEqual([]);
  });

  test("no page is wider than a small phone, in any of them", async () => {
    const ana = await Person.at(chromium, "Ana");
    await ana.page.setViewport({ width: 320, height: 640 });
    for (const language of LANGUAGE_TAGS) {
      await ana.page.setExtraHTTPHeaders({ "Accept-Language": language });
      for (const path of ["/", "/schedule", "/m/0123-4567-89ab-cdef", "/devices", "/design"]) {
        await ana.page.goto(`${server.url}${path}`);
        await ana.page.waitForSelector("h1", { visible: true });
        const { scrollWidth } = await ana.page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
        }));
        expect([language, path, scrollWidth]).toEqual([language, path, 320]);
      }
    }
  });
});

describe("without a network", () => {
  // The attacker is code of an older build, kept by the browser and run when it shouldn’t be.
  test("the site explains itself, keeps no code, and nothing of a meeting", async () => {
    const own = await startServer({});
    const ana = await Person.at(chromium, "Ana");
    await ana.page.goto(own.url);
    await until("the service worker", () =>
      ana.page.evaluate(() => navigator.serviceWorker.controller !== null),
    );
    await ana.page.goto(`${own.url}/m/0123-4567-89ab-cdef#AQEBAQEB`);
    await ana.page.waitForSelector(".notice h1", { visible: true });
    const kept = await ana.page.evaluate(async () => {
      const names = await caches.keys();
      const caches_ = await Promise.all(names.map((name) => caches.open(name)));
      const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
      return requests.map(({ url }) => new URL(url).pathname.replace(/[0-9a-f]{16}/, "BUILD"));
    });
    expect(kept.sort()).toEqual([
      "/assets/BUILD/app.css",
      "/assets/BUILD/favicon.svg",
      "/assets/BUILD/icons.svg",
      "/offline",
    ]);
    await own.stop();
    await ana.page.reload();
    await ana.reads("You’re offline");
    expect(await ana.page.$$eval("script", (scripts) => scripts.length)).toBe(0);
  });
});
