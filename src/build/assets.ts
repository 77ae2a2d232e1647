// Makes everything a browser may fetch, and the one module that carries it inside the server.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { buildBundles } from "./bundles.ts";
import { BUN, PROJECT, run } from "./run.ts";
import { sourceArchive } from "./source-archive.ts";
import { buildWordFiles } from "./word-files.ts";

const PUBLIC = `${PROJECT}public`;
const BUILT = `${PUBLIC}/build`;
const GENERATED = `${PROJECT}src/server/assets.gen.ts`;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".tflite": "application/octet-stream",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Large, and asked for by few: they are carried compressed alone, for the program would grow by all
 * of it again.
 */
const COMPRESSED_ALONE: ReadonlySet<string> = new Set([".tflite", ".wasm"]);

type Source = { readonly name: string; readonly bytes: Buffer };

async function buildStyles(): Promise<void> {
  const cli = `${PROJECT}node_modules/@tailwindcss/cli/dist/index.mjs`;
  await run(BUN, cli, "--input", "src/client/app.css", "--output", `${BUILT}/app.css`, "--minify");
}

/** What lies in `public` and what was built, under one flat set of names, sorted. */
async function collect(): Promise<readonly Source[]> {
  const sources = new Map<string, Source>();
  for (const folder of [PUBLIC, BUILT]) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith(".")) continue;
      if (sources.has(entry.name)) throw new Error(`two assets are named ${entry.name}`);
      const bytes = await readFile(`${folder}/${entry.name}`);
      sources.set(entry.name, { name: entry.name, bytes });
    }
  }
  return [...sources.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One hash over all names and bytes: an asset's address changes whenever any asset does. */
function hashOf(sources: readonly Source[]): string {
  const hash = createHash("sha256");
  for (const { name, bytes } of sources) hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  return hash.digest("hex").slice(0, 16);
}

function moduleLine({ name, bytes }: Source): string {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`${name} has no known content type`);
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const isSmaller = brotli.length < bytes.length;
  const fields = {
    type,
    integrity: `sha384-${createHash("sha384").update(bytes).digest("base64")}`,
    plain: isSmaller && COMPRESSED_ALONE.has(extname(name)) ? null : bytes.toString("base64"),
    brotli: isSmaller ? brotli.toString("base64") : null,
  };
  return `  ${JSON.stringify(name)}: ${JSON.stringify(fields)},`;
}

function moduleText(sources: readonly Source[]): string {
  return [
    "// Everything a browser may fetch, in base64. Made by src/build/assets.ts.",
    `export const BUILD_HASH = ${JSON.stringify(hashOf(sources))};`,
    "export const ASSETS = {",
    ...sources.map(moduleLine),
    "} as const;",
    "",
  ].join("\n");
}

await rm(BUILT, { recursive: true, force: true });
await mkdir(BUILT, { recursive: true });
await Promise.all([buildBundles(BUILT), buildStyles(), buildWordFiles(BUILT)]);
await writeFile(`${BUILT}/conclave-source.tar.gz`, await sourceArchive());
const sources = await collect();
await writeFile(GENERATED, moduleText(sources));
for (const { name, bytes } of sources) {
  console.log(`${String(bytes.length).padStart(9)}  ${name}`);
}
console.log(`build ${hashOf(sources)}`);
