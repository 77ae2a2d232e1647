// What can be seen of the machine without asking anyone: disk, limits, buffers, the data directory.

import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { srtpBackend } from "../media/srtp-backend.ts";
import type { Check } from "./check.ts";
import { bad, ok, warn } from "./check.ts";

/** The database of many meetings, its log, and room for a backup. */
const FREE_BYTES_LOW = 200 * 1024 * 1024;
/** Less, and the next meeting may not fit. */
const FREE_BYTES_BAD = 10 * 1024 * 1024;

/** Each participant holds a socket, and a TCP connection for media where UDP is blocked. */
const FILES_LOW = 4_096;

/** What media asks for; less loses packets when many speak at once. */
const BUFFER_BYTES = 8 * 1024 * 1024;

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MB`;
}

/** The directory, or before the first start the one in which it will be made. */
function standing(directory: string): string {
  const path = resolve(directory);
  return existsSync(path) || dirname(path) === path ? path : standing(dirname(path));
}

export function checkDisk(directory: string): Check {
  const name = "disk";
  try {
    const { bavail, bsize } = statfsSync(standing(directory));
    const free = bavail * bsize;
    const found = `${megabytes(free)} free for ${directory}`;
    const fix = "Make room on this disk, or choose another with --data.";
    if (free < FREE_BYTES_BAD) return bad(name, found, fix);
    return free < FREE_BYTES_LOW ? warn(name, found, fix) : ok(name, found);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return bad(name, said, `Make ${directory}, or choose another with --data.`);
  }
}

export function checkDirectory(directory: string): Check {
  const name = "data directory";
  const above = standing(directory);
  try {
    if (above !== resolve(directory)) {
      accessSync(above, constants.W_OK | constants.X_OK);
      return ok(name, `${directory} isn't there yet; the first start makes it`);
    }
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    if ((statSync(directory).mode & 0o077) === 0)
      return ok(name, `${directory} is this user's own`);
    return warn(name, `other users can look into ${directory}`, `chmod 700 ${directory}`);
  } catch {
    return bad(
      name,
      `this user can't read and write ${above}`,
      "Start it as the user who owns the directory, or choose another with --data.",
    );
  }
}

export function checkOpenFiles(): Check {
  const name = "open files";
  const text = readOr("/proc/self/limits", "");
  const limit = /^Max open files\s+(\d+|unlimited)/m.exec(text)?.[1];
  if (limit === undefined) return ok(name, "this system doesn't tell");
  const files = limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
  const found = `${limit} at once`;
  if (files >= FILES_LOW) return ok(name, found);
  return warn(name, found, `Raise it: LimitNOFILE= in the unit, or ulimit -n ${FILES_LOW}.`);
}

export function checkBuffers(): Check {
  const name = "network buffers";
  const names = ["rmem_max", "wmem_max"];
  const sizes = names.map((each) => Number(readOr(`/proc/sys/net/core/${each}`, "NaN")));
  if (sizes.some(Number.isNaN)) return ok(name, "this system doesn't tell");
  const low = names.filter((_, index) => (sizes[index] ?? 0) < BUFFER_BYTES);
  const found = `${Math.min(...sizes)} bytes for media`;
  if (low.length === 0) return ok(name, found);
  const lines = low.map((each) => `sysctl -w net.core.${each}=${BUFFER_BYTES}`);
  return warn(name, found, `For large meetings: ${lines.join("; ")}`);
}

/** What it protects media with: the same library as the system's programs, or slower means of its own. */
export function checkCryptography(): Check {
  const name = "media's encryption";
  if (!("Bun" in globalThis)) return ok(name, "by this runtime's own means");
  if (srtpBackend().name === "libcrypto") return ok(name, "by libcrypto");
  const fix = "Install OpenSSL's library, of Debian's package libssl3: it takes half the time.";
  return warn(name, "without libcrypto, which isn't here", fix);
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return otherwise;
  }
}
