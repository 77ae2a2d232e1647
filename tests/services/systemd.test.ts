// The unit that `conclave install` writes, as systemd itself judges it.

import { afterAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { runCommand } from "../support/command.ts";
import { makeScratch, runProgram } from "../support/service.ts";

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** systemd's own scale: 0 is no exposure, 10 all of it. */
const EXPOSURE_MAX = 2;

async function writeUnit(...settings: readonly string[]): Promise<string> {
  const { stdout } = await runCommand("binary", scratch.path, "install", "-", ...settings);
  const path = `${scratch.path}/conclave.service`;
  writeFileSync(path, stdout);
  return path;
}

test("systemd finds no fault in it, and little exposure", async () => {
  const unit = await writeUnit("--domain", "meet.example.org");
  expect(await Bun.file(unit).text()).toContain('"CONCLAVE_DOMAIN=meet.example.org"');
  await runProgram("systemd-analyze", "verify", "--man=no", unit);
  const judged = await runProgram("systemd-analyze", "security", "--offline=true", unit);
  const exposure = Number(/exposure level for conclave.service: ([\d.]+)/.exec(judged)?.[1]);
  expect(exposure).toBeLessThan(EXPOSURE_MAX);
});

test("no setting breaks out of its line", async () => {
  const odd = '/etc/a "b" %h \\ c';
  const unit = await writeUnit("--tls-certificate", odd, "--tls-key", "/k");
  const text = await Bun.file(unit).text();
  expect(text).toContain('"CONCLAVE_TLS_CERTIFICATE=/etc/a \\"b\\" %%h \\\\ c"');
  await runProgram("systemd-analyze", "verify", "--man=no", unit);
});
