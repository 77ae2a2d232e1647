// How a receiver's picture follows its network, beside the ideal: the real SFU core in the simulation, a table for the docs.

import { parseArgs } from "node:util";
import { type FallResult, runFall, runSteady, type SteadyResult } from "./network-case.ts";
import { idealStep, ladder, type Step } from "./network-ideal.ts";

const RATES = [300_000, 1_000_000, 3_000_000] as const;
const LOSSES = [0, 0.03, 0.1, 0.2] as const;
const RTTS = [20, 100, 300] as const;

const number = (value: number | null, digits: number) =>
  value === null ? "–" : value.toFixed(digits);
const percent = (value: number | null) => (value === null ? "–" : `${Math.round(value * 100)} %`);
const rate = (bps: number) => (bps >= 1e6 ? `${bps / 1e6} Mb/s` : `${bps / 1e3} kb/s`);
const ideal = (step: Step | null) =>
  step === null ? "no picture" : `${180 << step.spatial} lines, ${30 >> (2 - step.temporal)}/s`;

/** The mean over seeds; null where any has none. */
function mean<R extends Record<keyof R, number | null>>(results: readonly R[]): R {
  const [first] = results;
  if (first === undefined) throw new Error("no results");
  const entries = Object.keys(first).map((key) => {
    const values = results.map((result) => result[key as keyof R]);
    const sum = values.reduce<number | null>(
      (total, value) => (total === null || value === null ? null : total + value),
      0,
    );
    return [key, sum === null ? null : sum / results.length];
  });
  return Object.fromEntries(entries) as R;
}

/** `--seeds N`: each case is the mean of so many runs. `--markdown` prints the tables of network.md. */
export async function runNetworkBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { seeds: { type: "string", default: "3" }, markdown: { type: "boolean" } },
  });
  const steps = ladder();
  const seeds = Array.from({ length: Number(values.seeds) }, (_, seed) => seed + 1);
  const rows: string[] = [
    "| rate | loss | RTT | ideal | first picture | adapted after | utilisation | freezes (frozen) in 40 s | longest queue | dropped |",
    "|---|---|---|---|---|---|---|---|---|---|",
  ];
  for (const rateBps of RATES) {
    for (const loss of LOSSES) {
      for (const rttMs of RTTS) {
        const network = { rateBps, loss, rttMs };
        const result = mean<SteadyResult>(
          seeds.map((seed) => runSteady({ ...network, seed }, steps)),
        );
        const best = idealStep(steps, rateBps, loss);
        console.log(JSON.stringify({ case: "steady", ...network, ideal: ideal(best), ...result }));
        rows.push(steadyRow(network, best, result));
      }
    }
  }
  rows.push(
    "",
    "| rate | RTT | ideal then | queue short after | longest queue | freezes (frozen) | utilisation then | as before after the return |",
    "|---|---|---|---|---|---|---|---|",
  );
  for (const rateBps of RATES) {
    for (const rttMs of RTTS) {
      const network = { rateBps, loss: 0, rttMs };
      const result = mean<FallResult>(seeds.map((seed) => runFall({ ...network, seed }, steps)));
      const best = idealStep(steps, rateBps / 4, 0);
      console.log(JSON.stringify({ case: "fall", ...network, ideal: ideal(best), ...result }));
      rows.push(fallRow(network, best, result));
    }
  }
  if (values.markdown) console.log(rows.join("\n"));
}

type Network = { readonly rateBps: number; readonly loss: number; readonly rttMs: number };

function steadyRow({ rateBps, loss, rttMs }: Network, best: Step | null, result: SteadyResult) {
  const cells = [
    rate(rateBps),
    percent(loss),
    `${rttMs} ms`,
    ideal(best),
    `${number(result.firstPictureS, 1)} s`,
    `${number(result.adaptedS, 1)} s`,
    percent(result.utilisation),
    `${number(result.freezes, 1)} (${number(result.frozenMs, 0)} ms)`,
    `${number(result.queueMsMax, 0)} ms`,
    percent(result.droppedShare),
  ];
  return `| ${cells.join(" | ")} |`;
}

function fallRow({ rateBps, rttMs }: Network, best: Step | null, result: FallResult) {
  const cells = [
    `${rate(rateBps)} → ${rate(rateBps / 4)}`,
    `${rttMs} ms`,
    ideal(best),
    `${number(result.drainedS, 1)} s`,
    `${number(result.queueMsMax, 0)} ms`,
    `${number(result.freezes, 1)} (${number(result.frozenMs, 0)} ms)`,
    percent(result.utilisation),
    `${number(result.recoveredS, 1)} s`,
  ];
  return `| ${cells.join(" | ")} |`;
}
