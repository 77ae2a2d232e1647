// A first install, step by step and timed: the program alone in an empty root with nothing of the machine but the C
// library, an operator's key, a meeting by that key, and a call of two who see each other. As root, after `bun run build`.
//
//   bun run bench first-install

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { inviteAt, RunningCall } from "../support/running-call.ts";
import { binaryPath, startServer } from "../support/server.ts";
import { runProgram } from "../support/service.ts";

/** Empty but for the loader and the C library, read-only, the program, and a directory for its data. */
const SETUP = `
  root=$1; program=$2; shift 2
  mount -t tmpfs tmpfs "$root" && mkdir "$root/tmp" "$root/proc" "$root/dev" "$root/var"
  for folder in lib lib64 usr/lib; do
    [ ! -e "/$folder" ] || { mkdir -p "$root/$folder" && mount --bind -o ro "/$folder" "$root/$folder"; }
  done
  mount -t proc proc "$root/proc" && mount --bind /dev "$root/dev" && cp "$program" "$root/conclave"
  exec chroot "$root" "$@"`;

const DATA = ["--data", "/var/conclave"];

/** Prints one JSON line: milliseconds of each step. */
export async function runFirstInstall(): Promise<void> {
  const root = mkdtempSync(`${tmpdir()}/conclave-root-`);
  const began = performance.now();
  const steps: Record<string, number> = {};
  const done = (step: string) => {
    steps[step] = Math.round(performance.now() - began);
  };
  const wrapper = ["unshare", "--mount", "sh", "-ec", SETUP, "sh", root, binaryPath()];
  const args = [...DATA, "--start", "keys"];
  const server = await startServer({ wrapper, program: ["/conclave", "serve"], args });
  try {
    done("serving");
    const inRoot = ["nsenter", "-t", `${server.pid}`, "-m", "chroot", root];
    const added = await runProgram(...inRoot, "/conclave", "keys", "add", "me", ...DATA);
    done("key");
    const call = new RunningCall(await inviteAt(server.url, added.split("\n")[0]));
    done("meeting");
    call.join("Ana", "Ben");
    await call.whole();
    done("call");
    call.leave();
  } finally {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ ...steps, unit: "ms since the first command" }));
}
