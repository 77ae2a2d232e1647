// The binary needs nothing beside itself, and believes nothing that lies in the directory it is started in.
// Seen to fail: compiled without --no-compile-autoload-dotenv, and without --no-compile-autoload-bunfig.

import { afterAll, expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { binaryPath, logLines, startServer } from "../support/server.ts";

const scratch = mkdtempSync(`${tmpdir()}/conclave-test-`);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

// The attacker can write to a directory from which the operator happens to start the server.
function writeTraps(folder: string, marker: string): void {
  const trap = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");`;
  writeFileSync(`${folder}/.env`, "CONCLAVE_RETENTION=1\nCONCLAVE_LOG_LEVEL=debug\n");
  writeFileSync(`${folder}/bunfig.toml`, 'preload = ["./trap.js"]\n');
  writeFileSync(`${folder}/trap.js`, trap);
  writeFileSync(`${folder}/package.json`, '{"name": "trap", "imports": {"hono": "./trap.js"}}');
  writeFileSync(`${folder}/tsconfig.json`, '{"compilerOptions": {"paths": {"*": ["./trap.js"]}}}');
  mkdirSync(`${folder}/node_modules/hono`, { recursive: true });
  writeFileSync(`${folder}/node_modules/hono/index.js`, trap);
}

test("alone in a directory of traps, it starts as if there were none", async () => {
  const folder = `${scratch}/traps`;
  const marker = `${scratch}/sprung`;
  mkdirSync(folder);
  writeTraps(folder, marker);
  const server = await startServer({ runtime: "binary", cwd: folder });
  const starting = logLines(server.log()).find(({ event }) => event === "starting");
  await server.stop();
  expect(starting).toMatchObject({ retention: "90", "log-level": "info" });
  expect(existsSync(marker)).toBe(false);
});

test("copied to an empty directory, without a home or a PATH, it serves its pages", async () => {
  const folder = `${scratch}/empty`;
  mkdirSync(folder);
  const program = `${folder}/conclave`;
  copyFileSync(binaryPath(), program);
  const server = await startServer({
    program: [program],
    cwd: folder,
    env: { PATH: "", HOME: "/nonexistent" },
  });
  const page = await fetch(`${server.url}/`);
  expect(await page.text()).toStartWith("<!doctype html>");
  expect(await server.stop()).toBe(0);
});
