// `conclave install`: puts this program where a service can see it, and writes a systemd unit that runs it with these
// settings, and with as few rights as it can do with.

import { chmodSync, copyFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describeConfig, parseConfig } from "../server/config.ts";
import type { Config, SettingName } from "../server/settings.ts";
import { environmentName } from "../server/settings.ts";
import { StartFailure, starting } from "../server/start-failure.ts";

const UNIT_FILE = "/etc/systemd/system/conclave.service";
const PROGRAM_FILE = "/usr/local/bin/conclave";

/** Where programs are kept. Elsewhere it may be somebody's home, into which the service doesn't see. */
const KEPT = /^\/(usr|opt)\//;

/** What systemd itself decides; and a secret, which has no place in a file that everybody may read. */
const LEFT_OUT: readonly string[] = ["data", "user", "turn-secret"];

/** Inside double quotes of a unit; `%` begins a specifier. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%").replaceAll("\n", "\\n")}"`;
}

/** The settings that aren't the defaults, one line each. */
function environmentLines(config: Config): readonly string[] {
  const plain = parseConfig([], {});
  const defaults = plain.ok ? describeConfig(plain.value) : {};
  return Object.entries(describeConfig(config))
    .filter(([name, text]) => text !== defaults[name] && !LEFT_OUT.includes(name))
    .map(
      ([name, text]) => `Environment=${quoted(`${environmentName(name as SettingName)}=${text}`)}`,
    );
}

/** @param program the path of the compiled program. */
export function unitText(config: Config, program: string): string {
  return `[Unit]
Description=Conclave, private video meetings
After=network-online.target
Wants=network-online.target

[Service]
Type=exec
ExecStart=${quoted(program)} serve
ExecReload=/bin/kill -HUP $MAINPID
# For secrets, root's alone: CONCLAVE_TURN_SECRET=…
EnvironmentFile=-/etc/conclave.env
Environment="CONCLAVE_DATA=/var/lib/conclave" "BUN_TMPDIR=/tmp"
${environmentLines(config).join("\n")}
Restart=on-failure
RestartSec=2
TimeoutStopSec=30
LimitNOFILE=1048576

# A user of its own that exists only while it runs, and one directory that it may write to.
DynamicUser=yes
StateDirectory=conclave
StateDirectoryMode=0700
UMask=0077
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE

NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

/** In one step: the one that is there may be running. */
async function placeProgram(program: string): Promise<void> {
  const aside = `${PROGRAM_FILE}.new`;
  await starting(PROGRAM_FILE, "the directory", () => {
    mkdirSync(dirname(PROGRAM_FILE), { recursive: true });
    copyFileSync(program, aside);
    chmodSync(aside, 0o755);
    renameSync(aside, PROGRAM_FILE);
  });
}

/**
 * @param file "-" prints it. Given one, the program is run from where it is.
 * @throws StartFailure with a sentence for the operator.
 */
export async function install(config: Config, file?: string): Promise<string> {
  const here = process.execPath;
  if (["bun", "deno", "node"].includes(basename(here))) {
    throw new StartFailure(
      "install needs the compiled program: bun run build, then dist/conclave.",
    );
  }
  if (file === "-") return unitText(config, here).trimEnd();
  const isPlaced = file === undefined && !KEPT.test(here);
  const [unit, program] = [file ?? UNIT_FILE, isPlaced ? PROGRAM_FILE : here];
  if (isPlaced) await placeProgram(here);
  await starting(unit, "the file", () =>
    writeFileSync(unit, unitText(config, program), { mode: 0o644 }),
  );
  const placed = isPlaced ? `The program is copied to ${program}. ` : "";
  return `${placed}${unit} is written. Now:\n  systemctl daemon-reload\n  systemctl enable --now conclave`;
}
