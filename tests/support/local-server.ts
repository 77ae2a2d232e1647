// The whole product in the test's own process, on free ports: what it writes and stores lies open.

import { Database } from "bun:sqlite";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseConfig } from "../../src/server/config.ts";
import type { startMediaWorker } from "../../src/server/media/media-lane.ts";
import { startServer } from "../../src/server/server.ts";
import { logLines } from "./server.ts";

export type LocalServer = {
  /** Without a slash at the end. */
  readonly url: string;
  /** HOST:PORT of the media port, the best first. */
  readonly media: readonly string[];
  readonly dataDirectory: string;
  log(): string;
  metrics(): Promise<string>;
  close(): Promise<void>;
};

const PROCESS_EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/** @returns the function that takes out the process's error handlers that came since: they'd hide errors of later tests. */
function noteHandlers(): () => void {
  const known = new Set(PROCESS_EVENTS.flatMap((event) => process.rawListeners(event)));
  return () => {
    for (const event of PROCESS_EVENTS) {
      for (const handler of process.rawListeners(event)) {
        if (!known.has(handler)) process.off(event, handler as () => void);
      }
    }
  };
}

/** @param args after our own, so that they win. */
export async function startLocalServer(
  args: readonly string[] = [],
  startWorker?: typeof startMediaWorker,
): Promise<LocalServer> {
  const scratch = await mkdtemp(`${tmpdir()}/conclave-test-`);
  const dataDirectory = `${scratch}/data`;
  const ours = ["--listen", "127.0.0.1:0", "--media-port", "0", "--metrics", "127.0.0.1:0"];
  const logging = ["--log-format", "json", "--log-level", "debug", "--data", dataDirectory];
  const config = parseConfig([...ours, ...logging, ...args], {});
  if (!config.ok) throw new Error(config.reason);
  const lines: string[] = [];
  const forgetHandlers = noteHandlers();
  const server = await startServer(config.value, (line) => void lines.push(line), startWorker);
  const log = () => lines.join("\n");
  const listening = logLines(log()).find(({ event }) => event === "listening");
  return {
    url: String(listening?.["url"]).replace(/\/$/, ""),
    media: String(listening?.["media"]).split(" "),
    dataDirectory,
    log,
    metrics: async () => (await fetch(String(listening?.["metrics"]))).text(),
    close: async () => {
      await server.close();
      forgetHandlers();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** Every file of the data directory as it lies there, by name. */
export async function readFiles(directory: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = await Promise.all(
    entries
      // The control socket holds nothing.
      .filter((entry) => !entry.isSocket())
      .map(async ({ name }) => [name, await readFile(`${directory}/${name}`)] as const),
  );
  return new Map(files);
}

/** Every value of every table, joined. */
export function readRows(file: string): Uint8Array {
  const database = new Database(file, { readonly: true });
  try {
    const tables = database
      .query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all();
    const values = tables.flatMap(({ name }) => database.query(`SELECT * FROM "${name}"`).values());
    return Buffer.concat(
      values
        .flat()
        .map((value) => (value instanceof Uint8Array ? value : Buffer.from(String(value)))),
    );
  } finally {
    database.close();
  }
}
