// Browsers that reach nothing but a TURN server, and that by TCP alone, meet through it: coturn, with credentials
// that end. In a network of the tests' own the kernel lets them go nowhere else; elsewhere they are told not to.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 180_000;
const TURN_PORT = 34_780;
const SECRET = randomBytes(16).toString("hex");

/** coturn's: what it sends can be told from what browsers and the server send. */
const RELAY_USER = { name: "nobody", group: "nogroup", uid: 65_534 };

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
    `proc-user=${RELAY_USER.name}`,
    `proc-group=${RELAY_USER.group}`,
    "no-tls",
    "no-dtls",
  ];
  await writeFile(`${directory}/turn.conf`, lines.join("\n"));
  await chown(directory, RELAY_USER.uid, RELAY_USER.uid);
  const program = Bun.which("turnserver", { PATH: "/usr/bin:/usr/sbin:/usr/local/bin" });
  if (program === null) throw new Error('coturn isn\'t installed: "bun run test" brings it');
  const options = { stdin: "ignore", stdout: "ignore", stderr: "ignore" } as const;
  return Bun.spawn([program, "-c", `${directory}/turn.conf`], options);
}

function ip(...words: readonly string[]): boolean {
  return Bun.spawnSync(["ip", ...words], { stderr: "ignore" }).exitCode === 0;
}

/** Only there may packets be forbidden. */
const isPrivate = ip("link", "show", "meet1");

/** Of everybody but the relay, in the place of the rule that comes before all others. */
const LOCAL = ["lookup", "local", "pref"] as const;
const FORBIDDEN_PREF = "10";

/** To the server's media, by whatever protocol, and to the relay by UDP. */
function forbidDirectPaths(media: readonly string[]): void {
  expect(ip("rule", "add", ...LOCAL, "100") && ip("rule", "del", "pref", "0")).toBe(true);
  const forbid = (protocol: string, port: number | string) =>
    ip(
      ...["rule", "add", "pref", FORBIDDEN_PREF, "uidrange", "0-0"],
      ...["ipproto", protocol, "dport", String(port), "prohibit"],
    );
  const ports = new Set(media.map((endpoint) => endpoint.replace(/^.*:/, "")));
  for (const port of ports) {
    for (const protocol of ["udp", "tcp"]) expect(forbid(protocol, port)).toBe(true);
  }
  expect(forbid("udp", TURN_PORT)).toBe(true);
}

function allowAllPaths(): void {
  while (ip("rule", "del", "pref", FORBIDDEN_PREF)) {}
  ip("rule", "add", ...LOCAL, "0");
  ip("rule", "del", "pref", "100");
}

beforeAll(async () => {
  const probe = await startServer();
  const address = addressOf(probe.media);
  await probe.stop();
  turn = await startTurn(address);
  const urls = `turn:${address}:${TURN_PORT},turn:${address}:${TURN_PORT}?transport=tcp`;
  const env = { CONCLAVE_TURN_SECRET: SECRET };
  server = await startServer({ args: ["--turn", urls], env });
  if (isPrivate) forbidDirectPaths(server.media);
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterAll(async () => {
  if (isPrivate) allowAllPaths();
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
    if (!isPrivate) for (const { page } of people) await page.evaluateOnNewDocument(relayOnly);
    const link = await ana.startMeeting(server.url);
    await ana.join(link);
    await ana.seesIn("Ana");
    await ben.join(link);
    await Promise.all([ben.seesAndHears("Ana"), ana.seesAndHears("Ben")]);
    for (const person of people) {
      const { kind, relayProtocol } = await person.path();
      expect(kind).toBe("relay");
      if (isPrivate) expect(relayProtocol).toBe("tcp");
      expect(person.errors).toEqual([]);
    }
    expect(server.log()).not.toContain(SECRET);
  },
  SLOW_MS,
);
