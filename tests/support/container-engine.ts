// Podman with a store of its own, as root: builds the Dockerfile's image and runs containers of it on the test's network.

import { mkdirSync } from "node:fs";
import { keep } from "./children.ts";
import { PROJECT } from "./server.ts";
import { runProgram } from "./service.ts";

const IMAGE = "conclave";

/**
 * The unified hierarchy of control groups, also where the machine's isn't: engines know no mixture.
 * What they mount is gone with it.
 */
const SETUP = `
  umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup
  echo ready; exec sleep infinity`;

/** Engines raise this by themselves to what not every root may. */
const FILES = ["--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"];

export class ContainerEngine {
  readonly #scratch: string;
  /** Whose mount namespace all of it shares. */
  readonly #holder: Bun.Subprocess<"ignore", "pipe", "inherit">;

  private constructor(scratch: string, holder: Bun.Subprocess<"ignore", "pipe", "inherit">) {
    this.#scratch = scratch;
    this.#holder = holder;
  }

  static async start(scratch: string): Promise<ContainerEngine> {
    const holder = keep(
      Bun.spawn(["unshare", "--mount", "sh", "-ec", SETUP], {
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
    await holder.stdout.getReader().read();
    return new ContainerEngine(scratch, holder);
  }

  /**
   * The Dockerfile's last stage, out of `dist/conclave`. The stage before it, which makes just that,
   * needs an image of another's.
   */
  async build(): Promise<void> {
    await runProgram(process.execPath, `${PROJECT}src/build/image.ts`);
    const stage = `${this.#scratch}/stage`;
    mkdirSync(`${stage}/conclave/dist`, { recursive: true });
    const made = ["image", "volume"].map((part) => `${PROJECT}dist/${part}`);
    await runProgram("cp", "--recursive", "--reflink=auto", ...made, `${stage}/conclave/dist`);
    // OCI's own format has no health check.
    const format = ["--format", "docker", "--layers=false"];
    await this.podman(
      "build",
      ...format,
      "--build-context",
      `build=${stage}`,
      "-t",
      IMAGE,
      PROJECT,
    );
  }

  /** @param network "host" for the test's own. @returns once it runs. */
  async run(
    name: string,
    network: "host" | "none",
    flags: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<void> {
    const settings = Object.entries(env).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
    const machine = ["--cgroups=disabled", `--network=${network}`, ...FILES];
    await this.podman("run", "--detach", "--name", name, ...machine, ...flags, ...settings, IMAGE);
  }

  /** @returns what it printed. @throws Error with its words when it fails. */
  async podman(...words: readonly string[]): Promise<string> {
    const place = `${this.#scratch}/podman`;
    const store = ["--root", `${place}/storage`, "--runroot", `${place}/run`];
    return runProgram(
      ...["nsenter", `--target=${this.#holder.pid}`, "--mount", "podman", ...store],
      ...["--tmpdir", `${place}/tmp`, "--cgroup-manager=cgroupfs", ...words],
    );
  }

  async stop(): Promise<void> {
    await this.podman("rm", "--all", "--force");
    this.#holder.kill();
    await this.#holder.exited;
  }
}
