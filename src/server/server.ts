// The server put together from its parts: data, entry, meetings, media, pages; each part knows only what it is given.

import { lookup } from "node:dns/promises";
import { availableParallelism } from "node:os";
import { VERSION } from "../../views/version.ts";
import { AddressLog } from "./address-log.ts";
import { domainAddresses, mediaAddresses, mediaHost } from "./addresses.ts";
import { createApp } from "./app.ts";
import { ASSETS, BUILD_HASH } from "./assets.gen.ts";
import { BuiltAssets } from "./assets.ts";
import { monotonicClock, startTimer, systemTime, today, wallClock } from "./clock.ts";
import { Closing } from "./closing.ts";
import { describeConfig } from "./config.ts";
import { openDataDirectory } from "./data-directory.ts";
import { emptied } from "./emptied.ts";
import { endpointText } from "./endpoint.ts";
import { Entry } from "./entry/entry.ts";
import { surviveErrors } from "./last-resort.ts";
import { Log } from "./log.ts";
import { startMediaWorker } from "./media/media-lane.ts";
import { MediaPool } from "./media/media-pool.ts";
import { LiveMeetings } from "./meetings.ts";
import { Metrics } from "./metrics.ts";
import { hasPage, isPageKey } from "./operator/page-key.ts";
import { watchProcess } from "./process-metrics.ts";
import { provenance } from "./proxy.ts";
import { systemRandom } from "./random.ts";
import { renderPages } from "./routes/pages.ts";
import { loadServe } from "./runtime/load.ts";
import type { Config } from "./settings.ts";
import { openSocket } from "./socket.ts";
import { starting } from "./start-failure.ts";
import { boundsOf, isKeyNeeded } from "./start-rule.ts";
import { openStore } from "./store/open.ts";
import { loadServerSecret } from "./store/server-secret.ts";
import { relayCredentials } from "./turn.ts";
import { openMetrics, serveControl, tellChecks, watchCounts, watchForPage } from "./watching.ts";
import type { Web } from "./web.ts";
import { boundHost, hasTls, openWeb } from "./web.ts";

/** Longer keeps what expired in memory, shorter wakes an idle machine for nothing. */
const TICK_MS = 5_000;

export type RunningServer = {
  /** Takes no new meetings; resolves when the last one is over, or after --drain. */
  drain(): Promise<void>;
  /** Takes up a changed certificate now. */
  refresh(): void;
  /** Tells everybody that is in a meeting, and lets go of ports and files. */
  close(): Promise<void>;
};

async function openEntry(config: Config, log: Log, metrics: Metrics, closing: Closing) {
  const { data } = config;
  const directory = await starting(`the directory ${data}`, "--data", () =>
    openDataDirectory(data),
  );
  if (directory.isShared) log.warn("other users of this machine can look into the data directory");
  const serverSecret = await starting("the server's secret", "--data", () =>
    loadServerSecret(directory.secret, systemRandom),
  );
  closing.add(() => serverSecret.zero());
  const store = await starting("the database", "--data or --database", () =>
    openStore(config.database, directory.database, serverSecret),
  );
  closing.add(() => store.close());
  const entry = new Entry({
    meetings: store.meetings,
    random: systemRandom,
    clock: monotonicClock,
    wallClock: systemTime,
    today,
    suite: config.suite,
    retentionDays: config.retention,
    operatorKeys: store.operatorKeys,
    isKeyNeeded: isKeyNeeded(config),
    serverSecret,
    count: (reason) => metrics.countReject(reason),
  });
  entry.handleTick();
  const ticking = setInterval(() => entry.handleTick(), TICK_MS);
  closing.add(() => clearInterval(ticking));
  return { entry, store };
}

