// The command line and the environment, as an operator may write them.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseCommand } from "../../../src/server/command.ts";
import { describeConfig, parseConfig } from "../../../src/server/config.ts";
import { parseEndpoint } from "../../../src/server/endpoint.ts";
import { helpText } from "../../../src/server/help.ts";

function reasonOf(argv: readonly string[], environment: Record<string, string> = {}): string {
  const parsed = parseCommand(argv, environment);
  return parsed.ok ? "" : parsed.reason;
}

describe("settings", () => {
  test("flag, then environment, then default", () => {
    const environment = { CONCLAVE_RETENTION: "7", CONCLAVE_MEDIA_PORT: "9000" };
    const parsed = parseConfig(["--retention", "3"], environment);
    expect(parsed).toMatchObject({
      ok: true,
      value: { retention: 3, "media-port": 9000, "log-level": "info", metrics: "" },
    });
  });

  test("--name=value is --name value", () => {
    const parsed = parseConfig(["--listen=[::1]:80", "--announce=192.0.2.1,2001:db8::1"], {});
    expect(parsed).toMatchObject({
      ok: true,
      value: { listen: { host: "::1", port: 80 }, announce: ["192.0.2.1", "2001:db8::1"] },
    });
  });

  test("a file comes after the environment and before the defaults", () => {
    const files: Record<string, string> = {
      "/etc/c": "# by hand\n retention = 7\nmedia-port=9000\nlog-level = debug\n\n",
    };
    const readFile = (path: string) => files[path] ?? "";
    const environment = { CONCLAVE_CONFIG: "/etc/c", CONCLAVE_MEDIA_PORT: "9001" };
    const parsed = parseConfig(["--log-level", "warn"], environment, readFile);
    expect(parsed).toMatchObject({
      value: { retention: 7, "media-port": 9001, "log-level": "warn", suite: "xwing" },
    });
  });

  test("a slip in the file is told with its line", () => {
    const read = (text: string) => parseConfig(["--config", "/c"], {}, () => text);
    expect(read("\nretenshun = 7")).toEqual({
      ok: false,
      reason: `/c line 2: I don't know "retenshun = 7".`,
    });
    expect(read("retention = x")).toEqual({
      ok: false,
      reason: `retention in /c can't be "x": it wants DAYS.`,
    });
    const gone = parseConfig(["--config", "/c"], {}, () => {
      throw new Error("no such file");
    });
    expect(gone).toEqual({ ok: false, reason: "/c can't be read: no such file." });
  });

  test("with a domain the pages are everyone's, unless they were put elsewhere", () => {
    const listenOf = (...argv: string[]) => {
      const parsed = parseConfig(argv, {});
      return parsed.ok ? describeConfig(parsed.value)["listen"] : parsed.reason;
    };
    expect(listenOf()).toBe("127.0.0.1:8080");
    expect(listenOf("--domain", "meet.example.org")).toBe("[::]:443");
    expect(listenOf("--domain", "meet.example.org", "--listen", "127.0.0.1:8080")).toBe(
      "127.0.0.1:8080",
    );
    expect(listenOf("--tls-certificate", "/c", "--tls-key", "/k")).toBe("[::]:443");
  });

  test("can't be changed once read", () => {
    const parsed = parseConfig([], {});
    expect(parsed.ok && Object.isFrozen(parsed.value)).toBe(true);
  });

  const REFUSED: readonly (readonly [string, readonly string[], string])[] = [
    ["an unknown flag", ["--lissten", "x"], `I don't know "--lissten".`],
    [
      "a TURN server without the secret",
      ["--turn", "turn:turn.example:3478"],
      "--turn needs --turn-secret, which the TURN server has too.",
    ],
    [
      "what is no TURN server",
      ["--turn", "stun:turn.example", "--turn-secret", "x"],
      `--turn can't be "stun:turn.example": it wants URL,URL.`,
    ],
    ["an unknown word", ["server"], `I don't know "server".`],
    ["a word after the settings", ["--retention", "3", "more"], `I don't know "more".`],
    ["a flag without its value", ["--data"], "--data needs a value: DIR."],
    ["an empty directory", ["--data="], `--data can't be "": it wants DIR.`],
    [
      "a port out of range",
      ["--media-port", "65536"],
      `--media-port can't be "65536": it wants PORT.`,
    ],
    [
      "a listen without a port",
      ["--listen", "localhost"],
      `--listen can't be "localhost": it wants HOST:PORT.`,
    ],
    ["an unknown suite", ["--suite", "mls"], `--suite can't be "mls": it wants xwing|classical.`],
    [
      "an address as domain",
      ["--domain", "192.0.2.1"],
      `--domain can't be "192.0.2.1": it wants NAME.`,
    ],
    [
      "a certificate without its key",
      ["--tls-certificate", "/c"],
      "--tls-certificate and --tls-key need each other.",
    ],
    [
      "a way to the authority that is shut",
      ["--domain", "meet.example.org", "--http-port", "off"],
      "http-01 needs --http-port; with tls-alpn-01 it can be off.",
    ],
    ["no retention", ["--retention", "0"], `--retention can't be "0": it wants DAYS.`],
    [
      "a host name to announce",
      ["--announce", "x.org"],
      `--announce can't be "x.org": it wants IP,IP.`,
    ],
  ];
  for (const [name, argv, reason] of REFUSED) {
    test(`${name} is refused with a sentence`, () => expect(reasonOf(argv)).toBe(reason));
  }

  test("a wrong environment variable is named", () => {
    expect(reasonOf([], { CONCLAVE_LOG_LEVEL: "loud" })).toStartWith("CONCLAVE_LOG_LEVEL can't be");
  });
});

describe("the command", () => {
  test("is serve unless it is another", () => {
    expect(parseCommand([], {})).toMatchObject({ value: { type: "serve" } });
    expect(parseCommand(["serve", "--retention", "1"], {})).toMatchObject({
      value: { type: "serve" },
    });
    expect(parseCommand(["health"], {})).toMatchObject({ value: { type: "health" } });
    expect(parseCommand(["serve", "--help"], {})).toMatchObject({ value: { type: "help" } });
    expect(parseCommand(["--version"], {})).toMatchObject({ value: { type: "version" } });
  });

  test("never throws, whatever was typed", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (argv) => {
        parseCommand(argv, {});
      }),
    );
  });
});

test("an endpoint reads back as it was written", () => {
  for (const text of ["127.0.0.1:8080", "[::]:0", "localhost:65535"]) {
    const parsed = parseConfig(["--listen", text], {});
    expect(parsed.ok && describeConfig(parsed.value)["listen"]).toBe(text);
  }
  for (const text of ["", ":80", "::1:80", "[::1]", "host:", "host:x", "host:70000"]) {
    expect(parseEndpoint(text)).toBeNull();
  }
});

test("the help has every setting, and no line over 80 columns", () => {
  const parsed = parseConfig([], {});
  for (const name of Object.keys(parsed.ok ? parsed.value : {})) {
    expect(helpText()).toContain(`  --${name} `);
  }
  expect(
    helpText()
      .split("\n")
      .filter((line) => line.length > 80),
  ).toEqual([]);
});
