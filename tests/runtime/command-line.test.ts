// What an operator meets before the server runs: help, slips, and ports that are taken.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import type { RuntimeName } from "../support/server.ts";
import { commandOf, homeOf, RUNTIMES, startServer } from "../support/server.ts";

const scratch = mkdtempSync(`${tmpdir()}/conclave-test-`);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function run(runtime: RuntimeName, ...args: readonly string[]) {
  const child = Bun.spawn([...commandOf(runtime, `${scratch}/data`), ...args], {
    cwd: homeOf(runtime, scratch),
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

const QUIET = ["--data", `${scratch}/data`, "--media-port", "0", "--log-level", "error"];

for (const runtime of RUNTIMES) {
  describe(`on ${runtime}`, () => {
    test("--help tells every setting", async () => {
      const { stdout, code } = await run(runtime, "--help");
      expect(stdout).toContain("--max-participants");
      expect(code).toBe(0);
    });

    test("--version tells version and build", async () => {
      const { stdout, code } = await run(runtime, "--version");
      expect(stdout).toMatch(/^conclave \d+\.\d+\.\d+ build [0-9a-f]{16}\n$/);
      expect(code).toBe(0);
    });

    test("a slip is told in one line, and ends with 2", async () => {
      const { stderr, code } = await run(runtime, "--lissten", "1");
      expect(stderr).toBe(`conclave: I don't know "--lissten". See conclave --help.\n`);
      expect(code).toBe(2);
    });

    describe("with the port taken", () => {
      const holder = createServer();
      let port = 0;
      beforeAll(async () => {
        await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
        const address = holder.address();
        port = typeof address === "object" && address !== null ? address.port : 0;
      });
      afterAll(() => {
        holder.close();
      });

      test("it says so in one line, and ends with 1", async () => {
        const { stderr, code } = await run(runtime, "--listen", `127.0.0.1:${port}`, ...QUIET);
        expect(stderr).toBe(
          `conclave: 127.0.0.1:${port}: another program listens there already; stop it, or choose with --listen.\n`,
        );
        expect(code).toBe(1);
      });
    });

    test("health is 0 beside a server, and 1 without", async () => {
      const server = await startServer({ runtime });
      const listen = server.url.replace("http://", "");
      expect((await run(runtime, "health", "--listen", listen)).code).toBe(0);
      await server.stop();
      expect((await run(runtime, "health", "--listen", listen)).code).toBe(1);
    });
  });
}
