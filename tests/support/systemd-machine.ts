// A machine without hardware: systemd as process 1 of a root directory of its own, on this machine's kernel, programs
// and network. Needs root; nothing of it is left when it is off.

import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { keep } from "./children.ts";
import { runProgram, until } from "./service.ts";

const ROOT_FOLDERS = [
  "usr",
  "etc/systemd/system",
  "var",
  "run",
  "tmp",
  "proc",
  "sys",
  "dev",
  "root",
  "home",
];
const LINKS = ["bin", "sbin", "lib", "lib64"];

/** A first boot, which a machine without an ID has, would start all that is installed here. */
const MACHINE_ID = "0123456789abcdef0123456789abcdef";

/**
 * A hierarchy of control groups of its own, which is the unified one also where the machine's isn't:
 * this systemd is told of no other.
 */
const SETUP = `
  umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup
  mkdir "/sys/fs/cgroup/$1" && echo $$ > "/sys/fs/cgroup/$1/cgroup.procs"
  shift; exec "$@"`;

/** The empty groups that it leaves. */
const CLEANUP = `
  umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup
  find "/sys/fs/cgroup/$1" -depth -type d -exec rmdir {} +`;

function makeRoot(root: string): void {
  for (const folder of ROOT_FOLDERS) mkdirSync(`${root}/${folder}`, { recursive: true });
  for (const link of LINKS) symlinkSync(`usr/${link}`, `${root}/${link}`);
  writeFileSync(`${root}/etc/machine-id`, `${MACHINE_ID}\n`);
  // nspawn takes nothing without it for a machine.
  writeFileSync(`${root}/etc/os-release`, "ID=conclave-test\n");
  writeFileSync(`${root}/etc/passwd`, "root:x:0:0:root:/root:/bin/sh\n");
  writeFileSync(`${root}/etc/group`, "root:x:0:\n");
}

export class SystemdMachine {
  readonly root: string;
  readonly #group: string;
  readonly #child: Bun.Subprocess;
  #leader = "";

  private constructor(root: string, group: string, child: Bun.Subprocess) {
    this.root = root;
    this.#group = group;
    this.#child = child;
  }

  /** @param scratch where its root directory is made; `/usr` is this machine's, read-only, but for `/usr/local`. */
  static async boot(scratch: string): Promise<SystemdMachine> {
    const root = `${scratch}/machine`;
    makeRoot(root);
    const group = `conclave-${process.pid}`;
    const child = keep(
      Bun.spawn(
        [
          ...["unshare", "--mount", "--cgroup", "sh", "-ec", SETUP, "sh", group],
          ...["systemd-nspawn", "--quiet", "--keep-unit", "--register=no", "--boot"],
          ...[`--directory=${root}`, "--bind-ro=/usr", "--tmpfs=/usr/local:mode=755"],
          ...["--console=pipe", "systemd.unit=multi-user.target"],
        ],
        {
          env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1" },
          stdin: "ignore",
          stdout: Bun.file(`${scratch}/boot.log`),
          stderr: Bun.file(`${scratch}/boot-errors.log`),
        },
      ),
    );
    const machine = new SystemdMachine(root, group, child);
    try {
      await until("systemd", () => machine.#isUp(`${scratch}/boot-errors.log`));
      return machine;
    } catch (error) {
      await machine.off("SIGKILL");
      throw error;
    }
  }

  /** As its root, in a shell's place. @returns what it printed. @throws Error with its words when it fails. */
  async run(...argv: readonly string[]): Promise<string> {
    const spaces = ["--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd"];
    return runProgram("nsenter", `--target=${this.#leader}`, ...spaces, ...argv);
  }

  place(program: string, path: string): void {
    copyFileSync(program, `${this.root}${path}`);
  }

  /** Shuts down as a machine does, and waits for it. */
  async off(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#child.exited;
    await runProgram("unshare", "--mount", "sh", "-c", CLEANUP, "sh", this.#group);
  }

  async #isUp(errorLog: string): Promise<boolean> {
    const { pid, exitCode } = this.#child;
    if (exitCode !== null) throw new Error(`no systemd: ${readFileSync(errorLog, "utf8")}`);
    this.#leader = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (!/^\d+$/.test(this.#leader)) return false;
    const ask = "systemctl is-system-running || true";
    const state = await this.run("sh", "-c", ask).catch(() => "");
    return ["running", "degraded"].includes(state.trim());
  }
}
