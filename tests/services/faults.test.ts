// What happens to a server, and what it does about it: killed, disk full, disk read-only, database locked or damaged,
// descriptors used up, clients that say half a word. Clients get a clear answer, and nothing stored is lost.

import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { connect } from "node:net";
import type { RunningServer, StartOptions } from "../support/server.ts";
import { startServer } from "../support/server.ts";
import { makeScratch, runProgram, until } from "../support/service.ts";
import { enterOnce, makeMeeting } from "../support/visitor.ts";

const scratch = makeScratch();
afterAll(() => scratch.remove());

type Link = Extract<Awaited<ReturnType<typeof makeMeeting>>, { ok: true }>["value"];

async function makeLink(url: string): Promise<Link> {
  const made = await makeMeeting(url);
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

/** @returns "in", or why not. */
async function comeIn(url: string, { meetingId, fragment }: Link): Promise<string> {
  const entered = await enterOnce(url, meetingId, fragment);
  return entered.ok ? "in" : entered.reason;
}

async function startMeeting(url: string): Promise<string> {
  const made = await makeMeeting(url);
  return made.ok ? "made" : made.reason;
}

/** With a data directory on a small disk of its own, in a mount namespace of its own. */
function onSmallDisk(name: string, kilobytes: number): StartOptions & { readonly disk: string } {
  const disk = `${scratch.path}/${name}`;
  mkdirSync(disk);
  const mount = `mount -t tmpfs -o size=${kilobytes}k tmpfs ${disk} && exec "$@"`;
  const wrapper = ["unshare", "--mount", "sh", "-c", mount, "sh"];
  return { disk, wrapper, args: ["--data", `${disk}/data`] };
}

describe("a killed server", () => {
  test("comes back with every meeting, the last one too", async () => {
    const args = ["--data", `${scratch.path}/killed`];
    const first = await startServer({ args });
    const links = [await makeLink(first.url), await makeLink(first.url)];
    process.kill(first.pid, "SIGKILL");
    await first.stop();
    const second = await startServer({ args });
    for (const link of links) expect(await comeIn(second.url, link)).toBe("in");
    expect(await second.stop()).toBe(0);
  });
});

describe("a full disk", () => {
  test("refuses new meetings with a reason, and lets people into those that are there", async () => {
    const server = await startServer(onSmallDisk("full", 320));
    const link = await makeLink(server.url);
    await runProgram(
      ...["nsenter", "-t", `${server.pid}`, "-m", "sh", "-c"],
      `cat /dev/zero > ${scratch.path}/full/rest 2>/dev/null; true`,
    );
    expect(await until("the refusal", () => refusal(server))).toBe("overloaded");
    expect(await comeIn(server.url, link)).toBe("in");
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const remove = ["nsenter", "-t", `${server.pid}`, "-m", "rm", `${scratch.path}/full/rest`];
    await runProgram(...remove);
    expect(await startMeeting(server.url)).toBe("made");
    expect(await server.stop()).toBe(0);
  });

  /** What is left in the files' own blocks may still take some. */
  async function refusal({ url }: RunningServer): Promise<string | false> {
    const outcome = await startMeeting(url);
    return outcome !== "made" && outcome;
  }
});

describe("a read-only disk", () => {
  test("is told at the start in one line, and what is on it stays", async () => {
    const disk = `${scratch.path}/frozen`;
    const args = ["--data", `${disk}/data`];
    mkdirSync(disk);
    const first = await startServer({ args });
    await makeLink(first.url);
    await first.stop();
    const before = readFileSync(`${disk}/data/conclave.db`);
    const mount = `mount --bind -o ro ${disk} ${disk} && exec "$@"`;
    const wrapper = ["unshare", "--mount", "sh", "-c", mount, "sh"];
    await expect(startServer({ args, wrapper })).rejects.toThrow(/conclave: the database: .*data/);
    expect(readFileSync(`${disk}/data/conclave.db`).equals(before)).toBe(true);
  });
});

describe("a database", () => {
  function emptyLog(database: Database): boolean {
    const asked = database.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)");
    return asked.get()?.busy === 0;
  }

  test("that somebody holds locked refuses what would write, and serves again afterwards", async () => {
    const server = await startServer();
    const link = await makeLink(server.url);
    const holder = new Database(`${server.dataDirectory}/conclave.db`);
    holder.run("BEGIN IMMEDIATE");
    expect(await startMeeting(server.url)).toBe("overloaded");
    expect(await comeIn(server.url, link)).toBe("in");
    holder.run("ROLLBACK");
    holder.close();
    expect(await startMeeting(server.url)).toBe("made");
    await server.stop();
  });

  test("that is damaged is told at the start, and left as it is", async () => {
    const data = `${scratch.path}/damaged`;
    const first = await startServer({ args: ["--data", data] });
    await makeLink(first.url);
    await first.stop();
    const file = `${data}/conclave.db`;
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 0, 64);
    writeFileSync(file, bytes);
    await expect(startServer({ args: ["--data", data] })).rejects.toThrow(
      "can't be opened as a database",
    );
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  test("that is damaged under the running server makes it unwell, and ends it for nobody", async () => {
    const server = await startServer();
    const link = await makeLink(server.url);
    const file = `${server.dataDirectory}/conclave.db`;
    const holder = new Database(file);
    // It is refused while the server's first pruning empties the log itself; what is left in the log
    // would go on being right.
    await until("an empty log", () => emptyLog(holder));
    holder.close();
    writeFileSync(file, Buffer.alloc(readFileSync(file).length, 0x5a));
    await until("the bad news", async () => (await fetch(`${server.url}/healthz`)).status === 503);
    expect(await comeIn(server.url, link)).toBe("overloaded");
    expect((await fetch(`${server.url}/`)).status).toBe(200);
    await server.stop();
  });
});

describe("strangers", () => {
  const HELD = 200;

  function hold(url: string): Promise<Socket | null> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write("POST /api/srp HTTP/1.1\r\nHost: meet\r\nContent-Length: 400\r\n\r\nhalf");
        resolve(socket);
      });
      socket.on("error", () => resolve(null));
    });
  }

  async function holdMany(url: string): Promise<readonly (Socket | null)[]> {
    return Promise.all(Array.from({ length: HELD }, () => hold(url)));
  }

  test("who say half a word keep nobody out", async () => {
    const server = await startServer();
    const held = await holdMany(server.url);
    expect(held.filter((socket) => socket !== null).length).toBe(HELD);
    expect(await comeIn(server.url, await makeLink(server.url))).toBe("in");
    for (const socket of held) socket?.destroy();
    expect(await server.stop()).toBe(0);
  });

  test("who use up every descriptor don't end the server, and when they go it serves again", async () => {
    const wrapper = ["sh", "-c", 'ulimit -Sn 96 && ulimit -Hn 96 && exec "$@"', "sh"];
    const server = await startServer({ wrapper });
    const link = await makeLink(server.url);
    const held = await holdMany(server.url);
    for (const socket of held) socket?.destroy();
    await until("service", async () => (await comeIn(server.url, link).catch(() => "")) === "in");
    expect(await server.stop()).toBe(0);
  });
});
