// Under a call that runs, its server is killed, stopped and started, or loses the right to write: the call comes back
// by itself, or goes on. Seen to fail: with a server that gave up its end at the first file that it couldn't delete.
// How soon: `bun run bench restart`.

import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { parseFragment } from "../../src/core/link/fragment.ts";
import { inviteAt, RunningCall } from "../support/running-call.ts";
import type { RunningServer, StartOptions } from "../support/server.ts";
import { startServer } from "../support/server.ts";
import { freePorts, makeScratch, Running, runProgram } from "../support/service.ts";
import { enter, makeMeeting } from "../support/visitor.ts";

const running = new Running();
afterEach(() => running.stopAll(), 60_000);

async function start(options: StartOptions): Promise<RunningServer> {
  return running.add(await startServer(options), (it) => it.stop());
}

async function callAt({ url }: RunningServer): Promise<RunningCall> {
  const call = running.add(new RunningCall(await inviteAt(url)), (it) => it.leave());
  call.join("Ana", "Ben", "Cem");
  await call.whole();
  return call;
}

describe("a running call", () => {
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    test(`comes back by itself to the process after ${signal}`, async () => {
      const scratch = running.add(makeScratch(), (it) => it.remove());
      const [port = 0] = await freePorts(1);
      const args = ["--listen", `127.0.0.1:${port}`, "--data", `${scratch.path}/data`];
      const first = await start({ args });
      const call = await callAt(first);
      if (signal === "SIGKILL") process.kill(first.pid, signal);
      expect(await first.stop()).toBe(signal === "SIGTERM" ? 0 : 137);
      await start({ args });
      await call.wholeAgain([1, 1, 1]);
      await call.goesOn();
    }, 120_000);
  }

  test("goes on when the disk turns read-only, and people still come in", async () => {
    const scratch = running.add(makeScratch(), (it) => it.remove());
    const [image, disk] = [`${scratch.path}/image`, `${scratch.path}/disk`];
    mkdirSync(disk);
    await runProgram("truncate", "--size", "16M", image);
    await runProgram("mkfs.ext4", "-q", image);
    const wrapper = [
      "unshare",
      "--mount",
      "sh",
      "-c",
      `mount -o loop ${image} ${disk} && exec "$@"`,
    ];
    const server = await start({ wrapper: [...wrapper, "sh"], args: ["--data", `${disk}/data`] });
    const call = await callAt(server);
    // As ext4 does by itself at an error of the disk, whoever has files open.
    const abort = ["mount", "-o", "remount,abort", disk];
    await runProgram("nsenter", "-t", `${server.pid}`, "-m", ...abort);
    expect(await makeMeeting(server.url)).toEqual({ ok: false, reason: "overloaded" });
    const { meetingId, fragment } = call.invitation;
    const parsed = parseFragment(fragment);
    if (parsed === null) throw new Error("the fragment");
    expect((await enter(server.url, meetingId, parsed)).ok).toBe(true);
    await call.goesOn();
    expect(call.entries).toEqual([1, 1, 1]);
    expect(await server.stop()).toBe(0);
  }, 120_000);
});
