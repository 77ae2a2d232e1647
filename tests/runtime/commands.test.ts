// The operator's commands beside a running server, and without one.

import { afterAll, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { runCommand } from "../support/command.ts";
import { startServer } from "../support/server.ts";
import { freePorts, makeScratch } from "../support/service.ts";
import { enter, makeMeeting, VisitorSocket } from "../support/visitor.ts";

const scratch = makeScratch();
afterAll(() => scratch.remove());

async function makeLink(url: string) {
  const made = await makeMeeting(url);
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

function run(data: string, ...args: readonly string[]) {
  return runCommand("bun", scratch.path, ...args, "--data", data);
}

describe("status", () => {
  test("counts who is in, and names nobody", async () => {
    const server = await startServer();
    const link = await makeLink(server.url);
    const entered = await enter(server.url, link.meetingId, link.fragment);
    if (!entered.ok) throw new Error(entered.reason);
    await new VisitorSocket(server.url).hello(entered.value);
    const { stdout, code } = await run(server.dataDirectory, "status");
    expect(stdout).toContain("meetings      1\nparticipants  1, 0 with media\n");
    expect(stdout).not.toContain(link.meetingId);
    expect(code).toBe(0);
    await server.stop();
  });

  test("says so when no server runs", async () => {
    const { stderr, code } = await run(`${scratch.path}/none`, "status");
    expect(stderr).toBe("conclave: no server runs on this data directory\n");
    expect(code).toBe(1);
  });
});

describe("backup and restore", () => {
  test("a copy made while the server runs brings a meeting back", async () => {
    const data = `${scratch.path}/kept`;
    const copy = `${scratch.path}/copy.db`;
    const server = await startServer({ args: ["--data", data] });
    const link = await makeLink(server.url);
    expect(await run(data, "backup", copy)).toMatchObject({ stdout: `${copy}: 1 meetings\n` });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await makeLink(server.url);
    const refused = await run(data, "restore", copy);
    expect(refused.stderr).toContain("a server runs on this data directory; stop it first");
    await server.stop();

    const restored = await run(data, "restore", copy);
    expect(restored.stdout).toStartWith("1 meetings are back.");
    const second = await startServer({ args: ["--data", data] });
    const entered = await enter(second.url, link.meetingId, link.fragment);
    await second.stop();
    expect(entered.ok).toBe(true);
  });

  test("no file is written over, and what isn't whole isn't restored", async () => {
    const data = `${scratch.path}/careful`;
    const copy = `${scratch.path}/careful.db`;
    const server = await startServer({ args: ["--data", data] });
    for (let count = 0; count < 20; count++) await makeLink(server.url);
    await run(data, "backup", copy);
    const whole = readFileSync(copy);
    expect((await run(data, "backup", copy)).code).toBe(1);
    expect(readFileSync(copy).equals(whole)).toBe(true);
    await server.stop();

    const before = readFileSync(`${data}/conclave.db`);
    truncateSync(copy, whole.length - 4096);
    expect((await run(data, "restore", copy)).code).toBe(1);
    writeFileSync(copy, "not a database, but as long as one".repeat(100));
    expect((await run(data, "restore", copy)).code).toBe(1);
    expect((await run(data, "restore", `${scratch.path}/nowhere`)).code).toBe(1);
    expect(readFileSync(`${data}/conclave.db`).equals(before)).toBe(true);
  });
});

describe("meetings prune", () => {
  test("deletes what nobody opened for so many days", async () => {
    const data = `${scratch.path}/pruned`;
    const server = await startServer({ args: ["--data", data, "--retention", "10"] });
    const link = await makeLink(server.url);
    const prune = (days: string) => run(data, "meetings", "prune", days, "--retention", "10");
    expect((await prune("5")).stdout).toBe("0 meetings deleted\n");
    // Made by a server that keeps them longer: they were opened 5 days ago, as it seems.
    const later = run(data, "meetings", "prune", "4", "--retention", "15");
    expect((await later).stdout).toBe("1 meetings deleted\n");
    const entered = await enter(server.url, link.meetingId, link.fragment);
    await server.stop();
    expect(entered).toEqual({ ok: false, reason: "wrong-link" });
    expect((await run(data, "meetings", "burn")).code).toBe(1);
  });
});

describe("doctor", () => {
  test("finds a taken port, a directory that others can look into, and says what to do", async () => {
    const server = await startServer();
    const port = new URL(server.url).port;
    const data = `${scratch.path}/shared`;
    mkdirSync(data, { mode: 0o755 });
    const taken = ["--listen", `127.0.0.1:${port}`, "--media-port", "0"];
    const { stdout, code } = await run(data, "doctor", ...taken);
    await server.stop();
    expect(stdout).toContain(`BAD   pages, TCP: 127.0.0.1:${port} can't be opened (EADDRINUSE)`);
    expect(stdout).toContain("choose another with --listen");
    expect(stdout).toContain(`chmod 700 ${data}`);
    expect(code).toBe(1);
  });

  test("before the first start, what the start makes by itself is no fault", async () => {
    const data = `${scratch.path}/later/data`;
    const ports = ["--listen", "127.0.0.1:0", "--media-port", "0", "--media-workers", "1"];
    const { stdout, code } = await run(data, "doctor", ...ports);
    expect(stdout).toContain(`ok    data directory: ${data} isn't there yet`);
    expect(stdout).toContain("ok    media's encryption: by libcrypto");
    expect(stdout).toMatch(/^ok {4}disk: \d+ MB free/m);
    expect(code).toBe(0);
    expect(existsSync(`${scratch.path}/later`)).toBe(false);
  });

  test("leaves the running server's own ports alone", async () => {
    const [port = 0] = await freePorts(1);
    const listen = ["--listen", `127.0.0.1:${port}`];
    const server = await startServer({ args: listen });
    const { stdout } = await run(server.dataDirectory, "doctor", ...listen);
    await server.stop();
    expect(stdout).toContain("The server runs.");
    expect(stdout).not.toContain("EADDRINUSE");
  });
});

describe("keys", () => {
  test("made beside the running server, a key starts meetings until it is revoked", async () => {
    const server = await startServer({ args: ["--start", "keys", "--paid-max-participants", "3"] });
    const data = server.dataDirectory;
    const start = async (key: string) => (await makeMeeting(server.url, key)).ok;
    const { stdout } = await run(data, "keys", "add", "school", "paid");
    const [key = ""] = stdout.split("\n");
    expect(key).toStartWith("conclave-");
    expect((await run(data, "keys", "add", "school")).stderr).toContain("already");
    expect((await run(data, "keys", "list")).stdout).toBe("school  paid\n");
    expect([await start(""), await start(key)]).toEqual([false, true]);
    expect((await run(data, "keys", "revoke", "school")).code).toBe(0);
    expect(await start(key)).toBe(false);
    expect(server.log()).not.toContain(key);
    await server.stop();
    expect((await run(data, "keys", "add", "\u001b[2J")).code).toBe(1);
  });
});
