// The attacker found a packet that makes some library throw: everybody else's calls go on.
// Seen to fail: with `surviveErrors` left out of the program.

import { expect, test } from "bun:test";
import { denoPath, PROJECT } from "../support/server.ts";

const PROGRAM = `${PROJECT}tests/support/thrower.ts`;
const COMMANDS = {
  bun: [process.execPath, PROGRAM],
  deno: [denoPath(), "run", "--no-prompt", "--allow-env", PROGRAM],
};

for (const [runtime, command] of Object.entries(COMMANDS)) {
  test(`on ${runtime}, an error that nothing caught doesn't end the server`, async () => {
    const child = Bun.spawn(command, { cwd: PROJECT, stdout: "pipe", stderr: "pipe" });
    const output = await new Response(child.stdout).text();
    expect(await child.exited).toBe(0);
    expect(output).toContain("error=TypeError");
    expect(output).toContain("error=RangeError");
    expect(output).toContain('conclave_failures_total{place="process"} 2');
    expect(output).not.toContain("203.0.113.7");
  });
}
