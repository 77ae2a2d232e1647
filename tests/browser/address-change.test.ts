// The address that a running call uses goes away, as on the way from one network to another: media goes on.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 180_000;

/** Of RFC 5737. Only in a network of the tests' own may addresses come and go. */
const SERVER = "203.0.113.1";
const SECOND = { address: "198.51.100.7", device: "meet1" };

function ip(...words: readonly string[]): boolean {
  return Bun.spawnSync(["ip", ...words], { stderr: "ignore" }).exitCode === 0;
}

/** The card that `address` is of. */
function deviceOf(address: string): string {
  const { stdout } = Bun.spawnSync(["ip", "-oneline", "address", "show"]);
  const line = stdout
    .toString()
    .split("\n")
    .find((text) => text.includes(` ${address}/`));
  return line?.split(/\s+/)[1] ?? "";
}

const isPrivate = ip("link", "show", SECOND.device);

let server: RunningServer;
let forwarder: Server;
let url: string;
let chromium: RunningBrowser;

/** The server is bound to one address, and pages get a camera from localhost only. @returns its URL. */
async function forwardTo({ hostname, port }: URL): Promise<string> {
  forwarder = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on("error", () => far.destroy()).pipe(far);
    far.on("error", () => near.destroy()).pipe(near);
  });
  forwarder.listen(0, "127.0.0.1");
  await once(forwarder, "listening");
  const address = forwarder.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

// The machine's own addresses are left alone.
if (isPrivate) {
  beforeAll(async () => {
    ip("address", "add", `${SERVER}/32`, "dev", "lo");
    ip("address", "add", `${SECOND.address}/24`, "dev", SECOND.device);
    const args = ["--listen", `${SERVER}:0`, "--start", "open", "--metrics", "127.0.0.1:0"];
    server = await startServer({ args });
    url = await forwardTo(new URL(server.url));
    chromium = await startBrowser("chromium");
  }, SLOW_MS);

  afterAll(async () => {
    await chromium?.close();
    forwarder?.close();
    await server?.stop();
    ip("address", "del", `${SECOND.address}/24`, "dev", SECOND.device);
    ip("address", "del", `${SERVER}/32`, "dev", "lo");
  }, SLOW_MS);

  test(
    "pictures and sound go on by another address",
    async () => {
      const ana = await Person.at(chromium, "Ana");
      const ben = await Person.at(chromium, "Ben");
      const link = await ana.startMeeting(url);
      await ana.join(link);
      await ana.seesIn("Ana");
      await ben.join(link);
      await Promise.all([ben.seesAndHears("Ana"), ana.seesAndHears("Ben")]);

      const { address } = await ana.path();
      const device = deviceOf(address);
      expect(ip("address", "del", `${address}/24`, "dev", device)).toBe(true);
      const changedAt = performance.now();
      try {
        await until("another address", async () => (await ana.path()).address !== address);
        await Promise.all([ben.seesAndHears("Ana"), ana.seesAndHears("Ben")]);
        console.log(`media was back after ${Math.round(performance.now() - changedAt)} ms`);
      } finally {
        ip("address", "add", `${address}/24`, "dev", device);
      }
      // Media workers tell what they counted every other second.
      const metrics = await until("who moved in the metrics", async () => {
        const text = await (await fetch(server.metricsUrl ?? "")).text();
        return text.includes('what="transport-moved"}') && text;
      });
      expect(metrics).toContain('what="transport-connected"} 2');
      for (const person of [ana, ben]) expect(person.errors).toEqual([]);
    },
    SLOW_MS,
  );
}
