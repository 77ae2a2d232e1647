// The thread that carries a running call's media ends: it is replaced, and the call goes on by itself.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import { PROJECT, type RunningServer, startServer } from "../support/server.ts";

const SLOW_MS = 180_000;

let server: RunningServer;
let chromium: RunningBrowser;

beforeAll(async () => {
  const killer = `${PROJECT}tests/support/worker-killer.ts`;
  const program = [process.execPath, "--preload", killer, `${PROJECT}src/main.ts`];
  server = await startServer({ program, args: ["--metrics", "127.0.0.1:0"] });
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

test(
  "pictures and sound come back after a media worker ended",
  async () => {
    const ana = await Person.at(chromium, "Ana");
    const ben = await Person.at(chromium, "Ben");
    const link = await ana.startMeeting(server.url);
    await ana.join(link);
    await ana.seesIn("Ana");
    await ben.join(link);
    await ben.seesAndHears("Ana");
    await ana.seesAndHears("Ben");

    process.kill(server.pid, "SIGUSR2");
    await until("a restart", async () => {
      const metrics = await (await fetch(server.metricsUrl ?? "")).text();
      return metrics.includes('conclave_media_total{what="worker-restarted"} 1');
    });
    const endedAt = performance.now();
    await Promise.all([ben.seesAndHears("Ana"), ana.seesAndHears("Ben")]);
    console.log(`media was back after ${Math.round(performance.now() - endedAt)} ms`);
    await Promise.all([ana, ben].map((person) => person.seesIn("Ana", "Ben")));
    for (const person of [ana, ben]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
