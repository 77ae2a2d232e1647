// What the operator can set: one table, from which `--help`, parsing and the start-up print are made.

import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import { SUITES } from "../protocol/entry-messages.ts";
import { PARTICIPANTS_MAX, RELAY_URLS_MAX } from "../protocol/limits.ts";
import { isTurnUrl } from "./turn.ts";

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A host without brackets, and a port; 0 lets the system choose one. */
export type Endpoint = { readonly host: string; readonly port: number };

/** @returns null for text that the setting can't take. */
type Parse<T> = (text: string) => T | null;

type Setting<T> = {
  /** As text, so that the help can print it; parsed like what the operator writes. */
  readonly fallback: string;
  /** What the value looks like. */
  readonly shape: string;
  readonly why: string;
  readonly parse: Parse<T>;
};

function setting<T>(shape: string, fallback: string, why: string, parse: Parse<T>): Setting<T> {
  return { shape, fallback, why, parse };
}

function whole(min: number, max: number): Parse<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= min && value <= max ? value : null;
  };
}

function oneOf<W extends readonly string[]>(words: W): Parse<W[number]> {
  return (text) => words.find((word) => word === text) ?? null;
}

export function parseEndpoint(text: string): Endpoint | null {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = whole(0, 65535)(digits ?? "");
  return host === undefined || port === null ? null : { host, port };
}

function parseAddresses(text: string): readonly string[] | null {
  const addresses = text.split(",").filter((address) => address !== "");
  return addresses.every((address) => /^[0-9a-fA-F.:]+$/.test(address)) ? addresses : null;
}

function parseTurn(text: string): readonly string[] | null {
  const urls = text.split(",").filter((url) => url !== "");
  return urls.length <= RELAY_URLS_MAX && urls.every(isTurnUrl) ? urls : null;
}

/** More threads than cores only take turns. */
const WORKERS_MAX = 64;

const SETTINGS = {
  listen: setting(
    "HOST:PORT",
    "127.0.0.1:8080",
    "Where pages are served, over HTTP. Browsers give camera and cryptography only to localhost and https://, so for others put a TLS proxy in front.",
    parseEndpoint,
  ),
  "media-port": setting(
    "PORT",
    "7881",
    "The port for media, UDP and TCP, on the host of --listen; with more workers than one, each has the next. Open it in the firewall.",
    whole(0, 65535),
  ),
  "media-workers": setting(
    "auto|NUMBER",
    "auto",
    "Threads for media. A meeting is on one of them. Auto is one less than there are cores, but one at least.",
    (text): number | "auto" | null => (text === "auto" ? text : whole(1, WORKERS_MAX)(text)),
  ),
  announce: setting(
    "IP,IP",
    "",
    "Addresses at which browsers reach the media port, when they aren't this machine's own.",
    parseAddresses,
  ),
  turn: setting(
    "URL,URL",
    "",
    "TURN servers for browsers that can't reach the media port, as turn:HOST:PORT or turns:HOST:PORT.",
    parseTurn,
  ),
  "turn-secret": setting(
    "TEXT",
    "",
    "What the TURN server has as its static-auth-secret. Browsers get credentials for some hours, never this. Give it in the environment: every user of this machine sees flags.",
    (text): string | null => text,
  ),
  data: setting(
    "DIR",
    "data",
    "The one directory that is written to. Holds meeting IDs and verifiers; keep it private.",
    (text): string | null => (text === "" ? null : text),
  ),
  suite: setting(
    SUITES.join("|"),
    "xwing",
    "Cipher suite of new meetings: post-quantum hybrid, or RFC 9420's suite 1.",
    oneOf(SUITES),
  ),
  "max-participants": setting(
    "NUMBER",
    "50",
    `People in one meeting, 2 to ${PARTICIPANTS_MAX}. Fewer spare the uplink.`,
    whole(2, PARTICIPANTS_MAX),
  ),
  retention: setting(
    "DAYS",
    "90",
    "A meeting that nobody opened for so long is deleted.",
    whole(1, 36500),
  ),
  "behind-proxy": setting(
    "yes|no",
    "no",
    "Believe the X-Forwarded-For and X-Forwarded-Proto of whoever connects. Only with a proxy in front that sets them: else anyone evades the rate limits.",
    (text): boolean | null => (text === "yes" ? true : text === "no" ? false : null),
  ),
  metrics: setting(
    "HOST:PORT",
    "",
    "Serves counters for Prometheus, apart from the pages. Off when empty.",
    (text): Endpoint | "" | null => (text === "" ? "" : parseEndpoint(text)),
  ),
  "log-level": setting(
    LOG_LEVELS.join("|"),
    "info",
    "No level logs people, meetings or their addresses.",
    oneOf(LOG_LEVELS),
  ),
  "log-format": setting(
    LOG_FORMATS.join("|"),
    "text",
    "For people or programs.",
    oneOf(LOG_FORMATS),
  ),
} as const;

