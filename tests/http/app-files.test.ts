// The manifest and the service worker: an app that never runs code of an older build.

import { describe, expect, test } from "bun:test";
import { makeApp } from "../support/app.ts";

const { request, assets } = await makeApp();

describe("the manifest", () => {
  test("names icons that are there, of the sizes it says", async () => {
    const answer = await request("/manifest.webmanifest");
    expect(answer.headers.get("Content-Type")).toBe("application/manifest+json");
    const { icons, start_url, display } = await answer.json();
    expect([start_url, display]).toEqual(["/", "standalone"]);
    expect(icons).toHaveLength(4);
    for (const { src, sizes, type } of icons) {
      const icon = await request(src);
      expect([icon.status, icon.headers.get("Content-Type")]).toEqual([200, type]);
      const bytes = new DataView(await icon.arrayBuffer());
      expect(`${bytes.getUint32(16)}x${bytes.getUint32(20)}`).toBe(sizes);
    }
  });

  test("isn’t kept: its addresses are of this build", async () => {
    const { headers } = await request("/manifest.webmanifest");
    expect(headers.get("Cache-Control")).toBe("no-store");
  });
});

describe("the service worker", () => {
  test("is this build’s own, and isn’t kept without asking", async () => {
    const answer = await request("/service-worker.js");
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(await answer.text()).toBe(await (await request(assets.url("service-worker.js"))).text());
  });

  test("keeps nothing that runs", async () => {
    const text = await (await request("/service-worker.js")).text();
    const kept = [...text.matchAll(/"([\w./-]+\.(?:js|css|svg|html|png))"/g)].map(
      ([, name]) => name,
    );
    expect(kept.sort()).toEqual(["app.css", "favicon.svg", "icons.svg"]);
  });
});

test("the page for without a network runs nothing", async () => {
  const page = await (await request("/offline")).text();
  expect(page).not.toMatch(/<script|modulepreload|x-data|hx-get/);
});
