// Runs one command of the product to its end.

import type { RuntimeName } from "./server.ts";
import { commandOf, homeOf } from "./server.ts";

export type Outcome = { readonly stdout: string; readonly stderr: string; readonly code: number };

/** @param scratch where it is started, and the only place that Deno is let write to. */
export async function runCommand(
  runtime: RuntimeName,
  scratch: string,
  ...args: readonly string[]
): Promise<Outcome> {
  const child = Bun.spawn([...commandOf(runtime, scratch), ...args], {
    cwd: homeOf(runtime, scratch),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { stdout, stderr, code };
}
