// Credentials for a TURN server, and which addresses of one are taken.

import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { describeConfig, parseConfig } from "../../../src/server/config.ts";
import { isTurnUrl, relayCredentials } from "../../../src/server/turn.ts";

const NOON = new Date("2026-01-01T12:00:00Z");

function credentials(urls: readonly string[]) {
  const randomBytes = (length: number) => new Uint8Array(length).fill(1);
  return relayCredentials({ urls, secret: "shared", now: () => NOON, randomBytes });
}

test("hold for twelve hours, and are the relay's HMAC of when they end", () => {
  const relay = credentials(["turn:turn.example:3478"]);
  const expected = `${NOON.getTime() / 1000 + 12 * 3600}:0101010101010101`;
  expect(relay?.username).toBe(expected);
  expect(relay?.credential).toBe(createHmac("sha1", "shared").update(expected).digest("base64"));
});

test("are none without a TURN server", () => {
  expect(credentials([])).toBeNull();
});

test("the secret stands in no description of the settings", () => {
  const parsed = parseConfig(["--turn", "turns:turn.example", "--turn-secret", "s3cr3t"], {});
  if (!parsed.ok) throw new Error(parsed.reason);
  const told = describeConfig(parsed.value);
  expect(told["turn-secret"]).toBe("set");
  expect(JSON.stringify(told)).not.toContain("s3cr3t");
});

describe("the address", () => {
  const TABLE: readonly (readonly [string, boolean])[] = [
    ["turn:turn.example", true],
    ["turn:192.0.2.1:3478?transport=tcp", true],
    ["turns:[2001:db8::1]:5349", true],
    ["stun:turn.example", false],
    ["turn:", false],
    ["turn:a b", false],
    ["turn:turn.example?transport=sctp", false],
    ["https://turn.example", false],
    [`turn:${"a".repeat(300)}`, false],
  ];
  for (const [text, isTaken] of TABLE) {
    test(`${text.slice(0, 40)} is ${isTaken ? "taken" : "refused"}`, () => {
      expect(isTurnUrl(text)).toBe(isTaken);
    });
  }
});
