// The programs of the system that the tests need, and how to get those that are missing.

import { existsSync, readdirSync } from "node:fs";
import { PROJECT } from "./run.ts";

/** What must be there -> the Debian package that brings it. */
const PROGRAMS = {
  caddy: "caddy",
  chromium: "chromium",
  crun: "crun",
  "firefox-esr": "firefox-esr",
  haproxy: "haproxy",
  icalendar: "python3-icalendar",
  ip: "iproute2",
  "mkfs.ext4": "e2fsprogs",
  nginx: "nginx",
  openssl: "openssl",
  pebble: "pebble",
  podman: "podman",
  postgres: "postgresql",
  "systemd-analyze": "systemd",
  "systemd-nspawn": "systemd-container",
  turnserver: "coturn",
  unshare: "util-linux",
  zbarimg: "zbar-tools",
} as const;

/** Debian keeps each version of PostgreSQL in a directory of its own, on nobody's PATH. */
const POSTGRES = "/usr/lib/postgresql";

/** Where programs of the system are looked for, in the form of PATH. */
export function programPaths(): string {
  const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).sort().reverse() : [];
  const ofPostgres = versions.map((version) => `${POSTGRES}/${version}/bin`);
  const usual = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin"];
  return [process.env["PATH"] ?? "", ...usual, ...ofPostgres].join(":");
}

function missing(): readonly string[] {
  return Object.entries(PROGRAMS)
    .filter(([program]) => Bun.which(program, { PATH: programPaths() }) === null)
    .map(([, name]) => name);
}

/** As root, or through a sudo that doesn't ask. Null when there is neither. */
async function rootPrefix(): Promise<readonly string[] | null> {
  if (process.getuid?.() === 0) return [];
  if (Bun.which("sudo") === null) return null;
  const asked = Bun.spawn(["sudo", "-n", "true"], { stdin: "ignore", stderr: "ignore" });
  return (await asked.exited) === 0 ? ["sudo", "-n"] : null;
}

/**
 * Installing nginx and its like must not start them: the machine may serve something else. Debian
 * asks this file; one that is there already is the machine's own decision.
 */
const POLICY = "/usr/sbin/policy-rc.d";
const WITHOUT_SERVICES = `
  [ -e ${POLICY} ] || { printf '#!/bin/sh\\nexit 101\\n' > ${POLICY}; chmod 755 ${POLICY}; made=1; }
  "$@"; code=$?
  [ -z "$made" ] || rm ${POLICY}
  exit $code`;

async function aptGet(prefix: readonly string[], ...words: readonly string[]): Promise<void> {
  const child = Bun.spawn(
    [
      ...[...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", WITHOUT_SERVICES, "sh"],
      ...["apt-get", "--quiet", ...words],
    ],
    { cwd: PROJECT, stdin: "ignore", stdout: "ignore", stderr: "inherit" },
  );
  const code = await child.exited;
  if (code !== 0) throw new Error(`apt-get ${words.join(" ")} ended with ${code}`);
}

/**
 * Installs what is missing with apt-get.
 * @throws Error with a sentence for a person when it can't.
 */
export async function ensurePrograms(): Promise<void> {
  const packages = missing();
  if (packages.length === 0) return;
  const list = packages.join(" ");
  const prefix = await rootPrefix();
  if (prefix === null || Bun.which("apt-get") === null) {
    throw new Error(`The tests need these: install ${list} and run them again.`);
  }
  console.log(`installing ${list}`);
  await aptGet(prefix, "update");
  await aptGet(prefix, "install", "--yes", "--no-install-recommends", ...packages);
  const left = missing();
  if (left.length > 0) throw new Error(`apt-get didn't bring ${left.join(" ")}.`);
}
