// For how long a call is interrupted when its server is killed, or stopped, and started again at once: from the signal
// until all see each other's pictures again. The server's own start is in it.
//
//   bun run bench restart --people 4 --repeat 3 --runtime binary

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { inviteAt, RunningCall } from "../support/running-call.ts";
import { RUNTIMES, startServer } from "../support/server.ts";
import { freePorts } from "../support/service.ts";

const SIGNALS = ["SIGKILL", "SIGTERM"] as const;

async function measure(
  runtime: (typeof RUNTIMES)[number],
  signal: (typeof SIGNALS)[number],
  people: number,
): Promise<{ startMs: number; interruptedMs: number }> {
  const data = mkdtempSync(`${tmpdir()}/conclave-bench-`);
  const [port = 0] = await freePorts(1);
  const args = ["--listen", `127.0.0.1:${port}`, "--data", data];
  const first = await startServer({ runtime, args });
  const call = new RunningCall(await inviteAt(first.url));
  call.join(...Array.from({ length: people }, (_, place) => `person ${place}`));
  await call.whole();
  const { entries } = call;
  const killedAt = performance.now();
  if (signal === "SIGKILL") process.kill(first.pid, signal);
  await first.stop();
  const startedAt = performance.now();
  const second = await startServer({ runtime, args });
  const startMs = Math.round(performance.now() - startedAt);
  await call.wholeAgain(entries);
  const interruptedMs = Math.round(performance.now() - killedAt);
  call.leave();
  await second.stop();
  rmSync(data, { recursive: true, force: true });
  return { startMs, interruptedMs };
}

/** Prints one JSON line for each signal. */
export async function runRestartBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      people: { type: "string", default: "4" },
      repeat: { type: "string", default: "3" },
      runtime: { type: "string", default: "binary" },
    },
  });
  const runtime = RUNTIMES.find((each) => each === values.runtime) ?? "binary";
  for (const signal of SIGNALS) {
    const runs: { startMs: number; interruptedMs: number }[] = [];
    for (let run = 0; run < Number(values.repeat); run++) {
      runs.push(await measure(runtime, signal, Number(values.people)));
    }
    const interrupted = runs.map(({ interruptedMs }) => interruptedMs).sort((a, b) => a - b);
    const [median, most] = [interrupted[interrupted.length >> 1], interrupted.at(-1)];
    const startMs = Math.max(...runs.map((run) => run.startMs));
    const people = Number(values.people);
    console.log(JSON.stringify({ signal, runtime, people, startMs, median, most }));
  }
}
