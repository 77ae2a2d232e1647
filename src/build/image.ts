// Lays out the root of a container image: the binary, the C libraries that it loads, and nothing else.

import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, realpath, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { PROJECT } from "./run.ts";

const IMAGE = `${PROJECT}dist/image`;
/** Apart, because it belongs to the server's user while all else is root's. */
const VOLUME = `${PROJECT}dist/volume`;
const BINARY = `${PROJECT}dist/conclave`;
const ADDON = `${PROJECT}node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`;

/** What the server loads by itself, where it is there: without it media costs more. */
const OPTIONAL = [
  "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
  "/usr/lib/aarch64-linux-gnu/libcrypto.so.3",
  "/usr/lib64/libcrypto.so.3",
].filter((path) => existsSync(path));

/** The paths of what the system's loader brings in for `program`. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const child = Bun.spawn(["ldd", program], { stdin: "ignore", stdout: "pipe" });
  const output = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`ldd can't read ${program}`);
  return [...output.matchAll(/(?:=> |^\s+)(\/\S+)/gm)].map(([, path = ""]) => path);
}

async function place(source: string, path: string): Promise<void> {
  await mkdir(dirname(`${IMAGE}${path}`), { recursive: true });
  await copyFile(await realpath(source), `${IMAGE}${path}`);
  await chmod(`${IMAGE}${path}`, 0o755);
}

await rm(IMAGE, { recursive: true, force: true });
await place(BINARY, "/usr/local/bin/conclave");
const libraries = new Set([...(await librariesOf(BINARY)), ...(await librariesOf(ADDON))]);
for (const path of OPTIONAL) {
  libraries.add(path);
  for (const needed of await librariesOf(path)) libraries.add(needed);
}
for (const path of libraries) await place(path, path);
await rm(VOLUME, { recursive: true, force: true });
await mkdir(`${VOLUME}/data`, { recursive: true });
await chmod(`${VOLUME}/data`, 0o700);
console.log(["dist/image:", "/usr/local/bin/conclave", ...libraries].join("\n  "));
