// The unit that `conclave install` writes: as systemd judges it, and as systemd runs it.
// Seen to fail: without DynamicUser and ProtectSystem (its files were root's), without ProcSubset (it read of the machine),
// without AmbientCapabilities (it couldn't open its port), and with the program left in a home directory.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { runCommand } from "../support/command.ts";
import { inviteAt, RunningCall } from "../support/running-call.ts";
import { binaryPath } from "../support/server.ts";
import { freePorts, makeScratch, Running, runProgram, until } from "../support/service.ts";
import { SystemdMachine } from "../support/systemd-machine.ts";

const running = new Running();
let scratch: ReturnType<typeof makeScratch>;

beforeEach(() => {
  scratch = running.add(makeScratch(), (it) => it.remove());
});

afterEach(() => running.stopAll(), 60_000);

/** systemd's own scale: 0 is no exposure, 10 all of it. */
const EXPOSURE_MAX = 2;

async function writeUnit(...settings: readonly string[]): Promise<string> {
  const { stdout } = await runCommand("binary", scratch.path, "install", "-", ...settings);
  const path = `${scratch.path}/conclave.service`;
  writeFileSync(path, stdout);
  return path;
}

describe("systemd reads the unit", () => {
  test("and finds no fault in it, and little exposure", async () => {
    const unit = await writeUnit("--domain", "meet.example.org");
    expect(await Bun.file(unit).text()).toContain('"CONCLAVE_DOMAIN=meet.example.org"');
    await runProgram("systemd-analyze", "verify", "--man=no", unit);
    const judged = await runProgram("systemd-analyze", "security", "--offline=true", unit);
    const exposure = Number(/exposure level for conclave.service: ([\d.]+)/.exec(judged)?.[1]);
    expect(exposure).toBeLessThan(EXPOSURE_MAX);
  });

  test("and no setting breaks out of its line", async () => {
    const odd = '/etc/a "b" %h \\ c';
    const unit = await writeUnit("--tls-certificate", odd, "--tls-key", "/k");
    const text = await Bun.file(unit).text();
    expect(text).toContain('"CONCLAVE_TLS_CERTIFICATE=/etc/a \\"b\\" %%h \\\\ c"');
    await runProgram("systemd-analyze", "verify", "--man=no", unit);
  });
});

const UNIT = "/etc/systemd/system/conclave.service";
const STATE = "/var/lib/conclave";

/** Each must fail but the first, with the server's rights: what it is -> how it is tried. */
const TRIALS = {
  "write its state": "touch $STATE_DIRECTORY/x",
  "write its own program": "touch /usr/local/bin/conclave",
  "write settings": "touch /etc/x",
  "write beside its state": "touch /var/lib/x",
  "write to a home": "touch /home/x",
  "read a home": "ls /root/conclave",
  "read another process": "cat /proc/1/environ",
  "read of the machine": "cat /proc/cpuinfo",
  "read the kernel's log": "cat /dev/kmsg",
  "change the kernel": "echo 1 > /proc/sys/vm/swappiness",
  "change the clock": "date -s 2020-01-01",
  "make a device": "mknod $STATE_DIRECTORY/null c 1 3",
  "make a program of root's": "cp /bin/true $STATE_DIRECTORY/s && chmod u+s $STATE_DIRECTORY/s",
  "make a namespace": "unshare --user true",
  "mount something": "mount -t tmpfs none /tmp",
} as const;

/** @returns what of `TRIALS` went well in a service with all of the unit's lines but its program. */
async function tryAll(machine: SystemdMachine): Promise<readonly string[]> {
  const lines = Object.entries(TRIALS).map(([name, how]) => `(${how}) && echo "could ${name}"`);
  writeFileSync(`${machine.root}/try.sh`, ["#!/bin/sh", ...lines, "true"].join("\n"));
  const unit = readFileSync(`${machine.root}${UNIT}`, "utf8")
    .replace("Type=exec", "Type=oneshot\nStandardOutput=file:/tried\nStandardError=null")
    .replace(/^ExecStart=.*$/m, "ExecStart=/bin/sh /try.sh")
    .replace(/^Restart=.*$/m, "");
  writeFileSync(`${machine.root}/etc/systemd/system/trial.service`, unit);
  await machine.run("systemctl", "daemon-reload");
  await machine.run("systemctl", "start", "trial");
  const said = readFileSync(`${machine.root}/tried`, "utf8");
  return [...said.matchAll(/^could (.*)$/gm)].map(([, name = ""]) => name);
}

describe("systemd runs the unit", () => {
  /** As README says it, with the program in somebody's home. @returns where it serves. */
  async function install(machine: SystemdMachine): Promise<string> {
    const [, media = 0] = await freePorts(2);
    machine.place(binaryPath(), "/root/conclave");
    // Below 1024, as the ports of HTTPS are.
    const listen = "127.0.0.1:907";
    const settings = ["--listen", listen, "--media-port", `${media}`, "--media-workers", "1"];
    const said = await machine.run("/root/conclave", "install", ...settings, "--start", "open");
    for (const [, line = ""] of said.matchAll(/^ {2}(.*)$/gm)) await machine.run("sh", "-c", line);
    const url = `http://${listen}`;
    await until("the service", () => isWell(url));
    return url;
  }

  async function isWell(url: string): Promise<boolean> {
    return fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async function show(machine: SystemdMachine, property: string): Promise<string> {
    return (await machine.run("systemctl", "show", "--value", "-p", property, "conclave")).trim();
  }

  test("from its installation to its stop: a call outlives a restart and a crash, and root's commands spoil nothing", async () => {
    const machine = running.add(await SystemdMachine.boot(scratch.path), (it) => it.off());
    const url = await install(machine);
    const call = running.add(new RunningCall(await inviteAt(url)), (it) => it.leave());
    call.join("Ana", "Ben");
    await call.whole();
    const run = (...words: readonly string[]) =>
      machine.run("/usr/local/bin/conclave", ...words, "--data", STATE);
    expect(await run("status")).toContain("participants  2, 2 with media");
    await run("keys", "add", "school");
    await run("backup", "/root/copy.db");
    const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    for (const words of [["status"], ["keys", "list"]]) {
      const asked = machine.run(...nobody, "/usr/local/bin/conclave", ...words, "--data", STATE);
      await expect(asked).rejects.toThrow("as the user who owns it, or as root");
    }

    await machine.run("systemctl", "restart", "conclave");
    await call.wholeAgain([1, 1]);
    const entries = call.entries;
    await machine.run("kill", "-KILL", await show(machine, "MainPID"));
    await call.wholeAgain(entries);
    expect(await run("keys", "list")).toBe("school  free\n");

    await machine.run("systemctl", "stop", "conclave");
    expect(await show(machine, "Result")).toBe("success");
    expect(await isWell(url)).toBe(false);
    const asked = [STATE, `${STATE}/conclave.db`, `${STATE}/server-secret`];
    const owners = (await machine.run("stat", "-Lc", "%u", ...asked)).trim().split("\n");
    expect(owners).not.toContain("0");
    expect(new Set(owners).size).toBe(1);
    expect(await tryAll(machine)).toEqual(["write its state"]);
  }, 120_000);
});
