// Runs one benchmark by its name: `bun run bench sfu`, with the benchmark's own options after it.

import { runFirstFrameBench } from "./first-frame.ts";
import { runFirstInstall } from "./first-install.ts";
import { runJoinBench } from "./join.ts";
import { runLoadBench } from "./load.ts";
import { runMainThreadBench } from "./main-thread.ts";
import { runNetworkBench } from "./network.ts";
import { runRestartBench } from "./restart.ts";
import { runRouterBench } from "./router.ts";
import { runSfuBench } from "./sfu.ts";
import { runMediaSoak } from "./soak-media.ts";

const BENCHES: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  "first-frame": runFirstFrameBench,
  "first-install": runFirstInstall,
  join: runJoinBench,
  "main-thread": runMainThreadBench,
  network: runNetworkBench,
  load: runLoadBench,
  restart: runRestartBench,
  router: runRouterBench,
  sfu: runSfuBench,
  "soak-media": runMediaSoak,
};

const [name = "", ...words] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined)
  throw new Error(`a benchmark is one of: ${Object.keys(BENCHES).join(", ")}`);
await bench(words);
process.exit(0);
