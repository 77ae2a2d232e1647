// The key of the operator's page: the data directory has its hash, and without one there is no page.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { equalConstantTime, utf8 } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";

/** 128 bits from the system: nobody guesses one, so tries need no limit. */
const KEY_BYTES = 16;
const LABEL = "conclave/1 operator page";

export function pageKeyFile(directory: string): string {
  return `${directory}/operator-page`;
}

function hashOf(key: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(utf8(LABEL)).update(utf8(key)).digest());
}

/** Any key of before opens no more. @returns the new one, which can't be shown again. */
export function makePageKey(directory: string, random: RandomBytes): string {
  const key = random(KEY_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });
  writeFileSync(pageKeyFile(directory), hashOf(key), { mode: 0o600 });
  return key;
}

export function forgetPageKey(directory: string): void {
  rmSync(pageKeyFile(directory), { force: true });
}

/** Read at each question: a key is made and forgotten beside the running server. */
export function hasPage(directory: string): boolean {
  return existsSync(pageKeyFile(directory));
}

/** Never throws: a file that can't be read is no key's. */
export function isPageKey(directory: string, key: string): boolean {
  try {
    const kept = new Uint8Array(readFileSync(pageKeyFile(directory)));
    return equalConstantTime(kept, hashOf(key));
  } catch {
    return false;
  }
}
