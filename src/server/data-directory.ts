// The one directory that the server writes to.

import { mkdirSync, statSync } from "node:fs";

export type DataDirectory = {
  readonly database: string;
  readonly secret: string;
  /** Other users of the machine can look into it: the operator made it so. */
  readonly isShared: boolean;
};

/** @throws the system's error when it can't be made. */
export function openDataDirectory(path: string): DataDirectory {
  // Verifiers let a thief test guesses of link secrets: no other user of the machine may read them.
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    // Of a link into what this user may not see, making says only that it is there.
    statSync(path);
    throw error;
  }
  return {
    database: `${path}/conclave.db`,
    secret: `${path}/server-secret`,
    isShared: (statSync(path).mode & 0o077) !== 0,
  };
}
