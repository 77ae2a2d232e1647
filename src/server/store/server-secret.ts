// The one secret that the server keeps between its runs, in a file of its own beside the database.

import { hkdfSync } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { hex, utf8 } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import { Secret } from "../../base/secret.ts";

export const SERVER_SECRET_BYTES = 32;

const CHECK_LABEL = "conclave/1 secret check";
const CHECK_BYTES = 32;

/** The file exists and can't be used, or can't be made; said once, at the start. */
export class ServerSecretFailure extends Error {
  override readonly name = "ServerSecretFailure";
}

/**
 * Reads the secret, or makes it on the first start. The answers for unknown meeting IDs come from
 * it, and must be the same after a restart: whoever saw them change would know that the ID is free.
 * It isn't in the database, so that a copy of that holds the table `meeting` and nothing else. It
 * opens no meeting: losing it only lets a patient prober tell which IDs exist.
 *
 * @throws ServerSecretFailure when the file is unreadable, damaged, or can't be written.
 */
export function loadServerSecret(file: string, random: RandomBytes): Secret {
  try {
    return readServerSecret(file) ?? make(file, random);
  } catch (error) {
    if (error instanceof ServerSecretFailure) throw error;
    throw new ServerSecretFailure(`${file} can't be read or written.`, { cause: error });
  }
}

/** What nodes that share a database compare, to know that they share the secret too. */
export function secretCheckOf(secret: Secret): Uint8Array {
  const none = new Uint8Array(0);
  const label = utf8(CHECK_LABEL);
  return new Uint8Array(hkdfSync("sha256", secret.bytes, none, label, CHECK_BYTES));
}

/** @returns null when there is none yet. @throws ServerSecretFailure, or the system's error. */
export function readServerSecret(file: string): Secret | null {
  try {
    const bytes = new Uint8Array(readFileSync(file));
    if (bytes.length === SERVER_SECRET_BYTES) return new Secret(bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  throw new ServerSecretFailure(`${file} is damaged; delete it to have a new one made.`);
}

/** Written aside and renamed, so that a crash leaves a whole file or none. */
function make(file: string, random: RandomBytes): Secret {
  const aside = `${file}.${hex(random(4))}`;
  const secret = new Secret(random(SERVER_SECRET_BYTES));
  const descriptor = openSync(aside, "wx", 0o600);
  writeSync(descriptor, secret.bytes);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(aside, file);
  return secret;
}
