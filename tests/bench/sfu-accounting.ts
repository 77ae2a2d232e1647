// What the operating system says of a process: CPU time by its scheduler, and resident memory.

import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** @returns CPU time of all its threads since its start, in microseconds. */
export function cpuMicros(pid: number): number {
  let nanos = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      // time on the CPU ns | time waiting for it ns | slices
      nanos += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // The thread ended meanwhile: what it used is lost, and small.
    }
  }
  return nanos / 1000;
}

/** The kernel's unit in `/proc/PID/stat`, everywhere where it matters. */
const TICKS_PER_SECOND = 100;

/** @returns CPU time of the process since its start, of threads that ended too; to 10 ms. */
export function processCpuMillis(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // After the name, which may have spaces, come the fields from the third on; the 14th and 15th are times.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/** @returns CPU time of everything on the machine since it started, idling and waiting left out, in milliseconds. */
export function machineCpuMillis(): number {
  return cpus().reduce(
    (total, { times }) => total + times.user + times.nice + times.sys + times.irq,
    0,
  );
}
