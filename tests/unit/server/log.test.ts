// What a log line holds, and what it must never hold.

import { describe, expect, test } from "bun:test";
import { Bug } from "../../../src/base/assert.ts";
import { Log } from "../../../src/server/log.ts";
import type { LogFormat, LogLevel } from "../../../src/server/settings.ts";

function record(level: LogLevel, format: LogFormat) {
  const lines: string[] = [];
  const now = () => new Date(0);
  return { lines, log: new Log({ level, format, now, write: (line) => lines.push(line) }) };
}

describe("a line", () => {
  test("is words and name=value for people", () => {
    const { lines, log } = record("info", "text");
    log.info("listening", { url: "http://[::1]:80/", ports: 2, note: "a b=c" });
    expect(lines).toEqual([
      `1970-01-01T00:00:00.000Z info  listening url=http://[::1]:80/ ports=2 note="a b=c"`,
    ]);
  });

  test("is JSON for programs", () => {
    const { lines, log } = record("info", "json");
    log.warn("slow", { seconds: 1.5 });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { time: "1970-01-01T00:00:00.000Z", level: "warn", event: "slow", seconds: 1.5 },
    ]);
  });

  test("can't be split by what it tells", () => {
    const { lines, log } = record("info", "text");
    log.info("x", { word: "a\n1970 info forged" });
    expect(lines.join()).not.toContain("\n");
  });

  test("below the level isn't written", () => {
    const { lines, log } = record("warn", "text");
    log.error("a");
    log.warn("b");
    log.info("c");
    log.debug("d");
    expect(lines).toHaveLength(2);
  });
});

// An error's message may quote what a stranger sent, or the stranger's address.
describe("a failure", () => {
  test("tells its name, code and place, but not its message", () => {
    const { lines, log } = record("error", "text");
    const error = Object.assign(new TypeError("bad name Alice from 192.0.2.7"), { code: "EPIPE" });
    log.failure("socket", error);
    expect(lines[0]).toContain("error=TypeError code=EPIPE at=");
    expect(lines[0]).toContain("log.test.ts");
    expect(lines[0]).not.toMatch(/Alice|192\.0\.2\.7/);
  });

  test("of our own making tells its message", () => {
    const { lines, log } = record("error", "text");
    log.failure("meeting", new Bug("a nonce came twice"));
    expect(lines[0]).toContain(`message="a nonce came twice"`);
  });

  test("that isn't an error tells only its type", () => {
    const { lines, log } = record("error", "text");
    log.failure("meeting", "Alice");
    expect(lines[0]).toEndWith("error=string");
  });
});
