// Calls over bad networks, Chromium and Firefox in them: loss, delay, a narrow way, no UDP.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { ImpairedPath } from "../support/impaired-path.ts";
import { soundStats } from "../support/inbound.ts";
import { Person, until } from "../support/person.ts";
import { pictureOf } from "../support/pictures.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

/** After a change of address: what it promises. */
const FROZEN_MS_MAX = 2_000;
const WATCHED_MS = 8_000;

let server: RunningServer;
let chromium: RunningBrowser;
let firefox: RunningBrowser;
let path: ImpairedPath;
const people: Person[] = [];

beforeAll(async () => {
  server = await startServer({ runtime: "binary", args: ["--media-workers", "1"] });
  [chromium, firefox] = await Promise.all([startBrowser("chromium"), startBrowser("firefox")]);
}, SLOW_MS);

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.stop();
}, SLOW_MS);

beforeEach(async () => {
  path = await ImpairedPath.before(server.media[0] ?? "");
});

afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.closeTab()));
  path.close();
});

async function meet(): Promise<void> {
  const [ana, ben] = [await Person.at(chromium, "Ana"), await Person.at(firefox, "Ben")];
  people.push(ana, ben);
  await Promise.all(people.map(({ page }) => path.divert(page)));
  const link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ben.join(link);
  await everyoneSeesAndHears();
}

/** Larger than Opus at its constant bit rate, smaller than two frames of it. */
const ONCE_BYTES_MAX = 200;

/** Whether the sound that a person sent since the last question goes out twice. */
function askWhetherTwice(person: Person): () => Promise<boolean> {
  let before = { bytesSent: 0, packetsSent: 0 };
  return async () => {
    const now = await soundStats(person.page);
    const packets = now.packetsSent - before.packetsSent;
    const bytes = now.bytesSent - before.bytesSent;
    before = now;
    return packets > 0 && bytes / packets > ONCE_BYTES_MAX;
  };
}

async function everyoneSeesAndHears(): Promise<void> {
  const seen = people.flatMap((person) =>
    people.filter((other) => other !== person).map((other) => person.seesAndHears(other.name)),
  );
  await Promise.all(seen);
}

/** The size in which each sees the other. */
async function heights(): Promise<readonly number[]> {
  const seen = people.flatMap((person) =>
    people.filter((other) => other !== person).map((other) => pictureOf(person, other.name)),
  );
  return (await Promise.all(seen)).map(({ height }) => height);
}

/** @returns how long each one's picture of the other stood still at most from `act` on, in ms. */
async function longestFreezes(act: () => void): Promise<readonly number[]> {
  const watched = people.map((person) => {
    const [name = ""] = people.filter((other) => other !== person).map((other) => other.name);
    return { person, name, frames: -1, movedAt: performance.now(), longestMs: 0 };
  });
  const look = async (one: (typeof watched)[number]) => {
    const { frames } = await pictureOf(one.person, one.name);
    const now = performance.now();
    one.longestMs = Math.max(one.longestMs, now - one.movedAt);
    if (frames !== one.frames) one.movedAt = now;
    one.frames = frames;
  };
  await Promise.all(watched.map(look));
  for (const one of watched) {
    one.movedAt = performance.now();
    one.longestMs = 0;
  }
  act();
  const end = performance.now() + WATCHED_MS;
  const watch = async (one: (typeof watched)[number]) => {
    while (performance.now() < end) await look(one);
  };
  await Promise.all(watched.map(watch));
  return watched.map(({ longestMs }) => longestMs);
}

describe("a call goes on", () => {
  test(
    "while one packet of twenty is lost and the way takes 100 ms, with sound that goes twice",
    async () => {
      await meet();
      // Ben's browser knows no RED: it gets each frame once, as Opus.
      const [ana] = people as [Person, Person];
      const goesTwice = askWhetherTwice(ana);
      await goesTwice();
      const bad = { loss: 0.05, delayMs: 50 };
      path.impair(bad, bad);
      await until("sound that goes twice", goesTwice);
      for (let turn = 0; turn < 3; turn++) await everyoneSeesAndHears();
    },
    SLOW_MS,
  );

  test(
    "on 500 kb/s for two, with smaller pictures and all of the sound",
    async () => {
      await meet();
      await until("large pictures", async () => (await heights()).every((height) => height >= 360));
      path.impair({ bps: 500_000 });
      await until("smaller pictures", async () =>
        (await heights()).some((height) => height <= 180),
      );
      for (let turn = 0; turn < 3; turn++) await everyoneSeesAndHears();
    },
    SLOW_MS,
  );

  test(
    "over TCP where UDP is blocked",
    async () => {
      path.blockUdp();
      await meet();
      expect(path.delivered.udp).toBe(0);
      expect(path.delivered.tcp).toBeGreaterThan(10_000);
    },
    SLOW_MS,
  );

  test(
    "after all addresses changed, with no picture frozen for long",
    async () => {
      await meet();
      const change = () => path.changeAddresses();
      const frozenMs = await longestFreezes(change);
      await everyoneSeesAndHears();
      console.log(`frozen by other addresses: ${frozenMs.map(Math.round).join(" and ")} ms`);
      for (const ms of frozenMs) expect(ms).toBeLessThan(FROZEN_MS_MAX);
    },
    SLOW_MS,
  );

  test(
    "over TCP when UDP is blocked in the middle of it",
    async () => {
      await meet();
      expect(path.delivered.udp).toBeGreaterThan(0);
      path.blockUdp();
      const { udp } = path.delivered;
      await everyoneSeesAndHears();
      expect(path.delivered.udp).toBe(udp);
    },
    SLOW_MS,
  );
});
