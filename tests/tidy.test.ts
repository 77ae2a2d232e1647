// The rules of ARCHITECTURE.md that a program can check: who imports whom, sizes, names, words.
// Seen to fail: with an import of core/mls added to a server file, and of core/sfu to a client file.

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { PROJECT } from "./support/server.ts";
import {
  codeFiles,
  codeOnly,
  importsOf,
  reachableFrom,
  readSource,
  sourceFiles,
} from "./support/sources.ts";

const LINES_MAX = 400;
const files = codeFiles();

function offenders(paths: readonly string[], isOffender: (path: string) => boolean) {
  return paths.filter(isOffender);
}

function under(...folders: readonly string[]): readonly string[] {
  return files.filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)));
}

describe("who may import whom", () => {
  /** Folder -> the only folders that its files may import from, beside itself. */
  const ALLOWED: Readonly<Record<string, readonly string[]>> = {
    "src/base": [],
    "src/protocol": ["src/base"],
    "src/core": ["src/base", "src/protocol"],
    "src/server": ["src/base", "src/protocol", "src/core", "views", "db"],
    "src/commands": ["src/base", "src/protocol", "src/server", "views"],
    "src/client": ["src/base", "src/protocol", "src/core", "views"],
    "src/build": ["views/locales"],
    views: ["src/base", "src/protocol", "src/client", "package.json"],
    "views/locales": [],
  };

  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    test(`${folder} imports only from ${[folder, ...allowed].join(", ")}`, () => {
      const strays = under(folder).flatMap((path) =>
        importsOf(path)
          .filter(({ isOurs, target }) => {
            const homes = [folder, ...allowed];
            return (
              isOurs && !homes.some((home) => target === home || target.startsWith(`${home}/`))
            );
          })
          .map(({ target }) => `${path} -> ${target}`),
      );
      expect(strays).toEqual([]);
    });
  }

  test("views import nothing but types from src", () => {
    const strays = under("views").flatMap((path) =>
      importsOf(path)
        .filter(({ target, isTypeOnly }) => target.startsWith("src/") && !isTypeOnly)
        .map(({ target }) => `${path} -> ${target}`),
    );
    expect(strays).toEqual([]);
  });

  test("no protocol of core imports another", () => {
    const partOf = (path: string) => /^src\/core\/([^/]+)\//.exec(path)?.[1];
    const strays = under("src/core").flatMap((path) =>
      importsOf(path)
        .filter(({ target }) => partOf(target) !== undefined && partOf(target) !== partOf(path))
        .map(({ target }) => `${path} -> ${target}`),
    );
    expect(strays).toEqual([]);
  });

  test("only core/mls imports ts-mls and @hpke", () => {
    const strays = under("src").filter(
      (path) =>
        !path.startsWith("src/core/mls/") &&
        importsOf(path).some(({ target }) => /^(ts-mls$|@hpke\/)/.test(target)),
    );
    expect(strays).toEqual([]);
  });

  test("only server/store imports from db", () => {
    const strays = under("src").filter(
      (path) =>
        !path.startsWith("src/server/store/") &&
        importsOf(path).some(({ target }) => target.startsWith("db/")),
    );
    expect(strays).toEqual([]);
  });
});

describe("what the graphs reach", () => {
  /** The first path found to each forbidden file, for whoever has to cut it. */
  function pathsTo(entries: readonly string[], forbidden: RegExp): readonly string[] {
    const reached = reachableFrom(entries);
    return [...reached]
      .filter(([path]) => forbidden.test(path))
      .map(([path, from]) => `${path} by way of ${from}`);
  }

  // The promise: a compromised server holds no code that could decrypt, and thus no key to leak.
  test("the server reaches no decryption key", () => {
    const forbidden =
      /^(src\/core\/(mls|sframe|link|file)\/|src\/core\/srp\/client\.ts$|ts-mls$|@hpke\/)/;
    expect(pathsTo(["src/main.ts"], forbidden)).toEqual([]);
  });

  test("the browser reaches nothing of the server", () => {
    const forbidden =
      /^(src\/core\/(sfu|delivery)\/|src\/core\/srp\/server\.ts$|src\/server\/|node:|werift$)/;
    const entries = [
      "src/client/main.ts",
      "src/client/workers/call-worker.ts",
      "src/client/workers/frame-worker.ts",
      "src/client/workers/background-worker.ts",
      "src/client/device-test.ts",
      "src/client/workers/service-worker.ts",
    ];
    expect(pathsTo(entries, forbidden)).toEqual([]);
  });

  test("the walk follows static, bare, dynamic and re-exported imports, but not types", () => {
    const sources: Readonly<Record<string, string>> = {
      "src/a.ts":
        'import { b } from "./b.ts";\nimport type { T } from "./type.ts";\nimport "./bare.ts";',
      "src/b.ts": 'export { c } from "./c.ts";\nconst d = await import("./d.ts");',
      "src/bare.ts":
        'import {\n  many,\n  lines,\n} from "./e.ts";\nimport x from "@scope/x/y.js";',
    };
    const read = (path: string) => importsOf(path, sources[path] ?? "");
    expect([...reachableFrom(["src/a.ts"], read).keys()].sort()).toEqual([
      "@scope/x",
      "src/a.ts",
      "src/b.ts",
      "src/bare.ts",
      "src/c.ts",
      "src/d.ts",
      "src/e.ts",
    ]);
  });
});

