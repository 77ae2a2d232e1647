// Starts the product as its users do, as a process of its own, on free ports and a fresh data directory.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { keep } from "./children.ts";

export const PROJECT = new URL("../..", import.meta.url).pathname;

export const RUNTIMES = ["bun", "deno", "binary"] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

/** The least rights under which Deno serves; the README tells them too. */
function denoRights(dataDirectory: string): readonly string[] {
  return [
    "--no-prompt",
    "--unstable-net",
    "--allow-net",
    "--allow-env",
    "--allow-sys=networkInterfaces",
    `--allow-read=${PROJECT},${dataDirectory}`,
    `--allow-write=${dataDirectory}`,
    `--allow-ffi=${PROJECT}node_modules/better-sqlite3`,
  ];
}

/** Deno's npm package unpacks its program when first run; the platform's package has it already. */
export function denoPath(): string {
  const platform = process.platform === "linux" ? "linux" : process.platform;
  const libc = platform === "linux" ? "-glibc" : "";
  const path = `${PROJECT}node_modules/@deno/${platform}-${process.arch}${libc}/deno`;
  if (!existsSync(path)) throw new Error("Deno isn't installed: run `bun install`");
  return path;
}

export function binaryPath(): string {
  const path = `${PROJECT}dist/conclave`;
  if (!existsSync(path)) throw new Error("dist/conclave is missing: run `bun run build`");
  return path;
}

/** @param dataDirectory the only place that Deno is let write to. */
export function commandOf(runtime: RuntimeName, dataDirectory: string): readonly string[] {
  switch (runtime) {
    case "bun":
      return [process.execPath, `${PROJECT}src/main.ts`];
    case "deno":
      return [denoPath(), "run", ...denoRights(dataDirectory), `${PROJECT}src/main.ts`];
    case "binary":
      return [binaryPath()];
  }
}

/** From source it is started where its tsconfig.json lies, as by `bun run start`. */
export function homeOf(runtime: RuntimeName, scratch: string): string {
  return runtime === "binary" ? scratch : PROJECT;
}

export type LogLine = { readonly event: string } & Readonly<Record<string, unknown>>;

export type RunningServer = {
  /** `http://HOST:PORT`, without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  /** Where the counters are, when `--metrics` asked for them. */
  readonly metricsUrl: string | null;
  /** `HOST:PORT` of the media port, by each address that the server announces. */
  readonly media: readonly string[];
  readonly dataDirectory: string;
  /** All it has written so far. */
  log(): string;
  /** SIGTERM, then the wait for its end. @returns its exit code. */
  stop(): Promise<number>;
};

export type StartOptions = {
  readonly runtime?: RuntimeName;
  /** Instead of the runtime's own command. */
  readonly program?: readonly string[];
  /** After our own, so that they win. */
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the whole command is handed to, `["ip", "netns", "exec", …]`. */
  readonly wrapper?: readonly string[];
  /** The event that says it is ready; the one that says it serves unless told. */
  readonly readyEvent?: string;
};

/** Slow only where two cores are shared by many. */
const READY_WITHIN_MS = 60_000;

function parseLine(line: string): LogLine | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "event" in value
      ? (value as LogLine)
      : null;
  } catch {
    return null;
  }
}

export function logLines(text: string): readonly LogLine[] {
  return text.split("\n").flatMap((line) => parseLine(line) ?? []);
}

async function collect(stream: ReadableStream<Uint8Array>, onText: (text: string) => void) {
  const decoder = new TextDecoder();
  for await (const chunk of stream) onText(decoder.decode(chunk, { stream: true }));
}

/** @throws Error with the server's output when it ends, or isn't ready in time. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const { runtime = "bun", args = [], cwd, env = {}, wrapper = [] } = options;
  const { readyEvent = "listening" } = options;
  const scratch = await mkdtemp(`${tmpdir()}/conclave-test-`);
  const dataDirectory = `${scratch}/data`;
  const settings = ["--listen", "127.0.0.1:0", "--media-port", "0", "--log-format", "json"];
  const child = keep(
    Bun.spawn(
      [
        ...wrapper,
        ...(options.program ?? commandOf(runtime, dataDirectory)),
        ...settings,
        "--data",
        dataDirectory,
        ...args,
      ],
      {
        cwd: cwd ?? homeOf(runtime, scratch),
        env: { ...process.env, ...env },
        stdout: "pipe",
        stderr: "pipe",
      },
    ),
  );

  let text = "";
  let listening: LogLine | undefined;
  const ready = Promise.withResolvers<void>();
  const handleText = (added: string) => {
    text += added;
    listening ??= logLines(text).find(({ event }) => event === readyEvent);
    if (listening !== undefined) ready.resolve();
  };
  const streams = [collect(child.stdout, handleText), collect(child.stderr, handleText)];
  const ended = child.exited.then(async (code) => {
    await Promise.all(streams);
    ready.reject(new Error(`the server ended with ${code} before it was ready:\n${text}`));
    return code;
  });
  const timer = setTimeout(
    () => ready.reject(new Error(`the server wasn't ready in time:\n${text}`)),
    READY_WITHIN_MS,
  );

  const stop = async () => {
    child.kill("SIGTERM");
    const code = await ended;
    await rm(scratch, { recursive: true, force: true });
    return code;
  };
  try {
    await ready.promise;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    url: String(listening?.["url"]).replace(/\/$/, ""),
    metricsUrl: typeof listening?.["metrics"] === "string" ? listening["metrics"] : null,
    media: String(listening?.["media"]).split(" "),
    pid: child.pid,
    dataDirectory,
    log: () => text,
    stop,
  };
}
