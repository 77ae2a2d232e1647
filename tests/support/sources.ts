// The project's own files and the imports between them, for the tests that read code as text.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, normalize } from "node:path";
import { PROJECT } from "./server.ts";

/** Relative to the project, with forward slashes: `src/base/bytes.ts`. */
export type SourcePath = string;

const CODE = new Set([".ts", ".tsx"]);
const FOLDERS = ["src", "views", "tests"];

function filesUnder(folder: string): readonly SourcePath[] {
  return readdirSync(`${PROJECT}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** Every file that a person wrote in `src`, `views` and `tests`. */
export function sourceFiles(): readonly SourcePath[] {
  return FOLDERS.flatMap(filesUnder).filter((path) => !path.endsWith(".gen.ts"));
}

export function codeFiles(): readonly SourcePath[] {
  return sourceFiles().filter((path) => CODE.has(extname(path)) && !path.endsWith(".d.ts"));
}

export function readSource(path: SourcePath): string {
  return readFileSync(`${PROJECT}${path}`, "utf8");
}

/** Without comments and without what stands in quotes, so that words in prose don't count. */
export function codeOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/(^|[^:\\])\/\/.*$/gm, "$1");
}

export type Import = {
  /** A file of ours, or the name of a package (`hono`, `@hpke/core`, `node:fs`). */
  readonly target: SourcePath;
  readonly isOurs: boolean;
  /** True for `import type` and `export type … from`: gone at run time. */
  readonly isTypeOnly: boolean;
};

const STATIC = /^\s*(?:import|export)(\s+type)?\b[^"';]*?\bfrom\s+"([^"]+)"/gm;
const BARE = /^\s*import\s+"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"\s*\)/g;
const WORKER = /new URL\(\s*"(\.[^"]+\.ts)"/g;

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function importOf(from: SourcePath, specifier: string, isTypeOnly: boolean): Import {
  const isOurs = specifier.startsWith(".");
  const target = isOurs ? normalize(join(dirname(from), specifier)) : packageOf(specifier);
  return { target, isOurs, isTypeOnly };
}

export function importsOf(path: SourcePath, text = readSource(path)): readonly Import[] {
  const found: Import[] = [];
  for (const [, type, specifier = ""] of text.matchAll(STATIC)) {
    found.push(importOf(path, specifier, type !== undefined));
  }
  for (const pattern of [BARE, DYNAMIC, WORKER]) {
    for (const [, specifier = ""] of text.matchAll(pattern)) {
      found.push(importOf(path, specifier, false));
    }
  }
  return found;
}

/** Each file and package that running `entries` can load, with the file that it was first met in. */
export function reachableFrom(
  entries: readonly SourcePath[],
  read: (path: SourcePath) => readonly Import[] = importsOf,
): ReadonlyMap<SourcePath, SourcePath> {
  const reached = new Map<SourcePath, SourcePath>();
  const queue = entries.map((entry) => ({ path: entry, from: entry }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (reached.has(next.path)) continue;
    reached.set(next.path, next.from);
    if (!CODE.has(extname(next.path)) || next.path.endsWith(".gen.ts")) continue;
    for (const { target, isOurs, isTypeOnly } of read(next.path)) {
      if (isTypeOnly) continue;
      if (isOurs) queue.push({ path: target, from: next.path });
      else if (!reached.has(target)) reached.set(target, next.path);
    }
  }
  return reached;
}
