// The Dockerfile's image in a real engine, with the rights that compose.yaml gives it.
// Seen to fail: without `read_only` (it wrote beside its volume), without USER or the volume's owner (it couldn't
// start), without HEALTHCHECK, and without the sysctl (it couldn't open its ports).

import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { ContainerEngine } from "../support/container-engine.ts";
import { inviteAt, RunningCall } from "../support/running-call.ts";
import { PROJECT } from "../support/server.ts";
import { freePorts, makeScratch, Running, until } from "../support/service.ts";

type ComposeService = {
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly sysctls: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
};

const running = new Running();
let engine: ContainerEngine;

beforeAll(async () => {
  const scratch = running.add(makeScratch(), (it) => it.remove());
  engine = running.add(await ContainerEngine.start(scratch.path), (it) => it.stop());
  await engine.build();
}, 120_000);

afterAll(() => running.stopAll(), 60_000);

function composed(): ComposeService {
  const { services } = Bun.YAML.parse(readFileSync(`${PROJECT}compose.yaml`, "utf8")) as {
    readonly services: { readonly conclave: ComposeService };
  };
  return services.conclave;
}

function composeFlags(): readonly string[] {
  const { read_only, cap_drop, security_opt, volumes } = composed();
  return [
    ...(read_only ? ["--read-only", "--read-only-tmpfs=false"] : []),
    ...cap_drop.map((each) => `--cap-drop=${each}`),
    ...security_opt.map((each) => `--security-opt=${each}`),
    ...volumes.flatMap((each) => ["--volume", each]),
  ];
}

const PROGRAM = "/usr/local/bin/conclave";

/** @returns what the command said when it was refused. */
async function refusal(...words: readonly string[]): Promise<string> {
  return engine.podman("exec", "conclave", ...words).then(
    () => "nothing",
    (error: Error) => error.message,
  );
}

test("serves a call as nobody, on a root that nobody writes, says how it is, and comes back with its meetings", async () => {
  const [port, media] = await freePorts(2);
  const url = `http://127.0.0.1:${port}`;
  await engine.run("conclave", "host", composeFlags(), {
    CONCLAVE_LISTEN: `127.0.0.1:${port}`,
    CONCLAVE_MEDIA_PORT: `${media}`,
    CONCLAVE_START: "open",
  });
  const isWell = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until("the container", isWell);
  const call = running.add(new RunningCall(await inviteAt(url)), (it) => it.leave());
  call.join("Ana", "Ben");
  await call.whole();

  const pid = (await engine.podman("inspect", "--format={{.State.Pid}}", "conclave")).trim();
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  expect(status).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);
  expect(status).toMatch(/^CapBnd:\t0+$/m);
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(status).toMatch(/^Seccomp:\t2$/m);
  expect(await refusal(PROGRAM, "backup", "/usr/copy.db")).toContain("read-only");
  expect(await refusal("/bin/sh", "-c", "true")).toContain("not found");
  await engine.podman("exec", "conclave", PROGRAM, "backup", "/data/copy.db");

  await engine.podman("healthcheck", "run", "conclave");
  process.kill(Number(pid), "SIGSTOP");
  await expect(engine.podman("healthcheck", "run", "conclave")).rejects.toThrow();
  process.kill(Number(pid), "SIGCONT");

  const entries = call.entries;
  await engine.podman("stop", "conclave");
  const ended = await engine.podman("inspect", "--format={{.State.ExitCode}}", "conclave");
  expect(ended.trim()).toBe("0");
  expect(await isWell()).toBe(false);
  await engine.podman("start", "conclave");
  await call.wholeAgain(entries);
}, 120_000);

test("opens the ports of the web without a right", async () => {
  const { sysctls, environment } = composed();
  const flags = [...composeFlags(), ...sysctls.map((each) => `--sysctl=${each}`)];
  const listen = environment["CONCLAVE_LISTEN"] ?? "";
  expect(listen).toEndWith(":443");
  await engine.run("web", "none", flags, { CONCLAVE_LISTEN: listen });
  await until("its health", async () => {
    const state = await engine.podman("inspect", "--format={{.State.Status}}", "web");
    if (state.trim() !== "running") throw new Error(await engine.podman("logs", "web"));
    const health = engine.podman("exec", "web", PROGRAM, "health");
    return health.then(
      (said) => said === "ok\n",
      () => false,
    );
  });
  await engine.podman("stop", "web");
}, 60_000);