async function openMeetings(
  config: Config,
  entry: Entry,
  log: Log,
  metrics: Metrics,
  closing: Closing,
  startWorker: typeof startMediaWorker,
) {
  const { address } = await starting(`the host ${config.listen.host}`, "--listen", () =>
    lookup(boundHost(config.listen.host)),
  );
  const port = config["media-port"];
  const workers = config["media-workers"];
  const host = mediaHost(address);
  const own = mediaAddresses(host, config.announce);
  const domain = config.announce.length === 0 ? config.domain : "";
  const announce = [...(await domainAddresses(domain, own)), ...own];
  const media = await starting(`the media port ${port}`, "--media-port", () =>
    MediaPool.open({
      host,
      port,
      announce,
      startWorker,
      workers: workers === "auto" ? Math.max(1, availableParallelism() - 1) : workers,
      count: (what, by) => metrics.countMedia(what, by),
      reportFailure: (fields) => {
        metrics.count("failures", "media");
        log.error("an error that nothing caught", fields);
      },
      events: {
        handleAnswer: (...event) => meetings.handleAnswer(...event),
        handleSlots: (...event) => meetings.handleSlots(...event),
        handleLayers: (...event) => meetings.handleLayers(...event),
        handleTransport: (...event) => meetings.handleTransport(...event),
      },
    }),
  );
  closing.add(() => media.close());
  log.info("media", { workers: media.ports.length, ...media.description });
  metrics.watch(
    "media_lag_ms",
    "By how much media's timer was late, at most, since the last scrape.",
    () => media.takeLag(),
  );
  const isNative = media.description.srtp === "libcrypto" ? 1 : 0;
  metrics.watch(
    "media_srtp_libcrypto",
    "1 with libcrypto, 0 with the runtime's own.",
    () => isNative,
  );
  const meetings = new LiveMeetings({
    media,
    sessions: entry.sessions,
    links: entry.links,
    clock: monotonicClock,
    randomBytes: systemRandom,
    boundsOf: (tier) => boundsOf(config, tier),
    startTimer,
    relay: () =>
      relayCredentials({
        urls: config.turn,
        secret: config["turn-secret"],
        now: wallClock,
        randomBytes: systemRandom,
      }),
    count: (reason) => metrics.countReject(reason),
    countFile: (reason) => metrics.count("files", reason),
    reportBug: (error) => {
      metrics.count("failures", "meeting");
      log.failure("a bug ended a meeting", error);
    },
  });
  const mediaEndpoints = media.ports.flatMap((port) =>
    announce.map((host) => endpointText({ host, port })),
  );
  return { meetings, mediaEndpoints };
}

/**
 * @param startWorker starts the program of a media worker.
 * @throws StartFailure with a sentence for the operator.
 */
export async function startServer(
  config: Config,
  write: (line: string) => void,
  startWorker = startMediaWorker,
): Promise<RunningServer> {
  const log = new Log({
    level: config["log-level"],
    format: config["log-format"],
    now: wallClock,
    write,
  });
  log.info("starting", { version: VERSION, build: BUILD_HASH, ...describeConfig(config) });

  const closing = new Closing();
  const metrics = new Metrics();
  surviveErrors(log, metrics);
  const { entry, store } = await openEntry(config, log, metrics, closing);
  void tellChecks(config, log).catch((error: unknown) => log.failure("a check failed", error));
  const { meetings, mediaEndpoints } = await openMeetings(
    config,
    entry,
    log,
    metrics,
    closing,
    startWorker,
  );
  watchCounts(metrics, meetings);

  let isDraining = false;
  const addressLog = new AddressLog(log, config["log-addresses"], startTimer);
  closing.add(() => addressLog.close());
  const assets = new BuiltAssets(BUILD_HASH, ASSETS);
  let web: Web | null = null;
  const endsAt = () => web?.certificateEndsAt() ?? null;
  const samples = watchForPage(config, metrics, meetings, endsAt, closing);
  const app = createApp({
    operator: {
      assets,
      isOn: () => hasPage(config.data),
      isKey: (key) => isPageKey(config.data, key),
      numbers: () => samples.numbers(),
      now: wallClock,
    },
    assets,
    pages: await renderPages({ assets, retentionDays: config.retention }),
    entry,
    provenance: provenance(config["trust-proxy"], hasTls(config)),
    openSocket: (port) => openSocket(meetings, port),
    isWell: () => store.answers(),
    isReady: () => !isDraining && store.answers(),
    addressLog,
    log,
    metrics,
  });
  const serve = await loadServe();
  const metricsUrl = await openMetrics(config, serve, metrics, log, closing);
  const handleOpen = (url: string) =>
    log.info("listening", {
      url,
      media: mediaEndpoints.join(" "),
      ...(metricsUrl === null ? {} : { metrics: metricsUrl }),
    });
  const opened = await openWeb({ config, serve, fetch: app.fetch, log, handleOpen });
  web = opened;
  closing.add(() => opened.close());
  const startedAt = monotonicClock();
  const status = () => ({
    version: VERSION,
    build: BUILD_HASH,
    uptimeSeconds: Math.round((monotonicClock() - startedAt) / 1000),
    isDraining,
    ...meetings.counts(),
    certificateUntil: endsAt()?.toISOString() ?? null,
  });
  await serveControl(config, status, log, closing);
  // Last in, first out: whoever is in a meeting is told before the sockets go.
  closing.add(() => meetings.close("shutting-down"));
  closing.add(watchProcess(metrics, { data: config.data, ...opened }));
  return {
    drain: async () => {
      isDraining = true;
      entry.drain();
      meetings.drain();
      log.info("draining", { seconds: config.drain });
      await emptied(meetings, config.drain);
    },
    refresh: () => opened.refresh(),
    close: async () => {
      log.info("stopping");
      await closing.run((error) => log.failure("something could not be closed", error));
    },
  };
}
