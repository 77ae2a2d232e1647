// Every check of this server's settings, in the order in which they stand in each other's way.

import { existsSync, readFileSync } from "node:fs";
import { mediaHost } from "../addresses.ts";
import type { Config } from "../settings.ts";
import { parseCertificate } from "../tls/certificate.ts";
import { readPrivateFile } from "../tls/private-file.ts";
import { boundHost, hasTls } from "../web.ts";
import type { Check } from "./check.ts";
import { bad, ok, warn } from "./check.ts";
import { databaseChecks } from "./database.ts";
import {
  checkBuffers,
  checkCryptography,
  checkDirectory,
  checkDisk,
  checkOpenFiles,
} from "./machine.ts";
import { checkClock, checkDomain, checkPort } from "./network.ts";

const DAY_MS = 86_400_000;

/** Renewal comes a month before the end; so late, something keeps it from coming. */
const DAYS_LOW = 14;

/** What stands and falls with the machine: cheap enough for every start. */
export async function standingChecks(config: Config): Promise<readonly Check[]> {
  const { data, domain, announce } = config;
  const checks = [checkDisk(data), checkDirectory(data), checkOpenFiles(), checkBuffers()];
  checks.push(checkCryptography());
  if (domain !== "") checks.push(await checkDomain(domain, announce));
  return checks;
}

/** @param isRunning then the ports are its own. */
export async function allChecks(config: Config, isRunning: boolean): Promise<readonly Check[]> {
  const checks = [...(await standingChecks(config)), ...(await databaseChecks(config))];
  checks.push(...certificateChecks(config, new Date()));
  if (config.domain !== "" && config["tls-certificate"] === "") {
    const roots = config["acme-roots"] === "" ? null : readFileSync(config["acme-roots"], "utf8");
    checks.push(await checkClock(config["acme-directory"], roots, new Date()));
  }
  return isRunning ? checks : [...checks, ...(await portChecks(config))];
}

async function portChecks(config: Config): Promise<readonly Check[]> {
  const host = boundHost(config.listen.host);
  const media = { host: boundHost(mediaHost(host)), port: config["media-port"] };
  const checks = [
    checkPort("pages", { host, port: config.listen.port }, "TCP", "--listen"),
    checkPort("media", media, "UDP", "--media-port"),
    checkPort("media", media, "TCP", "--media-port"),
  ];
  const httpPort = config["http-port"];
  if (hasTls(config) && httpPort !== "off") {
    checks.push(checkPort("redirect", { host, port: httpPort }, "TCP", "--http-port"));
  }
  return Promise.all(checks);
}

function certificateChecks(config: Config, now: Date): readonly Check[] {
  const name = "certificate";
  const own = config["tls-certificate"];
  const path = own === "" ? `${config.data}/tls/certificate.pem` : own;
  if (!hasTls(config) || (own === "" && !existsSync(path))) return [];
  try {
    const chain = readPrivateFile(path) ?? "";
    const key = own === "" ? chain : (readPrivateFile(config["tls-key"]) ?? "");
    const { endsAt } = parseCertificate(key, chain);
    const days = Math.floor((endsAt.getTime() - now.getTime()) / DAY_MS);
    const found = `good for ${days} days`;
    if (days > DAYS_LOW) return [ok(name, found)];
    return [warn(name, found, "Look into the log for why it isn't renewed.")];
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return [bad(name, `${path}: ${said}`, "Put a right one in its place, or delete it.")];
  }
}
