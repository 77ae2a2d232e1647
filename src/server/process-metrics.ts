// What the operator watches of the process and its machine: memory, descriptors, disk, a late event loop, the certificate.

import { readdirSync, statfsSync } from "node:fs";
import { pendingTimers } from "./clock.ts";
import type { Metrics } from "./metrics.ts";

/** Shorter wakes an idle machine, longer misses short stalls. */
const LOOK_MS = 500;

export type Watched = {
  readonly data: string;
  readonly certificateEndsAt: () => Date | null;
};

/** @returns what ends it. */
export function watchProcess(metrics: Metrics, { data, certificateEndsAt }: Watched): () => void {
  metrics.watch("memory_bytes", "Memory that the process holds.", () => process.memoryUsage.rss());
  metrics.watch("uptime_seconds", "Since the start.", () => Math.round(process.uptime()));
  metrics.watch("open_files", "Descriptors, sockets too; -1 where not told.", countOpenFiles);
  metrics.watch("timers", "Timers that wait in the main thread.", pendingTimers);
  metrics.watch("disk_free_bytes", "Free for the data directory.", () => freeBytes(data));
  metrics.watch("certificate_seconds", "Left of the certificate; -1 without.", () => {
    const endsAt = certificateEndsAt();
    return endsAt === null ? -1 : Math.round((endsAt.getTime() - Date.now()) / 1000);
  });
  return watchLag(metrics);
}

function watchLag(metrics: Metrics): () => void {
  let worst = 0;
  let due = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - due);
    due = now + LOOK_MS;
  }, LOOK_MS);
  metrics.watch(
    "loop_lag_ms",
    "By how much the main loop was late, at most, since the last scrape.",
    () => {
      const lag = Math.round(worst);
      worst = 0;
      return lag;
    },
  );
  return () => clearInterval(timer);
}

function countOpenFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return -1;
  }
}

/** @returns -1 where it can't be told. */
export function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return -1;
  }
}