describe("every file", () => {
  test(`has at most ${LINES_MAX} lines`, () => {
    const long = offenders(files, (path) => readSource(path).split("\n").length - 1 > LINES_MAX);
    expect(long).toEqual([]);
  });

  test("opens with a sentence that says what it is", () => {
    const mute = offenders(files, (path) => {
      const comment = /^\/\/ [^\n]+(\n\/\/ [^\n]+)*/.exec(readSource(path))?.[0] ?? "";
      return !/[.!?:]$/.test(comment);
    });
    expect(mute).toEqual([]);
  });

  test("is named in kebab-case", () => {
    const odd = offenders(
      sourceFiles(),
      (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?\.[a-z0-9]+$/.test(basename(path)),
    );
    expect(odd).toEqual([]);
  });

  test("is not named with a word that says nothing", () => {
    const empty = /(^|-)(utils?|helpers?|managers?|misc|common|index)(-|\.)/;
    expect(offenders(sourceFiles(), (path) => empty.test(basename(path)))).toEqual([]);
  });

  test("names nothing util, helper or manager", () => {
    const empty = /\b\w*([Uu]til|[Hh]elper|[Mm]anager)s?\b/;
    const own = files.filter((path) => path !== "tests/tidy.test.ts");
    expect(offenders(own, (path) => empty.test(codeOnly(readSource(path))))).toEqual([]);
  });

  test("has no default export", () => {
    const found = offenders(files, (path) => /^export default\b/m.test(readSource(path)));
    expect(found).toEqual([]);
  });

  test("leaves nothing for later", () => {
    const own = files.filter((path) => path !== "tests/tidy.test.ts");
    const later = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|expect-error|nocheck)/;
    expect(offenders(own, (path) => later.test(readSource(path)))).toEqual([]);
  });
});

describe("what must not be written", () => {
  test("core asks neither clock nor chance, and prints nothing", () => {
    const asks = /\bMath\.random\b|\bDate\b|\bperformance\.|\bconsole\.|\bset(Timeout|Interval)\b/;
    const pure = under("src/base", "src/protocol", "src/core");
    expect(offenders(pure, (path) => asks.test(codeOnly(readSource(path))))).toEqual([]);
  });

  test("nothing that ships draws from Math.random", () => {
    const shipped = under("src", "views");
    expect(offenders(shipped, (path) => /Math\.random/.test(codeOnly(readSource(path))))).toEqual(
      [],
    );
  });

  test("no test is skipped or runs alone", () => {
    const odd = /\b(test|describe|it)\.(only|skip|todo|failing|if|skipIf|todoIf)\b/;
    const own = under("tests").filter((path) => path !== "tests/tidy.test.ts");
    expect(offenders(own, (path) => odd.test(codeOnly(readSource(path))))).toEqual([]);
  });

  test("views hold no inline script or style and no handler attribute", () => {
    const inline = /dangerouslySetInnerHTML|\bstyle=|\son[a-z]+=|\bhx-on/;
    const views = files.filter((path) => extname(path) === ".tsx");
    expect(offenders(views, (path) => inline.test(readSource(path)))).toEqual([]);
  });
});

describe("packages", () => {
  const manifest: {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  } = JSON.parse(readFileSync(`${PROJECT}package.json`, "utf8"));

  test("are pinned exactly", () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test("are all declared that the product imports", () => {
    const reached = reachableFrom([
      "src/main.ts",
      "src/client/main.ts",
      "src/client/workers/call-worker.ts",
      "src/client/workers/frame-worker.ts",
      "src/client/workers/background-worker.ts",
      "src/client/device-test.ts",
    ]);
    const declared = new Set(Object.keys(manifest.dependencies));
    const packages = [...reached.keys()].filter(
      (path) => extname(path) === "" && !/^node:/.test(path),
    );
    expect(packages.filter((name) => !declared.has(name))).toEqual([]);
  });

  test("come from wherever the machine's registry is: the lock names no host", () => {
    expect(readFileSync(`${PROJECT}bun.lock`, "utf8")).not.toMatch(/https?:\/\//);
  });
});
