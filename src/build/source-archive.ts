// The source of this very build as one archive, which the server offers to whoever uses it (AGPL §13).

import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { PROJECT } from "./run.ts";

/** What the project consists of. A list, so that no stray file beside it (`.env`) is given away. */
const PARTS = [
  ".ci",
  ".dockerignore",
  ".gitignore",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "Dockerfile",
  "LICENSE",
  "PRIVACY.md",
  "PROTOCOL.md",
  "README.md",
  "SECURITY.md",
  "biome.json",
  "bun.lock",
  "bunfig.toml",
  "compose.yaml",
  "db",
  "package.json",
  "public",
  "src",
  "tests",
  "tsconfig.json",
  "views",
];

const MADE = /^public\/build\/|\.gen\.ts$/;
const BLOCK_BYTES = 512;

async function filesOf(path: string): Promise<readonly string[]> {
  const entries = await readdir(`${PROJECT}${path}`, { withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const nested = await Promise.all(
    entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map(({ name }) => filesOf(`${path}/${name}`)),
  );
  return nested.flat().sort();
}

/** A ustar header: POSIX.1-2017 pax, "ustar Interchange Format". No times, no owners. */
function headerOf(path: string, size: number, isProgram: boolean): Buffer {
  const name = `conclave/${path}`;
  if (name.length > 100) throw new Error(`${path} is too long a name for the archive`);
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0);
  header.write(isProgram ? "0000755\0" : "0000644\0", 100);
  header.write("0000000\0".repeat(2), 108);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** The same source gives the same bytes. */
export async function sourceArchive(): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (const part of PARTS) {
    for (const path of await filesOf(part)) {
      if (MADE.test(path)) continue;
      const bytes = await readFile(`${PROJECT}${path}`).catch(() => null);
      if (bytes === null) continue;
      blocks.push(headerOf(path, bytes.length, path.startsWith(".ci/")), bytes);
      blocks.push(Buffer.alloc(-bytes.length & (BLOCK_BYTES - 1)));
    }
  }
  blocks.push(Buffer.alloc(2 * BLOCK_BYTES));
  return gzipSync(Buffer.concat(blocks), { level: 9 });
}
