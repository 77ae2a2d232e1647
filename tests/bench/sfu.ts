// Measures the SFU: CPU per forwarded packet, latency and loss, one JSON line for each case.
//
//   bun run bench sfu                          every case, with each SRTP backend
//   bun run bench sfu --cases 1x50,30x29 --seconds 3 --repeat 3 --burst 1 --backends libcrypto,node
//   bun run bench sfu --cases 1x50@8           at eight times the rate
//   bun run bench sfu --highest 1x50,20x19     the highest rates without loss, and no other case
//   bun run bench sfu --port 9340              only the server, for a load generator from outside

import { parseArgs } from "node:util";
import {
  CASES,
  MEDIASOUP,
  MEDIASOUP_HIGHEST,
  PEER_FLOOR,
  parseCase,
  type SfuCase,
} from "./sfu-cases.ts";
import type { LoadOptions, LoadResult } from "./sfu-load.ts";

const HERE = import.meta.dir;
/** A case that takes longer is stuck. */
const CASE_TIMEOUT_MS = 60_000;
/** A server of some hours has compiled what it runs all the time; one of some seconds still does. */
const WARM_CASE = "1x200";
/** The first try at a highest rate, of the usual; each further one is by so much higher. */
const RATE_START = 4;
const RATE_STEP = 1.25;
const LOST_PERCENT_MAX = 1;

type Server = {
  readonly backend: string;
  readonly url: string;
  readonly pid: number;
  readonly stop: () => void;
};

/** One core for the server and another for the load, where the system can. */
function pinned(core: number, argv: readonly string[]): string[] {
  const taskset = Bun.which("taskset");
  const isPossible = taskset !== null && navigator.hardwareConcurrency > 1;
  return isPossible ? [taskset, "-c", String(core), ...argv] : [...argv];
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk);
    if (text.includes("\n")) break;
  }
  return text;
}

async function startServer(backend: string, source: string, port = 0): Promise<Server> {
  const child = Bun.spawn(pinned(0, [process.execPath, `${source}/sfu-server.ts`]), {
    env: { ...process.env, BENCH_SRTP: backend, BENCH_PORT: String(port) },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const line = await firstLine(child.stdout);
  console.log(line.trim());
  const { url }: { url: string } = JSON.parse(line);
  return { backend, url, pid: child.pid, stop: () => child.kill() };
}

async function measure(server: Server, chosen: SfuCase, seconds: number, burst: number) {
  const room = crypto.randomUUID();
  const options: LoadOptions = {
    ...chosen,
    url: server.url,
    pid: server.pid,
    room,
    seconds,
    burst,
  };
  const argv = [process.execPath, `${HERE}/sfu-load.ts`, JSON.stringify(options)];
  const child = Bun.spawn(pinned(1, argv), {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    timeout: CASE_TIMEOUT_MS,
  });
  const output = await new Response(child.stdout).text();
  if (output === "") throw new Error(`${chosen.name} took longer than ${CASE_TIMEOUT_MS} ms`);
  const result: LoadResult = JSON.parse(output);
  const stats = await fetch(`${server.url}/stats`);
  const { lagP99, lagMax }: { lagP99: number; lagMax: number } = await stats.json();
  return { ...result, lagP99, lagMax };
}

/** @returns what the kernel takes for sending a packet, in microseconds; 0 where it can't be measured. */
async function measureFloor(): Promise<number> {
  const program = [process.execPath, `${HERE}/sfu-floor.ts`];
  const spawn = (core: number, ...words: readonly string[]) =>
    Bun.spawn(pinned(core, [...program, ...words]), {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
  const sinks = spawn(1);
  const ports = (await firstLine(sinks.stdout)).trim();
  const micros = Number(await new Response(spawn(0, ports).stdout).text());
  sinks.kill();
  return micros;
}

/** Against the published figures, scaled by how much slower or faster the kernel sends here. */
function printAgainstMediasoup(name: string, floor: number, costs: Costs): void {
  const published = MEDIASOUP[name];
  if (published === undefined || floor === 0) return;
  const scaled = published * (floor / PEER_FLOOR);
  for (const [backend, all] of costs) {
    const value = Number((median(all) / scaled).toFixed(2));
    console.log(JSON.stringify({ case: name, ratio: `${backend}/mediasoup`, value }));
  }
}

type Costs = ReadonlyMap<string, readonly number[]>;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export async function runSfuBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: "string" },
      cases: { type: "string", default: CASES.join(",") },
      backends: { type: "string", default: "libcrypto,node" },
      seconds: { type: "string", default: "3" },
      repeat: { type: "string", default: "1" },
      burst: { type: "string", default: "1" },
      warm: { type: "string", default: "10" },
      highest: { type: "string" },
    },
  });
  if (values.port !== undefined) {
    await startServer(values.backends.split(",")[0] ?? "", HERE, Number(values.port));
    await new Promise(() => {});
  }
  // `name=directory` measures the server of another checkout, so that two versions meet in one run.
  const servers = await Promise.all(
    values.backends.split(",").map((backend) => {
      const [name = "", source = HERE] = backend.split("=");
      return startServer(name, source);
    }),
  );
  // However it ends, no server stays behind.
  process.on("exit", () => {
    for (const server of servers) server.stop();
  });
  const floor = await measureFloor();
  console.log(JSON.stringify({ floor: Number(floor.toFixed(2)) }));
  for (const server of servers) {
    await measure(server, caseOf(WARM_CASE), Number(values.warm), 1);
  }
  const highest = values.highest?.split(",") ?? [];
  for (const name of highest) {
    for (const server of servers) await findHighest(server, name, floor, Number(values.seconds));
  }
  if (highest.length > 0) return;
  for (const name of values.cases.split(",")) {
    const chosen = caseOf(name);
    const costs = new Map<string, number[]>();
    for (let repetition = 0; repetition < Number(values.repeat); repetition++) {
      for (const server of servers) {
        const { backend } = server;
        const result = await measure(server, chosen, Number(values.seconds), Number(values.burst));
        console.log(JSON.stringify({ case: name, backend, ...result }));
        costs.set(backend, [...(costs.get(backend) ?? []), result.cpuMicrosPerSent]);
      }
    }
    printRatios(name, costs);
    printAgainstMediasoup(name, floor, costs);
  }
}

