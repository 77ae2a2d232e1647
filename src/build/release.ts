// `bun run release`: the program for each kind of machine, what is in it, and the sums by which both can be checked.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { billOfMaterials } from "./bill-of-materials.ts";
import { compile } from "./compile.ts";
import { PROJECT } from "./run.ts";
import { MACHINES, withRuntime } from "./runtimes.ts";

/** Where it goes, unless a folder is named. */
const folder = process.argv[2] ?? `${PROJECT}dist/release`;
const { version } = JSON.parse(await readFile(`${PROJECT}package.json`, "utf8"));

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const machine of ["x64", "arm64"] as const) {
  await withRuntime(machine, (runtime) =>
    compile(
      { name: MACHINES[machine].target, runtime },
      `${folder}/conclave-${version}-linux-${machine}`,
    ),
  );
}
const lock = await readFile(`${PROJECT}bun.lock`, "utf8");
const bill = billOfMaterials(lock, version, Bun.version);
await writeFile(`${folder}/conclave-${version}.cdx.json`, bill);

const names = (await readdir(folder)).sort();
const sums = await Promise.all(
  names.map(async (name) => {
    const hash = createHash("sha256").update(await readFile(`${folder}/${name}`));
    return `${hash.digest("hex")}  ${name}\n`;
  }),
);
await writeFile(`${folder}/SHA256SUMS`, sums.join(""));
console.log(sums.join("").trimEnd());
