// A server of a bench, and what is seen of it from outside: its counters, CPU time, memory, and what a collection leaves.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { PROJECT, type RunningServer, startServer } from "../support/server.ts";
import { until } from "../support/service.ts";
import { processCpuMillis, residentMegabytes } from "./sfu-accounting.ts";

const TELLER = `${PROJECT}tests/support/heap-teller.ts`;

export type ServerState = {
  readonly meetings: number;
  readonly participants: number;
  readonly residentMb: number;
  readonly descriptors: number;
  readonly timers: number;
};

export class WatchedServer {
  readonly #server: RunningServer;
  readonly #heapFile: string;

  private constructor(server: RunningServer, heapFile: string) {
    this.#server = server;
    this.#heapFile = heapFile;
  }

  static async start(args: readonly string[]): Promise<WatchedServer> {
    const heapFile = `${tmpdir()}/conclave-heap-${process.pid}.json`;
    const server = await startServer({
      program: [process.execPath, "--preload", TELLER, `${PROJECT}src/main.ts`],
      args: ["--metrics", "127.0.0.1:0", ...args],
      env: { HEAP_TELLER_FILE: heapFile },
    });
    return new WatchedServer(server, heapFile);
  }

  get url(): string {
    return this.#server.url;
  }

  get cpuMillis(): number {
    return processCpuMillis(this.#server.pid);
  }

  get residentMegabytes(): number {
    return residentMegabytes(this.#server.pid);
  }

  async state(): Promise<ServerState> {
    const value = await this.#values();
    return {
      meetings: value("meetings"),
      participants: value("participants"),
      residentMb: tenths(this.residentMegabytes),
      descriptors: value("open_files"),
      timers: value("timers"),
    };
  }

  async packetsSent(): Promise<number> {
    return (await this.#values())('media_total{what="rtp-sent"}');
  }

  /** What is still held after a collection. */
  async heap(): Promise<{ readonly heapMb: number; readonly objects: number }> {
    rmSync(this.#heapFile, { force: true });
    process.kill(this.#server.pid, "SIGUSR2");
    await until("the heap", () => existsSync(this.#heapFile));
    const { heapSize, objectCount } = JSON.parse(readFileSync(this.#heapFile, "utf8"));
    return { heapMb: tenths(heapSize / 1024 / 1024), objects: objectCount };
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#heapFile, { force: true });
  }

  /** By the series, as Prometheus' format writes it after our prefix. */
  async #values(): Promise<(series: string) => number> {
    const lines = (await (await fetch(this.#server.metricsUrl ?? "")).text()).split("\n");
    return (series) => {
      const line = lines.find((each) => each.startsWith(`conclave_${series} `));
      return Number(line?.split(" ").at(-1));
    };
  }
}

/** Of each the smallest: what a garbage collection, or a quiet moment, left. */
export function least(states: readonly ServerState[]): ServerState {
  const smallest = (name: keyof ServerState) => Math.min(...states.map((state) => state[name]));
  return {
    meetings: smallest("meetings"),
    participants: smallest("participants"),
    residentMb: smallest("residentMb"),
    descriptors: smallest("descriptors"),
    timers: smallest("timers"),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
