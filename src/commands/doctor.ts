// `conclave doctor`: looks at everything that a server needs, and says what to do about what is missing.

import { allChecks } from "../server/checks/all.ts";
import { askStatus } from "../server/control.ts";
import type { Config } from "../server/settings.ts";

const MARKS = { ok: "ok  ", warn: "warn", bad: "BAD " } as const;

/** @returns whether nothing is bad. */
export async function doctor(config: Config, print: (line: string) => void): Promise<boolean> {
  // What this user may not do there, the check of the directory tells.
  const status = await askStatus(config.data).catch(() => null);
  const checks = await allChecks(config, status !== null);
  for (const { name, verdict, found, fix } of checks) {
    print(`${MARKS[verdict]}  ${name}: ${found}`);
    if (fix !== "") print(`      ${fix}`);
  }
  print(status === null ? "No server runs on this data directory." : "The server runs.");
  return checks.every(({ verdict }) => verdict !== "bad");
}
