// Browsers that reach nothing but a TURN server meet through it: coturn, with credentials that end.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 180_000;
const TURN_PORT = 34_780;
const SECRET = randomBytes(16).toString("hex");

let directory: string;
let turn: Bun.Subprocess;
let server: RunningServer;
let chromium: RunningBrowser;

/** Of this machine, and no loopback one: coturn relays nothing to those. */
function addressOf(media: readonly string[]): string {
  const found = media.map((endpoint) => endpoint.replace(/:\d+$/, ""));
  const address = found.find((host) => !host.startsWith("127.") && !host.includes(":"));
  if (address === undefined) throw new Error("the test needs an address beside loopback");
  return address;
}

/** As an operator sets one up, in a directory of its own. */
async function startTurn(address: string): Promise<Bun.Subprocess> {
  directory = await mkdtemp(`${tmpdir()}/conclave-turn-`);
  const lines = [
    `listening-ip=${address}`,
    `relay-ip=${address}`,
    `listening-port=${TURN_PORT}`,
    "use-auth-secret",
    `static-auth-secret=${SECRET}`,
    "realm=conclave",
    `userdb=${directory}/users.db`,
    `pidfile=${directory}/turn.pid`,
    "log-file=stdout",
    "no-cli",
    "no-tls",
    "no-dtls",
  ];
  await writeFile(`${directory}/turn.conf`, lines.join("\n"));
  const program = Bun.which("turnserver", { PATH: "/usr/bin:/usr/sbin:/usr/local/bin" });
  if (program === null) throw new Error('coturn isn\'t installed: "bun run test" brings it');
  const options = { stdin: "ignore", stdout: "ignore", stderr: "ignore" } as const;
  return Bun.spawn([program, "-c", `${directory}/turn.conf`], options);
}

beforeAll(async () => {
  const probe = await startServer();
  const address = addressOf(probe.media);
  await probe.stop();
  turn = await startTurn(address);
  const urls = `turn:${address}:${TURN_PORT},turn:${address}:${TURN_PORT}?transport=tcp`;
  const env = { CONCLAVE_TURN_SECRET: SECRET };
  server = await startServer({ args: ["--turn", urls], env });
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
  turn?.kill();
  await rm(directory, { recursive: true, force: true });
}, SLOW_MS);

/** Runs before the page's own scripts: as on a network that lets nothing through but the relay. */
function relayOnly(): void {
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: "relay" });
    }
    override setConfiguration(configuration?: RTCConfiguration): void {
      super.setConfiguration({ ...configuration, iceTransportPolicy: "relay" });
    }
  };
}

test(
  "two people see and hear one another through the relay",
  async () => {
    const people = [await Person.at(chromium, "Ana"), await Person.at(chromium, "Ben")] as const;
    const [ana, ben] = people;
    for (const { page } of people) await page.evaluateOnNewDocument(relayOnly);
    const link = await ana.startMeeting(server.url);
    await ana.join(link);
    await ana.seesIn("Ana");
    await ben.join(link);
    await Promise.all([ben.seesAndHears("Ana"), ana.seesAndHears("Ben")]);
    for (const person of people) {
      expect((await person.path()).kind).toBe("relay");
      expect(person.errors).toEqual([]);
    }
    expect(server.log()).not.toContain(SECRET);
  },
  SLOW_MS,
);
