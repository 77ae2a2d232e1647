// Turns a process that was started as root into one of an ordinary user that may bind low ports, and can't go back.

import { chownSync, lchownSync, readdirSync, readFileSync, statSync } from "node:fs";
import { openDataDirectory } from "./data-directory.ts";
import { loadedLibc, nativeMemory, openLibrary } from "./media/ffi.ts";
import { StartFailure } from "./start-failure.ts";

/** "Nonroot" of many container images, ours too; a number that no package gives to anyone else. */
export const NOBODYS_USER = "65532";

const SYMBOLS = {
  prctl: { takes: ["i32", "address", "address", "address", "address"], gives: "i32" },
  setgroups: { takes: ["address", "address"], gives: "i32" },
  setresgid: { takes: ["u32", "u32", "u32"], gives: "i32" },
  setresuid: { takes: ["u32", "u32", "u32"], gives: "i32" },
  capset: { takes: ["address", "address"], gives: "i32" },
} as const;

/** Values of Linux's headers. */
const PR_SET_KEEPCAPS = 8;
const PR_SET_NO_NEW_PRIVS = 38;
const CAPABILITY_VERSION_3 = 0x2008_0522;
/** Ports below 1024: the next certificate's listener opens one again. */
const CAP_NET_BIND_SERVICE = 10;

type Identity = { readonly uid: number; readonly gid: number };

/** @throws StartFailure where the runtime doesn't tell: nobody stays root by a silent mistake. */
function isRoot(): boolean {
  try {
    return process.getuid?.() === 0;
  } catch {
    throw new StartFailure(
      "--user: permit --allow-sys=uid, or choose --user root to stay as we are.",
    );
  }
}

/** @throws StartFailure when there is no such user. */
function identityOf(user: string): Identity {
  if (/^\d+$/.test(user)) return { uid: Number(user), gid: Number(user) };
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${user}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) {
    throw new StartFailure(`--user ${user}: this machine has no such user.`);
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** What root made in the directory, by an earlier start perhaps, is the user's from now on. */
function handOver(directory: string, { uid, gid }: Identity): void {
  if (statSync(directory).uid !== 0) return;
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    // Of a link the link itself: a link to another's file gives that file to nobody.
    lchownSync(`${directory}/${name}`, uid, gid);
  }
  chownSync(directory, uid, gid);
}

/**
 * Does nothing unless the process is root's and is to give that up. To be called before anything is bound: a port can be
 * shared, from one certificate to the next, only between listeners of the same user.
 * @throws StartFailure with a sentence for the operator.
 */
export function dropRoot(user: string, directory: string): void {
  if (user === "" || user === "root" || user === "0" || !isRoot()) return;
  const identity = identityOf(user);
  const library = openLibrary(loadedLibc(), SYMBOLS);
  if (library === null) {
    throw new StartFailure("--user: this runtime can't give up root; start it as another user.");
  }
  openDataDirectory(directory);
  handOver(directory, identity);
  const { uid, gid } = identity;
  // Memory: the kernel reads 8 and 24 bytes: version and process, then three words for each half.
  const head = nativeMemory(8);
  const sets = nativeMemory(24);
  new DataView(head.bytes.buffer).setUint32(0, CAPABILITY_VERSION_3, true);
  const words = new DataView(sets.bytes.buffer);
  words.setUint32(0, 1 << CAP_NET_BIND_SERVICE, true);
  words.setUint32(4, 1 << CAP_NET_BIND_SERVICE, true);
  const isDone =
    library.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) === 0 &&
    library.setgroups(0, 0) === 0 &&
    library.setresgid(gid, gid, gid) === 0 &&
    library.setresuid(uid, uid, uid) === 0 &&
    library.capset(head.address, sets.address) === 0 &&
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) === 0;
  if (!isDone) throw new StartFailure(`--user ${user}: the system doesn't let us become it.`);
}
