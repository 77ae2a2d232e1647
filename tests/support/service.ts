// Runs a program of the system beside the product: on ports of its own, in a directory of its own, until the test ends.

import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { keep } from "./children.ts";

export type Service = {
  readonly pid: number;
  /** All it has written so far. */
  output(): string;
  /** Ends it, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Slow only where two cores are shared by many. */
const WITHIN_MS = 60_000;
const POLL_MS = 50;

/** Polls until `condition` gives a value that isn't null or false. @throws Error after a minute. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`${what} didn't come about in time`);
    await Bun.sleep(POLL_MS);
  }
}

/** Below those that the system gives out by itself: no connection of anybody's takes one meanwhile. */
const PORT_MIN = 12_000;
const PORT_MAX = 32_000;
const given = new Set<number>();

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Ports that nobody listens on now, and that weren't given to another test. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

export function makeScratch(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(`${tmpdir()}/conclave-test-`);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

async function connects(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data: () => {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}

/** @param ports on loopback that it listens on once it is ready. */
export async function startService(
  argv: readonly string[],
  ports: readonly number[],
  env: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const child = keep(
    Bun.spawn([...argv], {
      env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`, ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    }),
  );
  let text = "";
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  };
  const streams = [collect(child.stdout), collect(child.stderr)];
  for (const port of ports) {
    await until(`${argv[0]} on ${port}`, async () => {
      if (child.exitCode !== null) throw new Error(`${argv.join(" ")} ended:\n${text}`);
      return connects(port);
    });
  }
  return {
    pid: child.pid,
    output: () => text,
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      await child.exited;
      await Promise.all(streams);
    },
  };
}

/** Runs to its end. @returns what it printed. @throws Error with its words when it fails. */
export async function runProgram(...argv: readonly string[]): Promise<string> {
  const child = Bun.spawn([...argv], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** What runs, to be ended after each test in the opposite order, however the test ended. */
export class Running {
  readonly #stops: (() => unknown)[] = [];

  add<T>(what: T, stop: (what: T) => unknown): T {
    this.#stops.push(() => stop(what));
    return what;
  }

  /** Ends all of it, also when one of them can't be ended. */
  async stopAll(): Promise<void> {
    const problems: unknown[] = [];
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      try {
        await stop();
      } catch (error) {
        problems.push(error);
      }
    }
    if (problems.length > 0) throw problems[0];
  }
}
