// The secret that outlives a restart: made once, read ever after, its owner's alone.

import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RandomBytes } from "../../../src/base/random.ts";
import { loadServerSecret, ServerSecretFailure } from "../../../src/server/store/server-secret.ts";

const directory = mkdtempSync(join(tmpdir(), "conclave-secret-"));
afterAll(() => rmSync(directory, { recursive: true }));

const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

describe("server secret", () => {
  test("it is made on the first start and is the same on the next", () => {
    const file = join(directory, "secret.key");
    const first = loadServerSecret(file, random);
    expect(first.bytes.length).toBe(32);
    expect(loadServerSecret(file, random).bytes).toEqual(first.bytes);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["secret.key"]);
  });

  test("a damaged file is refused by name and left alone", () => {
    const file = join(directory, "damaged.key");
    for (const length of [0, 31, 33]) {
      writeFileSync(file, new Uint8Array(length));
      expect(() => loadServerSecret(file, random)).toThrow(ServerSecretFailure);
      expect(() => loadServerSecret(file, random)).toThrow(/damaged\.key/);
      expect(statSync(file).size).toBe(length);
    }
  });

  test("a directory that isn't there, or in its place, is a failure with a name", () => {
    const missing = join(directory, "missing", "secret.key");
    expect(() => loadServerSecret(missing, random)).toThrow(ServerSecretFailure);
    expect(() => loadServerSecret(directory, random)).toThrow(ServerSecretFailure);
  });
});
