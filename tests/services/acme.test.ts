// `--domain`: a certificate from a real authority on loopback (pebble), kept, renewed under open sockets, and its failures told.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { Pebble } from "../support/pebble.ts";
import { startPebble } from "../support/pebble.ts";
import type { RuntimeName } from "../support/server.ts";
import { commandOf, logLines, startServer } from "../support/server.ts";
import { freePorts, makeScratch, until } from "../support/service.ts";
import type { Place } from "../support/tls-client.ts";
import { ask, serialOf } from "../support/tls-client.ts";
import { enterAt, makeMeetingAt, socketAt } from "../support/tls-visitor.ts";
import type { VisitorSocket } from "../support/visitor.ts";

const DOMAIN = "meet.test";
const scratch = makeScratch();
// A server that gave up root must reach its data directory.
chmodSync(scratch.path, 0o755);

/** An authority that looks at ports of its own, and the server's settings for it. */
type Setup = {
  readonly directory: string;
  readonly pebble: Pebble;
  readonly place: Place;
  readonly httpPort: number;
  args(data: string, ...more: readonly string[]): readonly string[];
};

/** Certificates that are to be renewed after 8 s. */
const SHORT_SECONDS = 12;
const LONG_SECONDS = 7_776_000;

async function setUp(name: string, validitySeconds: number, tlsPort?: number): Promise<Setup> {
  const directory = `${scratch.path}/${name}`;
  mkdirSync(directory);
  const [httpPort = 0, free = 0] = await freePorts(2);
  const port = tlsPort ?? free;
  const pebble = await startPebble({ directory, httpPort, tlsPort: port, validitySeconds });
  const args = (data: string, ...more: readonly string[]) => [
    ...["--domain", DOMAIN, "--listen", `127.0.0.1:${port}`, "--http-port", `${httpPort}`],
    ...["--acme-directory", pebble.directoryUrl, "--acme-roots", pebble.rootsPath],
    ...["--data", `${directory}/${data}`, "--user", "root", "--start", "open", ...more],
  ];
  const place = { port, domain: DOMAIN, root: await pebble.issuer() };
  return { directory, pebble, place, httpPort, args };
}

afterAll(() => scratch.remove());

async function renewed(place: Place, serial: string): Promise<string> {
  return until("another certificate", async () => {
    const next = await serialOf(place).catch(() => serial);
    return next !== serial && next;
  });
}

async function nextHeartbeat(socket: VisitorSocket): Promise<string> {
  for (;;) {
    const { type } = await socket.next();
    if (type === "heartbeat") return type;
  }
}

const CASES: readonly (readonly [RuntimeName, string])[] = [
  ["bun", "http-01"],
  ["bun", "tls-alpn-01"],
  ["binary", "http-01"],
  ["deno", "http-01"],
];

for (const [runtime, challenge] of CASES) {
  test.concurrent(`on ${runtime}, ${challenge} obtains, and renews without ending what is connected`, async () => {
    const { directory, pebble, place, args } = await setUp(
      `${runtime}-${challenge}`,
      SHORT_SECONDS,
    );
    const server = await startServer({
      runtime,
      // Deno may read and write in that directory alone.
      program: commandOf(runtime, directory),
      args: args("data", "--acme-challenge", challenge),
    });
    expect(server.url).toBe(`https://${DOMAIN}:${place.port}`);
    const first = await serialOf(place);
    const page = await ask(place, "/");
    expect(page.status).toBe(200);
    expect(page.headers["strict-transport-security"]).toContain("max-age=");

    const link = await makeMeetingAt(place);
    const socket = socketAt(place);
    const entered = await enterAt(place, link);
    const session = await socket.hello(entered);
    if (session.type !== "session") throw new Error(session.type);
    expect(session.isResumed).toBe(false);
    await renewed(place, first);
    expect((await ask(place, "/")).status).toBe(200);
    // Bun's listener lets the old socket be; Deno's ends it, and the participant comes back as who it was.
    if (runtime === "deno") {
      expect((await socket.ended).code).toBeGreaterThan(0);
      expect(await socketAt(place).hello(entered)).toEqual({ ...session, isResumed: true });
    } else {
      expect(await nextHeartbeat(socket)).toBe("heartbeat");
    }
    expect(await server.stop()).toBe(0);
    await pebble.stop();
  });
}

test.concurrent("started as root, it serves as nobody, with the right to bind ports and no other", async () => {
  const { pebble, place, args } = await setUp("dropped", SHORT_SECONDS, 443);
  const server = await startServer({ args: args("data", "--user", "65532") });
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  const serial = await serialOf(place);
  expect(/^Uid:\s+(.*)$/m.exec(status)?.[1]).toBe("65532\t65532\t65532\t65532");
  expect(/^Groups:[ \t]*(.*)$/m.exec(status)?.[1]).toBe("");
  expect(/^CapEff:\s+(.*)$/m.exec(status)?.[1]).toBe("0000000000000400");
  expect(/^NoNewPrivs:\s+(.*)$/m.exec(status)?.[1]).toBe("1");
  expect(statSync(`${scratch.path}/dropped/data/tls/certificate.pem`).uid).toBe(65_532);
  // The next certificate takes the port over: as nobody, from nobody.
  await renewed(place, serial);
  expect(await server.stop()).toBe(0);
  await pebble.stop();
});

describe("beside HTTPS", () => {
  let setup: Setup;
  beforeAll(async () => {
    setup = await setUp("calm", LONG_SECONDS);
  });
  afterAll(() => setup.pebble.stop());

  test("port 80 sends visitors on, with their path, to the domain and nowhere else", async () => {
    const server = await startServer({ args: setup.args("redirect") });
    const base = `http://127.0.0.1:${setup.httpPort}`;
    const headers = { Host: "evil.example" };
    const path = "/m/0123-4567-89ab-cdef?a=b";
    const answer = await fetch(`${base}${path}`, { redirect: "manual", headers });
    const unknown = await fetch(`${base}/.well-known/acme-challenge/x`);
    await server.stop();
    expect(answer.status).toBe(308);
    expect(answer.headers.get("Location")).toBe(`https://${DOMAIN}:${setup.place.port}${path}`);
    expect(unknown.status).toBe(404);
  });

  test("keys are for the server's own user alone, and a restart asks for no other certificate", async () => {
    const server = await startServer({ args: setup.args("kept") });
    const serial = await serialOf(setup.place);
    const folder = `${scratch.path}/calm/kept/tls`;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) {
      expect(statSync(`${folder}/${name}`).mode & 0o777).toBe(0o600);
    }
    await server.stop();
    const unreachable = ["--acme-directory", "https://127.0.0.1:1/dir"];
    const second = await startServer({ args: setup.args("kept", ...unreachable) });
    expect(await serialOf(setup.place)).toBe(serial);
    await second.stop();
  });

  test("what the authority complains of is told with a way out, and the server waits", async () => {
    // Nothing of ours answers on the port where the authority looks.
    const [elsewhere = 0] = await freePorts(1);
    const args = setup.args("unreached", "--http-port", `${elsewhere}`);
    const server = await startServer({ args, readyEvent: "no certificate" });
    const told = logLines(server.log()).find(({ event }) => event === "no certificate");
    expect(String(told?.["advice"])).toContain("open port 80");
    expect(server.log()).not.toContain('"event":"listening"');
    expect(await server.stop()).toBe(0);
  });
});
