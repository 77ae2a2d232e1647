// The Bun of another kind of machine, from the package that the lock file names: with its checksum, and from where all other packages come.

import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { BUN, PROJECT, run } from "./run.ts";

/** As packages and `bun build --target` name kinds of machines. */
export const MACHINES = {
  x64: { package: "bun-linux-x64", target: "bun-linux-x64" },
  arm64: { package: "bun-linux-aarch64", target: "bun-linux-arm64" },
} as const;

export type Machine = keyof typeof MACHINES;

/**
 * @param use given the runtime's path, which is gone when it is done.
 * @throws Error when the package can't be had, or isn't the lock file's.
 */
export async function withRuntime(
  machine: Machine,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/conclave-runtime-`);
  try {
    for (const name of ["package.json", "bun.lock"]) {
      await copyFile(`${PROJECT}${name}`, `${folder}/${name}`);
    }
    const runtime = `${folder}/node_modules/@oven/${MACHINES[machine].package}/bin/bun`;
    const kind = ["--os=linux", `--cpu=${machine}`, `--cwd=${folder}`];
    await run(BUN, "install", "--frozen-lockfile", "--ignore-scripts", "--silent", ...kind);
    // Bun's package depends on it only if it can be had: a failed download is no error to the installer.
    if (!existsSync(runtime)) throw new Error(`Bun for ${machine} couldn't be downloaded.`);
    await use(runtime);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
