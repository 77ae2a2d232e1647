// Replays a seed of the simulation, or tries fresh ones until one fails: `bun run sim --seed N`, and of the SFU's
// with `--sfu`, its outages with `--sfu --outage`.

import { parseArgs } from "node:util";
import type { Suite } from "../../src/protocol/entry-messages.ts";
import { checkHealth, checkSafety } from "./checkers.ts";
import { Play } from "./play.ts";
import { runOutage } from "./sfu/outage.ts";
import { runPlay, SFU_STEPS } from "./sfu/run-play.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    runs: { type: "string", default: "1" },
    steps: { type: "string", default: "60" },
    suite: { type: "string", default: "classical" },
    lying: { type: "boolean", default: false },
    story: { type: "boolean", default: false },
    sfu: { type: "boolean", default: false },
    lossy: { type: "boolean", default: false },
    outage: { type: "boolean", default: false },
  },
});

const suite: Suite = values.suite === "xwing" ? "xwing" : "classical";
const setting = { suite, isServerLying: values.lying };
const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);

for (let seed = first; seed < first + Number(values.runs); seed++) {
  if (values.sfu) {
    const wrong = values.outage
      ? runOutage(seed)
      : runPlay(seed, { steps: SFU_STEPS, hasLossyUplinks: values.lossy });
    const how = `${values.outage ? " --outage" : ""}${values.lossy ? " --lossy" : ""}`;
    console.log(`seed ${seed}${how}: ${wrong.join("\n") || "well"}`);
    if (wrong.length > 0) process.exit(1);
    continue;
  }
  const play = await Play.run(seed, Number(values.steps), setting);
  if (values.story) {
    for (const { name, left, alarms, epochs } of play.world.people) {
      const seen = epochs.map(({ epoch, policy }) => `${epoch}${policy.isLocked ? "L" : ""}`);
      console.log(`${name}: epochs ${seen.join(" ")}; left ${left}; ${JSON.stringify(alarms)}`);
    }
  }
  try {
    checkSafety(play);
    if (!setting.isServerLying) checkHealth(play);
  } catch (error) {
    console.log(`seed ${seed} ${JSON.stringify(setting)}: ${error}`);
    process.exit(1);
  }
  console.log(
    `seed ${seed} ${JSON.stringify(setting)}: ${play.world.accepted.length} commits, well`,
  );
  play.world.close();
}
