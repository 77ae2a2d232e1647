// The text of `--help`, made from the tables of commands and settings.

import { COMMANDS } from "./command.ts";
import type { SettingName } from "./settings.ts";
import { environmentName, SETTING_GROUPS, SETTINGS } from "./settings.ts";

const COLUMNS = 80;

const PRECEDENCE = `Settings come after the command; defaults are in brackets. A flag wins over the environment (--media-port is ${environmentName("media-port")}), which wins over the file that --config FILE or CONCLAVE_CONFIG names, of lines like "media-port = 7881".`;

function wrap(text: string, indent: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length + 1 > COLUMNS - indent.length) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => indent + line).join("\n");
}

function settingText(name: SettingName): string {
  const { shape, fallback, why } = SETTINGS[name];
  const shown = fallback === "" ? "" : ` (${fallback})`;
  const head = `  --${name} ${shape}`;
  const isLong = head.length + shown.length > COLUMNS;
  return `${head}${isLong ? `\n     ${shown}` : shown}\n${wrap(why, "      ")}`;
}

export function helpText(): string {
  const commands = Object.entries(COMMANDS).map(([name, { words, why }]) => {
    const head = `  conclave ${name}${words === "" ? "" : ` ${words}`}`;
    return `${head}\n${wrap(why, "      ")}`;
  });
  const groups = Object.entries(SETTING_GROUPS).flatMap(([title, names]) => [
    `${title}:`,
    "",
    ...names.map((name) => settingText(name as SettingName)),
    "",
  ]);
  return [
    "Conclave: private video meetings that you host yourself.",
    "",
    ...commands,
    "",
    wrap(PRECEDENCE, ""),
    "",
    ...groups,
  ].join("\n");
}
