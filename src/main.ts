// The command line: serves, asks a running server whether it is well, or tells how to be used.

import { VERSION } from "../views/version.ts";
import { BUILD_HASH } from "./server/assets.gen.ts";
import type { Command } from "./server/config.ts";
import { helpText, parseCommand } from "./server/config.ts";
import { isServerWell } from "./server/health.ts";
import { startServer } from "./server/server.ts";
import { StartFailure } from "./server/start-failure.ts";

const EXIT_FAILED = 1;
const EXIT_MISUSED = 2;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(code: number, text: string): never {
  process.stderr.write(`conclave: ${text}\n`);
  process.exit(code);
}

async function run(command: Command): Promise<void> {
  switch (command.type) {
    case "help":
      return print(helpText());
    case "version":
      return print(`conclave ${VERSION} build ${BUILD_HASH}`);
    case "health":
      if (await isServerWell(command.config.listen)) return print("ok");
      return fail(EXIT_FAILED, "the server isn't well");
    case "serve": {
      const server = await startServer(command.config, print);
      const stop = () => void server.close().then(() => process.exit(0));
      // A container's stop and a terminal's Ctrl-C. The second one ends it at once.
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
    }
  }
}

const command = parseCommand(process.argv.slice(2), process.env);
if (!command.ok) fail(EXIT_MISUSED, `${command.reason} See conclave --help.`);
try {
  await run(command.value);
} catch (error) {
  if (error instanceof StartFailure) fail(EXIT_FAILED, error.message);
  throw error;
}
