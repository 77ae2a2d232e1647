// What the operator can ask for: one table of commands, and the reading of a command line.

import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import type { Environment, ReadFile } from "./config.ts";
import { parseConfig } from "./config.ts";
import type { Config } from "./settings.ts";

type CommandText = {
  /** What follows the command's name, as the help shows it. */
  readonly words: string;
  readonly why: string;
  /** How many words may follow. */
  readonly wordsMin: number;
  readonly wordsMax: number;
};

function command(words: string, why: string, wordsMin = 0, wordsMax = wordsMin): CommandText {
  return { words, why, wordsMin, wordsMax };
}

export const COMMANDS = {
  serve: command("", "Serve until SIGTERM or SIGINT. Without a command it is this one."),
  health: command("", "Exit with 0 when the server at --listen is well."),
  status: command("", "Counts of the server that runs on --data."),
  doctor: command(
    "",
    "Look at all that a server needs here, and say what to do about what is missing.",
  ),
  install: command(
    "[FILE|-]",
    "Copy the program to /usr/local/bin, and write a systemd unit that runs it with these settings.",
    0,
    1,
  ),
  backup: command("FILE", "Copy the database, also while the server runs.", 1),
  restore: command("FILE", "Put such a copy in the place of the database.", 1),
  keys: command("add LABEL [free|paid] | list | revoke LABEL", "Who may start meetings.", 1, 3),
  page: command("on | off", "The operator's page, /operator: a key for it, or none.", 1),
  meetings: command("prune [DAYS]", "Delete the meetings that nobody opened for so long.", 1, 2),
} as const;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

export type Command =
  | { readonly type: "help" | "version" }
  | {
      readonly type: CommandName;
      readonly words: readonly string[];
      readonly config: Config;
    };

/** @returns what the operator asks for, or a sentence that tells what is wrong with it. */
export function parseCommand(
  argv: readonly string[],
  environment: Environment,
  readFile?: ReadFile,
): Result<Command, string> {
  if (argv.includes("--help") || argv.includes("-h")) return ok({ type: "help" });
  if (argv.includes("--version")) return ok({ type: "version" });
  const isNamed = argv[0] !== undefined && !argv[0].startsWith("-");
  const type = isNamed ? COMMAND_NAMES.find((name) => name === argv[0]) : "serve";
  if (type === undefined) return reject(`I don't know "${argv[0]}".`);
  const rest = argv.slice(isNamed ? 1 : 0);
  const firstFlag = rest.findIndex((word) => /^-./.test(word));
  const words = firstFlag === -1 ? rest : rest.slice(0, firstFlag);
  const { wordsMin, wordsMax, words: shape } = COMMANDS[type];
  if (words.length > wordsMax) return reject(`I don't know "${words[wordsMax]}".`);
  if (words.length < wordsMin) return reject(`conclave ${type} needs ${shape}.`);
  const config = parseConfig(rest.slice(words.length), environment, readFile);
  return config.ok ? ok({ type, words, config: config.value }) : config;
}
