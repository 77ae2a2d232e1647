// How ts-mls is set up: which keys it keeps, and how long its messages are made.

import type { ClientConfig } from "ts-mls";
import { defaultKeyPackageEqualityConfig } from "ts-mls/keyPackageEqualityConfig.js";
import { defaultLifetimeConfig } from "ts-mls/lifetimeConfig.js";
import { assert } from "../../base/assert.ts";
import { readCredential } from "./credential.ts";

/**
 * Epochs: those of the last 10 s, of which a storm of joins makes several; more only help whoever
 * steals their keys, and zero would make ts-mls keep them all (it slices by -0). Generations: the
 * server orders what it delivers, so more than a few out of order are a flood.
 */
export const RETENTION = {
  retainKeysForGenerations: 10,
  retainKeysForEpochs: 8,
  maximumForwardRatchetSteps: 200,
};

/** Bytes of a message's plaintext. More classes tell more of its length, fewer cost more bytes. */
const SIZE_CLASSES = [256, 1024, 4 * 1024, 16 * 1024] as const;

export const [SMALLEST_CLASS_BYTES] = SIZE_CLASSES;

/** Beside the content: its length, and the signature with its length. */
const OVERHEAD_BYTES = 4 + 2 + 64;

/** @returns the plaintext's length for a content of so many bytes. @throws Bug when there is none. */
export function sizeClassOf(contentBytes: number): number {
  const fitting = SIZE_CLASSES.find((bytes) => contentBytes + OVERHEAD_BYTES <= bytes);
  assert(fitting !== undefined, "a signal is longer than the largest class");
  return fitting;
}

/** @param padUntilLength of plaintexts, in bytes; longer ones stay as they are. */
export function paddedTo(padUntilLength: number): ClientConfig {
  return {
    keyRetentionConfig: RETENTION,
    lifetimeConfig: defaultLifetimeConfig,
    keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
    paddingConfig: { kind: "padUntilLength", padUntilLength },
    authService: {
      // Judged before ts-mls sees it: those of newcomers by `judgeKeyPackage`, against the link that
      // is current; those of members may be of earlier links and can't change (`changed-credential`).
      validateCredential: async (credential) => readCredential(credential) !== null,
    },
  };
}
