// The command line: reads what the operator asks for, and has it done.

import { readFileSync } from "node:fs";
import { VERSION } from "../views/version.ts";
import { backup, restore } from "./commands/backup.ts";
import { doctor } from "./commands/doctor.ts";
import { install } from "./commands/install.ts";
import { keys } from "./commands/keys.ts";
import { meetings } from "./commands/meetings.ts";
import { page } from "./commands/page.ts";
import { serve } from "./commands/serve.ts";
import { status } from "./commands/status.ts";
import { BUILD_HASH } from "./server/assets.gen.ts";
import type { Command } from "./server/command.ts";
import { parseCommand } from "./server/command.ts";
import { isServerWell } from "./server/health.ts";
import { helpText } from "./server/help.ts";
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
      if (await isServerWell(command.config)) return print("ok");
      return fail(EXIT_FAILED, "the server isn't well");
    case "serve":
      return serve(command.config, print);
    case "status":
      if (await status(command.config, print)) return;
      return fail(EXIT_FAILED, "no server runs on this data directory");
    case "doctor":
      if (await doctor(command.config, print)) return;
      return fail(EXIT_FAILED, "something is missing");
    case "install":
      return print(await install(command.config, command.words[0]));
    case "backup":
      return print(await backup(command.config, command.words[0] ?? ""));
    case "restore":
      return print(await restore(command.config, command.words[0] ?? ""));
    case "keys":
      return print(await keys(command.config, command.words));
    case "page":
      return print(await page(command.config, command.words));
    case "meetings":
      return print(await meetings(command.config, command.words));
  }
}

const readFile = (path: string) => readFileSync(path, "utf8");
const command = parseCommand(process.argv.slice(2), process.env, readFile);
if (!command.ok) fail(EXIT_MISUSED, `${command.reason} See conclave --help.`);
try {
  await run(command.value);
} catch (error) {
  if (error instanceof StartFailure) fail(EXIT_FAILED, error.message);
  throw error;
}
