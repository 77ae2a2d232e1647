// What the operator can set: one table, from which `--help`, parsing and the start-up print are made.

import { SUITES } from "../protocol/entry-messages.ts";
import { PARTICIPANTS_MAX, RELAY_URLS_MAX } from "../protocol/limits.ts";
import { CHALLENGE_TYPES } from "./acme/acme-client.ts";
import type { Endpoint } from "./endpoint.ts";
import { parseEndpoint } from "./endpoint.ts";
import { parseTrustedProxies } from "./trusted-proxies.ts";
import { isTurnUrl } from "./turn.ts";

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** @returns null for text that the setting can't take. */
type Parse<T> = (text: string) => T | null;

export type Setting<T> = {
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

/** Empty for none. */
function optional<T>(parse: Parse<T>): Parse<T | ""> {
  return (text) => (text === "" ? "" : parse(text));
}

function matching(pattern: RegExp): Parse<string> {
  return (text) => (pattern.test(text) ? text : null);
}

const path = matching(/^[^\0\n]+$/);

function parseAddresses(text: string): readonly string[] | null {
  const addresses = text.split(",").filter((address) => address !== "");
  return addresses.every((address) => /^[0-9a-fA-F.:]+$/.test(address)) ? addresses : null;
}

function parseTurn(text: string): readonly string[] | null {
  const urls = text.split(",").filter((url) => url !== "");
  return urls.length <= RELAY_URLS_MAX && urls.every(isTurnUrl) ? urls : null;
}

function parseHttpsUrl(text: string): string | null {
  return URL.parse(text)?.protocol === "https:" ? text : null;
}

/** What --listen is when we speak TLS ourselves: everyone's, by IPv4 and IPv6. */
export const LISTEN_WITH_TLS = "[::]:443";

const PAGES = {
  domain: setting(
    "NAME",
    "",
    "The name under which the world finds this server. Obtains and renews a certificate for it, and serves HTTPS. Using it accepts the terms of the certificate authority.",
    optional(
      matching(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/),
    ),
  ),
  listen: setting(
    "HOST:PORT",
    "127.0.0.1:8080",
    `Where pages are served; with --domain or --tls-certificate it is ${LISTEN_WITH_TLS} unless told. Browsers give camera and cryptography only to localhost and https://.`,
    parseEndpoint,
  ),
  "http-port": setting(
    "PORT|off",
    "80",
    "With TLS: sends visitors on to HTTPS, and answers the certificate authority.",
    (text): number | "off" | null => (text === "off" ? "off" : whole(0, 65_535)(text)),
  ),
  "tls-certificate": setting(
    "FILE",
    "",
    "PEM of a certificate and its chain of your own, instead of one that --domain obtains. A new file is taken up within a minute, or at SIGHUP.",
    optional(path),
  ),
  "tls-key": setting("FILE", "", "PEM of the private key of --tls-certificate.", optional(path)),
  "acme-challenge": setting(
    CHALLENGE_TYPES.join("|"),
    "http-01",
    "How the certificate authority sees that the domain is yours: by port 80, or by port 443 (not under Deno).",
    oneOf(CHALLENGE_TYPES),
  ),
  "acme-directory": setting(
    "URL",
    "https://acme-v02.api.letsencrypt.org/directory",
    "The certificate authority. Nothing but the domain and --acme-contact is told to it.",
    parseHttpsUrl,
  ),
  "acme-contact": setting(
    "EMAIL",
    "",
    "Where the certificate authority may write to.",
    optional(matching(/^[^\s@,?]+@[^\s@,?]+$/)),
  ),
  "acme-roots": setting(
    "FILE",
    "",
    "PEM of the roots of a certificate authority of your own.",
    optional(path),
  ),
  "trust-proxy": setting(
    "loopback|private|IP|IP/BITS,…",
    "",
    "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Whoever else sends them would evade the rate limits.",
    parseTrustedProxies,
  ),
  user: setting(
    "NAME|UID",
    "",
    "Started as root, become this user before anything is opened, and keep only the right to bind ports. With --domain it is 65532 unless told.",
    optional(matching(/^([a-z_][a-z0-9_-]{0,31}|\d{1,9})$/)),
  ),
} as const;

/** More threads than cores only take turns. */
const WORKERS_MAX = 64;

/** Sizes are told in 32 bits. */
const FILE_MB_MAX = 4_000;

const MEDIA = {
  "media-port": setting(
    "PORT",
    "7881",
    "The port for media, UDP and TCP, on the host of --listen; with more workers than one, each has the next. Open it in the firewall.",
    whole(0, 65_535),
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
} as const;

/** What a timer can wait for: 24 days. */
const MINUTES_MAX = 34_560;

const MEETINGS = {
  data: setting(
    "DIR",
    "data",
    "The one directory that is written to. Holds meeting IDs and verifiers; keep it private.",
    path,
  ),
  database: setting(
    "postgres://USER:PASSWORD@HOST/NAME",
    "",
    "Keeps meetings and keys in PostgreSQL, which many nodes can share; in SQLite in --data when empty. Give it in the environment: every user of this machine sees flags. Not under Deno.",
    optional(matching(/^postgres(ql)?:\/\/[^\s]+$/)),
  ),
  suite: setting(
    SUITES.join("|"),
    "xwing",
    "Cipher suite of new meetings: post-quantum hybrid, or RFC 9420's suite 1.",
    oneOf(SUITES),
  ),
  start: setting(
    "auto|open|keys",
    "auto",
    "Who may start meetings: everyone, or who has a key of yours (conclave keys). Auto is open where only this machine reaches the pages, and keys elsewhere. Joining needs no key.",
    oneOf(["auto", "open", "keys"] as const),
  ),
  "max-participants": setting(
    "NUMBER",
    "50",
    `People in one meeting, 2 to ${PARTICIPANTS_MAX}. Fewer spare the uplink.`,
    whole(2, PARTICIPANTS_MAX),
  ),
  "max-minutes": setting(
    "NUMBER",
    "0",
    "How long a meeting may last, from the first entry on; 0 for no limit.",
    whole(0, MINUTES_MAX),
  ),
  "paid-max-participants": setting(
    "NUMBER",
    `${PARTICIPANTS_MAX}`,
    "The same for meetings that were started with a paid key.",
    whole(2, PARTICIPANTS_MAX),
  ),
  "paid-max-minutes": setting(
    "NUMBER",
    "0",
    "The same for meetings that were started with a paid key.",
    whole(0, MINUTES_MAX),
  ),
  "max-file-mb": setting(
    "NUMBER",
    "100",
    "Megabytes of a file that people send each other in the chat; 0 for no files. It passes through and is kept nowhere; more keeps lines busy for longer.",
    whole(0, FILE_MB_MAX),
  ),
  retention: setting(
    "DAYS",
    "90",
    "A meeting that nobody opened for so long is deleted.",
    whole(1, 36_500),
  ),
} as const;

const WATCHING = {
  metrics: setting(
    "HOST:PORT",
    "",
    "Serves counters for Prometheus, apart from the pages. Off when empty.",
    (text): Endpoint | "" | null => (text === "" ? "" : parseEndpoint(text)),
  ),
  drain: setting(
    "SECONDS",
    "0",
    "At SIGTERM: take no new meetings, and let those that are under way go on for so long before people are moved to the next process.",
    whole(0, 86_400),
  ),
  "log-addresses": setting(
    "MINUTES",
    "0",
    "Log the addresses of visitors who are turned down, for so long after the start. For an attack, and to be told to nobody.",
    whole(0, 1_440),
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

export const SETTINGS = { ...PAGES, ...MEDIA, ...MEETINGS, ...WATCHING } as const;

/** As `--help` shows them. */
export const SETTING_GROUPS = {
  "Pages and TLS": Object.keys(PAGES),
  Media: Object.keys(MEDIA),
  Meetings: Object.keys(MEETINGS),
  "Watching it": Object.keys(WATCHING),
} as const;

type Settings = typeof SETTINGS;
export type SettingName = keyof Settings;

/** Every setting under the name of its flag. */
export type Config = {
  readonly [K in SettingName]: Settings[K] extends Setting<infer T> ? T : never;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

export function environmentName(name: SettingName | "config"): string {
  return `CONCLAVE_${name.toUpperCase().replaceAll("-", "_")}`;
}
