// better-sqlite3 by the entry of this platform, the only form that also loads from the compiled binary.

import { readFileSync } from "node:fs";
import type Database from "better-sqlite3";

// Literal specifiers and conditions: the compiler drops the branches of other platforms, and with
// them their add-ons.
async function load(): Promise<typeof Database> {
  if (process.platform === "linux" && process.arch === "x64") {
    return isMusl()
      ? (await import("better-sqlite3/linuxmusl-x64")).default
      : (await import("better-sqlite3/linux-x64")).default;
  }
  if (process.platform === "linux" && process.arch === "arm64") {
    return isMusl()
      ? (await import("better-sqlite3/linuxmusl-arm64")).default
      : (await import("better-sqlite3/linux-arm64")).default;
  }
  if (process.platform === "darwin" && process.arch === "x64") {
    return (await import("better-sqlite3/darwin-x64")).default;
  }
  if (process.platform === "darwin" && process.arch === "arm64") {
    return (await import("better-sqlite3/darwin-arm64")).default;
  }
  if (process.platform === "win32" && process.arch === "x64") {
    return (await import("better-sqlite3/win32-x64")).default;
  }
  throw new Error(`SQLite isn't available for ${process.platform} on ${process.arch}.`);
}

/** Alpine and its like: an add-on for glibc doesn't load there. */
function isMusl(): boolean {
  try {
    return /\/ld-musl-/.test(readFileSync("/proc/self/maps", "latin1"));
  } catch {
    return false;
  }
}

export const Sqlite = await load();
export type SqliteDatabase = Database.Database;