type Settings = typeof SETTINGS;
type SettingName = keyof Settings;

/** Every setting under the name of its flag. */
export type Config = {
  readonly [K in SettingName]: Settings[K] extends Setting<infer T> ? T : never;
};

const NAMES = Object.keys(SETTINGS) as readonly SettingName[];

function environmentName(name: SettingName): string {
  return `CONCLAVE_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** @returns the values of flags, or a sentence that tells what is wrong with them. */
function readFlags(argv: readonly string[]): Result<Map<string, string>, string> {
  const flags = new Map<string, string>();
  for (let index = 0; index < argv.length; index++) {
    const [, flag, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argv[index] ?? "") ?? [];
    const name = NAMES.find((known) => known === flag);
    if (name === undefined) return reject(`I don't know "${argv[index]}".`);
    const value = inline ?? argv[++index];
    if (value === undefined) return reject(`--${name} needs a value: ${SETTINGS[name].shape}.`);
    flags.set(name, value);
  }
  return ok(flags);
}

/**
 * Reads `argv` (without a subcommand), then `environment`, then the defaults.
 * @returns the frozen config, or a sentence for the operator.
 */
export function parseConfig(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, string> {
  const flags = readFlags(argv);
  if (!flags.ok) return flags;
  const config: Record<string, unknown> = {};
  for (const name of NAMES) {
    const { fallback, shape, parse } = SETTINGS[name];
    const flag = flags.value.get(name);
    const text = flag ?? environment[environmentName(name)] ?? fallback;
    const value = parse(text);
    if (value === null) {
      const source = flag === undefined ? environmentName(name) : `--${name}`;
      return reject(`${source} can't be "${text}": it wants ${shape}.`);
    }
    config[name] = value;
  }
  if (`${config["turn"]}` !== "" && config["turn-secret"] === "") {
    return reject("--turn needs --turn-secret, which the TURN server has too.");
  }
  return ok(Object.freeze(config) as Config);
}

export type Command =
  | { readonly type: "serve" | "health"; readonly config: Config }
  | { readonly type: "help" | "version" };

/** @returns what the operator asks for, or a sentence that tells what is wrong with it. */
export function parseCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Result<Command, string> {
  if (argv.includes("--help") || argv.includes("-h")) return ok({ type: "help" });
  if (argv.includes("--version")) return ok({ type: "version" });
  const word = argv[0]?.startsWith("-") ? undefined : argv[0];
  const type = word ?? "serve";
  if (type !== "serve" && type !== "health") return reject(`I don't know "${type}".`);
  const config = parseConfig(word === undefined ? argv : argv.slice(1), environment);
  return config.ok ? ok({ type, config: config.value }) : config;
}

/** One `name=value` for each setting, in the order of the table; of a secret only that there is one. */
export function describeConfig(config: Config): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of NAMES) {
    const value = config[name];
    if (name === "turn-secret") texts[name] = value === "" ? "" : "set";
    else
      texts[name] = typeof value === "object" && "port" in value ? endpointText(value) : `${value}`;
  }
  return texts;
}

/** An IPv6 host in brackets. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

const LOOPBACK: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** By which this machine reaches what listens there, wildcards too. */
export function localUrl({ host, port }: Endpoint): string {
  return `http://${endpointText({ host: LOOPBACK[host] ?? host, port })}/`;
}

function wrap(text: string, indent: string, columns: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length + 1 > columns - indent.length) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => indent + line).join("\n");
}

export function helpText(): string {
  const settings = NAMES.map((name) => {
    const { shape, fallback, why } = SETTINGS[name];
    const shown = fallback === "" ? "" : ` (${fallback})`;
    return `  --${name} ${shape}${shown}\n${wrap(why, "      ", 80)}`;
  });
  return [
    "Conclave: private video meetings that you host yourself.",
    "",
    "  conclave [serve] [settings]   serve until SIGTERM or SIGINT",
    "  conclave health [settings]    exit with 0 when the server at --listen is well",
    "  conclave --help | --version",
    "",
    "Settings, with their defaults. Each is an environment variable too: --media-port",
    `is ${environmentName("media-port")}. A flag wins over the environment.`,
    "",
    ...settings,
    "",
  ].join("\n");
}
