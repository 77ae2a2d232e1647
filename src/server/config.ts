// From flags, environment and file to one frozen config.

import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import { endpointText } from "./endpoint.ts";
import type { Config, SettingName } from "./settings.ts";
import { environmentName, LISTEN_WITH_TLS, SETTING_NAMES, SETTINGS } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** @returns the text of the file that --config names. @throws the system's error. */
export type ReadFile = (path: string) => string;

type Texts = ReadonlyMap<SettingName, string>;
type Flags = { readonly texts: Texts; readonly file: string | undefined };

function settingNamed(name: string | undefined): SettingName | undefined {
  return SETTING_NAMES.find((known) => known === name);
}

/** @returns the values of flags, or a sentence that tells what is wrong with them. */
function readFlags(argv: readonly string[]): Result<Flags, string> {
  const texts = new Map<SettingName, string>();
  let file: string | undefined;
  for (let index = 0; index < argv.length; index++) {
    const [, flag, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argv[index] ?? "") ?? [];
    const name = settingNamed(flag);
    if (name === undefined && flag !== "config") return reject(`I don't know "${argv[index]}".`);
    const value = inline ?? argv[++index];
    const shape = name === undefined ? "FILE" : SETTINGS[name].shape;
    if (value === undefined) return reject(`--${flag} needs a value: ${shape}.`);
    if (name === undefined) file = value;
    else texts.set(name, value);
  }
  return ok({ texts, file });
}

/**
 * `name = value` on each line, by the names of the flags; `#` begins a comment line.
 * @returns the values, or a sentence that tells what is wrong with them.
 */
export function readConfigFile(path: string, text: string): Result<Texts, string> {
  const texts = new Map<SettingName, string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, word, value = ""] = /^\s*([a-z-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const name = settingNamed(word);
    if (name === undefined)
      return reject(`${path} line ${index + 1}: I don't know "${line.trim()}".`);
    texts.set(name, value);
  }
  return ok(texts);
}

function openConfigFile(path: string | undefined, readFile: ReadFile): Result<Texts, string> {
  if (path === undefined || path === "") return ok(new Map());
  try {
    return readConfigFile(path, readFile(path));
  } catch (error) {
    return reject(`${path} can't be read: ${error instanceof Error ? error.message : error}.`);
  }
}

/** Where a value was found, for the sentence that says it is wrong. */
type Source = { readonly text: string; readonly name: string; readonly isTold: boolean };

/**
 * Reads `argv` (without a command), then `environment`, then the file that --config or
 * CONCLAVE_CONFIG names, then the defaults.
 * @returns the frozen config, or a sentence for the operator.
 */
export function parseConfig(
  argv: readonly string[],
  environment: Environment,
  readFile: ReadFile = () => "",
): Result<Config, string> {
  const flags = readFlags(argv);
  if (!flags.ok) return flags;
  const path = flags.value.file ?? environment[environmentName("config")];
  const file = openConfigFile(path, readFile);
  if (!file.ok) return file;
  const sourceOf = (name: SettingName): Source => {
    const flag = flags.value.texts.get(name);
    if (flag !== undefined) return { text: flag, name: `--${name}`, isTold: true };
    const variable = environmentName(name);
    const set = environment[variable];
    if (set !== undefined) return { text: set, name: variable, isTold: true };
    const line = file.value.get(name);
    const text = line ?? SETTINGS[name].fallback;
    return { text, name: `${name} in ${path}`, isTold: line !== undefined };
  };
  const hasTls = sourceOf("domain").text !== "" || sourceOf("tls-certificate").text !== "";
  const config: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const { shape, parse } = SETTINGS[name];
    const source = sourceOf(name);
    const isForAll = name === "listen" && hasTls && !source.isTold;
    const value = parse(isForAll ? LISTEN_WITH_TLS : source.text);
    if (value === null)
      return reject(`${source.name} can't be "${source.text}": it wants ${shape}.`);
    config[name] = value;
  }
  return checked(Object.freeze(config) as Config);
}

/** What no single setting can tell. */
function checked(config: Config): Result<Config, string> {
  if (config.turn.length > 0 && config["turn-secret"] === "") {
    return reject("--turn needs --turn-secret, which the TURN server has too.");
  }
  if ((config["tls-certificate"] === "") !== (config["tls-key"] === "")) {
    return reject("--tls-certificate and --tls-key need each other.");
  }
  if (config.domain === "" || config["tls-certificate"] !== "") return ok(config);
  if (config["acme-challenge"] === "http-01" && config["http-port"] === "off") {
    return reject("http-01 needs --http-port; with tls-alpn-01 it can be off.");
  }
  return ok(config);
}

/** What is secret, or holds a password. */
const HIDDEN: readonly SettingName[] = ["turn-secret", "database"];

/** One `name=value` for each setting, in the order of the table; of a secret only that there is one. */
export function describeConfig(config: Config): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = config[name];
    if (HIDDEN.includes(name)) texts[name] = value === "" ? "" : "set";
    else if (typeof value === "object" && "port" in value) texts[name] = endpointText(value);
    else texts[name] = typeof value === "object" && "text" in value ? value.text : `${value}`;
  }
  return texts;
}
