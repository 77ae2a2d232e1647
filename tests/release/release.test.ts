// What `bun run release` makes: the same bytes each time, for two kinds of machine, with sums that hold and a true list of parts.
// Seen to fail: with the time of the build in the list of parts.

import { afterAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync } from "node:fs";
import { PROJECT } from "../support/server.ts";
import { makeScratch, runProgram } from "../support/service.ts";

/** Both may have to fetch the other machine's runtime. */
const SLOW_MS = 400_000;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** As `bun run release` does, from the sources as they are now. */
async function release(name: string): Promise<string> {
  const folder = `${scratch.path}/${name}`;
  await runProgram(process.execPath, `${PROJECT}src/build/assets.ts`);
  await runProgram(process.execPath, `${PROJECT}src/build/release.ts`, folder);
  return folder;
}

/** From what every server offers at /source, in another place, with packages installed anew. */
async function releaseElsewhere(name: string): Promise<string> {
  const [folder, elsewhere] = [`${scratch.path}/${name}`, `${scratch.path}/some/where`];
  mkdirSync(elsewhere, { recursive: true });
  const archive = `${PROJECT}public/build/conclave-source.tar.gz`;
  await runProgram("tar", "-xzf", archive, "-C", elsewhere, "--strip-components=1");
  const there = ["env", "-C", elsewhere, process.execPath];
  await runProgram(...there, "install", "--frozen-lockfile");
  await runProgram(...there, "src/build/assets.ts");
  await runProgram(...there, "src/build/release.ts", folder);
  return folder;
}

test(
  "two releases are the same bytes, also from another checkout, and their sums hold",
  async () => {
    const [one, two] = [await release("one"), await releaseElsewhere("two")];
    const sums = readFileSync(`${one}/SHA256SUMS`, "utf8");
    expect(readFileSync(`${two}/SHA256SUMS`, "utf8")).toBe(sums);
    expect(sums.match(/linux-(x64|arm64)$/gm)).toEqual(["linux-arm64", "linux-x64"]);
    await runProgram("sh", "-c", `cd ${one} && sha256sum --check --strict SHA256SUMS`);
    const machineOf = (kind: string) => {
      const [name = ""] = sums.match(new RegExp(`conclave-\\S+-linux-${kind}$`, "m")) ?? [];
      // e_machine of the ELF header.
      return readFileSync(`${one}/${name}`).readUInt16LE(18);
    };
    expect([machineOf("x64"), machineOf("arm64")]).toEqual([62, 183]);

    const [bill = ""] = sums.match(/\S+\.cdx\.json$/m) ?? [];
    const { components } = JSON.parse(readFileSync(`${one}/${bill}`, "utf8"));
    const names: readonly string[] = components.map(({ name }: { readonly name: string }) => name);
    const { dependencies } = JSON.parse(readFileSync(`${PROJECT}package.json`, "utf8"));
    for (const name of Object.keys(dependencies)) expect(names).toContain(name);
    expect(names).not.toContain("typescript");
  },
  SLOW_MS,
);
