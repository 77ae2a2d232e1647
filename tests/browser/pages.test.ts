// The pages in real browsers: they load under their own policy, and ask nobody but this server.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { BROWSERS, type RunningBrowser, startBrowser } from "../support/browsers.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
}, 90_000);
afterAll(async () => {
  await server.stop();
});

/** Opens `path` and waits until it has loaded. @returns what went wrong, and what was asked for. */
async function visit({ browser }: RunningBrowser, path: string) {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`${server.url}${path}`, { waitUntil: "load" });
  const title = await page.title();
  const scripts = await page.$$eval("script", (found) => found.length);
  await page.close();
  return { title, scripts, complaints, requests };
}

for (const name of BROWSERS) {
  describe(`in ${name}`, () => {
    let running: RunningBrowser;
    beforeAll(async () => {
      running = await startBrowser(name);
    }, 150_000);
    afterAll(async () => {
      await running.close();
    });

    for (const path of ["/", "/m/0123-4567-89ab-cdef", "/nowhere"]) {
      test(`${path} loads without a complaint, and from here alone`, async () => {
        const { title, scripts, complaints, requests } = await visit(running, path);
        expect(title).toContain("Conclave");
        expect(scripts).toBe(1);
        const isExpected = (text: string) => path === "/nowhere" && text.includes("404");
        expect(complaints.filter((text) => !isExpected(text))).toEqual([]);
        expect(requests.filter((url) => !url.startsWith(`${server.url}/`))).toEqual([]);
      });
    }
  });
}
