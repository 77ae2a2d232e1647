// The one gate: every check in order, each with its time; the last line is "N passed, N failed".

import { privateNetwork } from "./private-network.ts";
import { ensurePrograms } from "./programs.ts";
import { BUN, PROJECT } from "./run.ts";

type Step = {
  readonly name: string;
  readonly argv: readonly string[];
  /** Readies the machine. @returns what to put before `argv`. */
  readonly prepare?: () => Promise<readonly string[]>;
};

const BIN = `${PROJECT}node_modules/.bin`;

function tsc(project: string): Step {
  return { name: `types ${project}`, argv: [BUN, `${BIN}/tsc`, "-p", project] };
}

function tests(name: string, timeoutMs = 5_000): Step {
  return { name, argv: [BUN, "test", `--timeout=${timeoutMs}`, `./tests/${name}`] };
}

async function preparePrograms(): Promise<readonly string[]> {
  await ensurePrograms();
  return [];
}

async function prepareMachine(): Promise<readonly string[]> {
  await ensurePrograms();
  return privateNetwork();
}

/** From the quickest to the slowest, and each after what it needs. */
const STEPS: readonly Step[] = [
  {
    name: "format and lint",
    argv: [BUN, `${BIN}/biome`, "ci", "--colors=off", "--error-on-warnings", "."],
  },
  { name: "assets", argv: [BUN, "src/build/assets.ts"] },
  tsc("src/core"),
  tsc("src/client"),
  tsc("src/client/workers"),
  tsc("."),
  tsc("tests"),
  { name: "binary", argv: [BUN, "src/build/binary.ts"] },
  tests("tidy.test.ts"),
  tests("docs.test.ts"),
  tests("unit", 30_000),
  tests("vectors", 60_000),
  tests("sim", 300_000),
  tests("attacks", 120_000),
  tests("http", 30_000),
  { ...tests("programs", 60_000), prepare: preparePrograms },
  tests("runtime", 120_000),
  // Needs the packages' registry: not in a network of its own, as the two after it are.
  tests("release", 120_000),
  { ...tests("services", 120_000), prepare: prepareMachine },
  { ...tests("browser", 180_000), prepare: prepareMachine },
];

type Outcome = { readonly passed: number; readonly failed: number; readonly seconds: number };

/** The counts of `bun test`'s summary; null when the output has none. */
function countTests(output: string): { passed: number; failed: number } | null {
  const passed = /^ *(\d+) pass$/m.exec(output)?.[1];
  const failed = /^ *(\d+) fail$/m.exec(output)?.[1];
  return passed === undefined ? null : { passed: Number(passed), failed: Number(failed ?? 0) };
}

async function perform({ argv, prepare }: Step): Promise<Outcome> {
  const start = performance.now();
  const prefix = (await prepare?.()) ?? [];
  const child = Bun.spawn([...prefix, ...argv], {
    cwd: PROJECT,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const seconds = (performance.now() - start) / 1000;
  const counts = countTests(stderr) ?? { passed: code === 0 ? 1 : 0, failed: 0 };
  // A run that ended badly without a failed test (a crash, no tests at all) failed all the same.
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  if (failed > 0) console.log(`${stdout}${stderr}`);
  return { passed: counts.passed, failed, seconds };
}

function report(name: string, { passed, failed, seconds }: Outcome): void {
  const verdict = failed === 0 ? "ok    " : "FAILED";
  const counts = `${passed} passed, ${failed} failed`;
  console.log(`${verdict} ${seconds.toFixed(1).padStart(6)} s  ${name.padEnd(26)} ${counts}`);
}

/** `words` choose the steps whose name holds one of them; none chooses all. */
async function check(words: readonly string[]): Promise<number> {
  const chosen = STEPS.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  let passed = 0;
  let failed = 0;
  for (const step of chosen) {
    const outcome = await perform(step).catch((error: unknown): Outcome => {
      console.log(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1, seconds: 0 };
    });
    report(step.name, outcome);
    passed += outcome.passed;
    failed += outcome.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await check(process.argv.slice(2));