function caseOf(name: string): SfuCase {
  const chosen = parseCase(name);
  if (chosen === null) throw new Error(`no such case: ${name}`);
  return chosen;
}

/** Goes up from the usual rate until packets are lost, or the generator can't send as many. */
async function findHighest(server: Server, name: string, floor: number, seconds: number) {
  const chosen = caseOf(name);
  let best: Awaited<ReturnType<typeof measure>> | null = null;
  for (let rate = RATE_START; ; rate *= RATE_STEP) {
    const result = await measure(server, { ...chosen, rate }, seconds, 1).catch(() => null);
    // So much that the generator couldn't even end.
    if (result === null) break;
    console.log(JSON.stringify({ case: name, rate, backend: server.backend, ...result }));
    const isSteady = result.packetsPerSecond > (best?.packetsPerSecond ?? 0);
    if (result.lostPercent >= LOST_PERCENT_MAX || !isSteady) break;
    best = result;
  }
  if (best === null) return;
  const { packetsPerSecond, corePercent, generatorCorePercent } = best;
  const peer = (MEDIASOUP_HIGHEST[name] ?? 0) * (PEER_FLOOR / floor);
  const ofMediasoup = peer > 0 ? Number((packetsPerSecond / peer).toFixed(2)) : null;
  const highest = { packetsPerSecond, corePercent, generatorCorePercent, ofMediasoup };
  console.log(JSON.stringify({ case: name, backend: server.backend, highest }));
}

function printRatios(name: string, costs: Costs): void {
  const [first, ...rest] = [...costs].map(([backend, all]) => ({ backend, cost: median(all) }));
  for (const { backend, cost } of first === undefined ? [] : rest) {
    const ratio = Number(((first?.cost ?? 0) / cost).toFixed(2));
    console.log(
      JSON.stringify({ case: name, ratio: `${first?.backend}/${backend}`, value: ratio }),
    );
  }
}
