// By what the operator watches a running server: counters, the control socket, the checks of the start.

import { standingChecks } from "./checks/all.ts";
import { monotonicClock } from "./clock.ts";
import type { Closing } from "./closing.ts";
import type { Status } from "./control.ts";
import { openControl } from "./control.ts";
import { endpointText, isLoopback, localUrl } from "./endpoint.ts";
import type { Log } from "./log.ts";
import type { LiveMeetings } from "./meetings.ts";
import type { Metrics } from "./metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { SAMPLE_MS, Samples } from "./operator/samples.ts";
import { freeBytes } from "./process-metrics.ts";
import type { Serve } from "./runtime/runtime.ts";
import type { Config } from "./settings.ts";
import { starting } from "./start-failure.ts";

export function watchCounts(metrics: Metrics, meetings: LiveMeetings): void {
  metrics.watch("meetings", "Meetings that somebody is in.", () => meetings.counts().meetings);
  metrics.watch("participants", "People in meetings.", () => meetings.counts().participants);
  metrics.watch("transports", "Whose media is connected.", () => meetings.counts().transports);
}

/** Takes samples from now on. @returns what the operator's page shows. */
export function watchForPage(
  config: Config,
  metrics: Metrics,
  meetings: LiveMeetings,
  certificateEndsAt: () => Date | null,
  closing: Closing,
): Samples {
  const samples = new Samples({
    clock: monotonicClock,
    read: () => ({
      ...meetings.counts(),
      packets: metrics.mediaTotal((what) => /^rtc?p-/.test(what)),
      bytes: metrics.mediaTotal((what) => what.startsWith("bytes-")),
      drops: metrics.mediaTotal((what) => what.startsWith("drop-")),
    }),
    standing: () => ({
      certificateEndsAt: certificateEndsAt(),
      diskFreeBytes: freeBytes(config.data),
      uptimeSeconds: process.uptime(),
    }),
  });
  const timer = setInterval(() => samples.handleTick(), SAMPLE_MS);
  closing.add(() => clearInterval(timer));
  return samples;
}

/** @returns where the counters are; null when nobody asked for them. */
export async function openMetrics(
  config: Config,
  serve: Serve,
  metrics: Metrics,
  log: Log,
  closing: Closing,
): Promise<string | null> {
  if (config.metrics === "") return null;
  const endpoint = config.metrics;
  if (!isLoopback(endpoint.host)) log.warn("others than this machine may reach the metrics");
  const listener = await starting(endpointText(endpoint), "--metrics", () =>
    serveMetrics(serve, endpoint, metrics),
  );
  closing.add(() => listener.close());
  return `${localUrl(listener.endpoint)}metrics`;
}

/** Without it the server is as good, and only the operator's commands know less. */
export async function serveControl(
  config: Config,
  status: () => Status,
  log: Log,
  closing: Closing,
): Promise<void> {
  try {
    closing.add(await openControl(config.data, status));
  } catch (error) {
    log.failure("the control socket can't be opened", error);
  }
}

/** What the machine lacks, said at the start. */
export async function tellChecks(config: Config, log: Log): Promise<void> {
  for (const { name, verdict, found, fix } of await standingChecks(config)) {
    if (verdict !== "ok") log.warn(`check: ${name}`, { found, fix });
  }
}
