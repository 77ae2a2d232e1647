// The HTTP app in the test's own process: real pages, entry and assets, a database in memory, no network.

import { Secret } from "../../src/base/secret.ts";
import { AddressLog } from "../../src/server/address-log.ts";
import type { App } from "../../src/server/app.ts";
import { createApp } from "../../src/server/app.ts";
import { ASSETS, BUILD_HASH } from "../../src/server/assets.gen.ts";
import { BuiltAssets } from "../../src/server/assets.ts";
import { monotonicClock, startTimer, systemTime, today } from "../../src/server/clock.ts";
import { Entry } from "../../src/server/entry/entry.ts";
import { Log } from "../../src/server/log.ts";
import { Metrics } from "../../src/server/metrics.ts";
import { provenance } from "../../src/server/proxy.ts";
import { systemRandom } from "../../src/server/random.ts";
import { renderPages } from "../../src/server/routes/pages.ts";
import type { Connection } from "../../src/server/runtime/runtime.ts";
import { openDatabase } from "../../src/server/store/database.ts";
import { Meetings } from "../../src/server/store/meetings.ts";
import { OperatorKeys } from "../../src/server/store/operator-keys.ts";
import { parseTrustedProxies } from "../../src/server/trusted-proxies.ts";

export type AppUnderTest = {
  readonly app: App;
  readonly assets: BuiltAssets;
  readonly metrics: Metrics;
  readonly logged: readonly string[];
  /** How many sockets were let through. */
  upgrades(): number;
  request(path: string, init?: RequestInit): Promise<Response>;
};

/** Of the operator's page. */
const NUMBERS = { samples: [], uptimeSeconds: 90, diskFreeBytes: 2e9, certificateEndsAt: null };

export async function makeApp({
  isBehindProxy = false,
  isWell = true,
  pageKey = null as string | null,
} = {}): Promise<AppUnderTest> {
  const logged: string[] = [];
  const metrics = new Metrics();
  const write = (line: string) => void logged.push(line);
  const assets = new BuiltAssets(BUILD_HASH, ASSETS);
  const log = new Log({ level: "debug", format: "json", now: () => new Date(0), write });
  const database = openDatabase(":memory:");
  const trusted = parseTrustedProxies(isBehindProxy ? "192.0.2.1" : "");
  if (trusted === null) throw new Error("the proxy's address");
  const app = createApp({
    assets,
    pages: await renderPages({ assets, retentionDays: 90 }),
    entry: new Entry({
      meetings: new Meetings(database),
      random: systemRandom,
      clock: monotonicClock,
      wallClock: systemTime,
      today,
      suite: "xwing",
      retentionDays: 90,
      operatorKeys: new OperatorKeys(database),
      isKeyNeeded: false,
      serverSecret: new Secret(systemRandom(32)),
      count: (reason) => metrics.countReject(reason),
    }),
    provenance: provenance(trusted, false),
    openSocket: () => ({ isProven: false, handleMessage: () => {}, handleClose: () => {} }),
    isWell: () => isWell,
    isReady: () => isWell,
    operator: {
      assets,
      isOn: () => pageKey !== null,
      isKey: (key) => key === pageKey,
      numbers: () => NUMBERS,
      now: () => new Date(0),
    },
    addressLog: new AddressLog(log, 0, startTimer),
    log,
    metrics,
  });
  let upgrades = 0;
  const connection: Connection = {
    peerAddress: "192.0.2.1",
    upgrade: () => {
      upgrades += 1;
      return new Response(null, { status: 101 });
    },
  };
  return {
    app,
    assets,
    metrics,
    logged,
    upgrades: () => upgrades,
    request: async (path, init) => app.request(`http://meet.example${path}`, init, connection),
  };
}
