// The server is started again under a running call: the members bring the meeting back by themselves.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 180_000;

let directory: string;
let server: RunningServer;
let chromium: RunningBrowser;

beforeAll(async () => {
  directory = await mkdtemp(`${tmpdir()}/conclave-restart-`);
  server = await startServer({ args: ["--data", directory] });
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
}, SLOW_MS);

/** The same addresses and the same data, by a process that knows nothing of the call. */
async function startAgain(): Promise<void> {
  const listen = new URL(server.url).host;
  const mediaPort = server.media[0]?.split(":").at(-1) ?? "";
  await server.stop();
  const same = ["--data", directory, "--listen", listen, "--media-port", mediaPort];
  server = await startServer({ args: same });
}

test(
  "a call goes on after the server was started again, with the door as the host had set it",
  async () => {
    const ana = await Person.at(chromium, "Ana");
    const ben = await Person.at(chromium, "Ben");
    const link = await ana.startMeeting(server.url);
    await ana.join(link);
    await ana.seesIn("Ana");
    await ben.join(link);
    await ben.seesAndHears("Ana");
    await ana.openPanel("people");
    await ana.press("#door-chat");
    await ana.finds("#door-chat", "aria-checked", "false");

    await startAgain();
    await Promise.all([ana, ben].map((person) => person.seesIn("Ana", "Ben")));
    await Promise.all([ben.seesAndHears("Ana"), ana.seesAndHears("Ben")]);
    await ben.openPanel("chat");
    await ben.reads("The host has switched chat off for members.");
    for (const person of [ana, ben]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
