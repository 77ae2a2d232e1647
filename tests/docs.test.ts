// The documents tell the truth about files: each one that they name is there.

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { PROJECT } from "./support/server.ts";

const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "PROTOCOL.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "PRIVACY.md",
];

/** Made by the build, or by running the server. */
const MADE = /^(dist|data|public\/build|node_modules)(\/|$)|\.gen\.ts$/;

/** Paths below our top-level folders, in backticks or as the target of a link. */
function namedFiles(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = ""]) => path);
  const linked = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, path = ""]) => path);
  const isFile = (path: string) =>
    /^(src|public|views|db|tests|\.ci)\/[\w./-]+$/.test(path) || /^[A-Z]+\.md$/.test(path);
  return [...new Set([...quoted, ...linked].filter(isFile))];
}

describe("documents", () => {
  for (const name of DOCUMENTS) {
    test(`${name} names only files that are there`, () => {
      const text = readFileSync(`${PROJECT}${name}`, "utf8");
      const gone = namedFiles(text).filter(
        (path) => !MADE.test(path) && !existsSync(`${PROJECT}${path}`),
      );
      expect(gone).toEqual([]);
    });
  }

  test("ARCHITECTURE.md's four walks lead through files", () => {
    const text = readFileSync(`${PROJECT}ARCHITECTURE.md`, "utf8");
    expect(namedFiles(text).filter((path) => path.startsWith("src/")).length).toBeGreaterThan(20);
  });

  test("the README's commands are scripts of package.json", () => {
    const text = readFileSync(`${PROJECT}README.md`, "utf8");
    const { scripts } = JSON.parse(readFileSync(`${PROJECT}package.json`, "utf8"));
    const commands = [...text.matchAll(/\bbun(?:@[\d.]+)? run ([\w:]+)/g)].map(
      ([, name = ""]) => name,
    );
    expect(commands).toContain("start");
    expect(commands).toContain("test");
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });
});
