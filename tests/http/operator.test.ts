// The operator's page: not there without a key, shut without the right one, and nothing in it but counts.
// The attacker tries the page of a server whose operator never asked for one, and guesses. Seen to fail: without the
// check of the key, and of whether there is one.

import { afterAll, describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import fc from "fast-check";
import {
  forgetPageKey,
  hasPage,
  isPageKey,
  makePageKey,
  pageKeyFile,
} from "../../src/server/operator/page-key.ts";
import { SAMPLE_MS, Samples } from "../../src/server/operator/samples.ts";
import { systemRandom } from "../../src/server/random.ts";
import { basicPassword } from "../../src/server/routes/operator.ts";
import { makeApp } from "../support/app.ts";
import { makeScratch } from "../support/service.ts";

const scratch = makeScratch();
afterAll(() => scratch.remove());

const KEY = "right";
const PATHS = ["/operator", "/operator/numbers"];

function as(key: string): RequestInit {
  return { headers: { Authorization: `Basic ${btoa(`anyone:${key}`)}` } };
}

describe("the operator's page", () => {
  test("isn't there unless the operator made a key", async () => {
    const { request } = await makeApp();
    for (const path of PATHS) expect((await request(path, as(KEY))).status).toBe(404);
  });

  test("asks for the key, and opens with no other", async () => {
    const { request } = await makeApp({ pageKey: KEY });
    for (const path of PATHS) {
      const asked = await request(path);
      expect(asked.status).toBe(401);
      expect(asked.headers.get("WWW-Authenticate")).toStartWith("Basic ");
      expect((await request(path, as("wrong"))).status).toBe(401);
      expect((await request(path, as(""))).status).toBe(401);
      const page = await request(path, as(KEY));
      expect(page.status).toBe(200);
      expect(page.headers.get("Cache-Control")).toBe("no-store");
      expect(await page.text()).toContain("2 GB");
    }
  });

  test("reads a password from any header without throwing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (user, word) => {
        expect(basicPassword(word) ?? "").toBeString();
        const name = user.replaceAll(":", "");
        const header = `Basic ${Buffer.from(`${name}:${word}`).toString("base64")}`;
        const isShort = header.length < 200;
        if (isShort) expect(basicPassword(header)).toBe(Buffer.from(word).toString("utf8"));
      }),
    );
  });
});

describe("its key", () => {
  test("is kept as a hash that only the server's user reads; a new one ends the old", () => {
    const data = scratch.path;
    expect(hasPage(data)).toBe(false);
    expect(isPageKey(data, "")).toBe(false);
    const old = makePageKey(data, systemRandom);
    expect(isPageKey(data, old)).toBe(true);
    const key = makePageKey(data, systemRandom);
    expect([isPageKey(data, key), isPageKey(data, old), isPageKey(data, "")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(statSync(pageKeyFile(data)).mode & 0o777).toBe(0o600);
    forgetPageKey(data);
    expect(hasPage(data)).toBe(false);
  });
});

test("samples are rates between two readings, and the newest come last", () => {
  let now = 0;
  let [packets, bytes] = [100, 0];
  const samples = new Samples({
    clock: () => now,
    read: () => ({ meetings: 1, participants: 2, packets, bytes, drops: 0 }),
    standing: () => ({ certificateEndsAt: null, diskFreeBytes: 1, uptimeSeconds: 1 }),
  });
  for (let tick = 0; tick < 200; tick++) {
    now += SAMPLE_MS;
    packets += 500;
    bytes += 625_000;
    samples.handleTick();
  }
  now += SAMPLE_MS + 40;
  samples.handleTick();
  const { samples: kept } = samples.numbers();
  expect(kept.length).toBe(180);
  expect(kept[0]).toMatchObject({ packetsPerSecond: 100, megabitsPerSecond: 1, lagMs: 0 });
  expect(kept.at(-1)).toMatchObject({ packetsPerSecond: 0, participants: 2, lagMs: 40 });
});
