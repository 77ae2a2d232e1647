// What a browser does when the server, or whoever took its place, doesn't tell the truth.
// Seen to fail, each by itself: without the check of M2, of the host's commitment, of the version.

import { describe, expect, test } from "bun:test";
import type { Bytes } from "../../../src/base/bytes.ts";
import { utf8 } from "../../../src/base/bytes.ts";
import { enterMeeting } from "../../../src/client/entry.ts";
import { GROUP_3072 } from "../../../src/core/srp/group.ts";
import { srpSession } from "../../../src/protocol/entry-messages.ts";
import { encode } from "../../../src/protocol/schema.ts";
import { enter } from "./by-hand.ts";
import { random, srpNumber, World } from "./entry-world.ts";

describe("with a server that lies", () => {
  const lies = [
    [
      "it can't prove that it knows the verifier",
      "/api/srp/proof",
      (answer: Bytes) => answer.with(0, (answer[0] ?? 0) ^ 1),
      "server-unproven",
    ],
    [
      "it sends back zeros for a proof",
      "/api/srp/proof",
      (answer: Bytes) => new Uint8Array([...new Uint8Array(32), ...answer.subarray(32)]),
      "server-unproven",
    ],
    [
      "it names another host",
      "/api/srp/proof",
      (answer: Bytes) => answer.with(48, (answer[48] ?? 0) ^ 1),
      "host-mismatch",
    ],
    [
      "it speaks another version",
      "/api/srp/proof",
      (answer: Bytes) => answer.with(answer.length - 1, 2),
      "wrong-version",
    ],
    [
      "its session is cut short",
      "/api/srp/proof",
      (answer: Bytes) => answer.subarray(1),
      "wrong-version",
    ],
    [
      "its B is 0",
      "/api/srp",
      (answer: Bytes) => new Uint8Array([...answer.subarray(0, 32), ...srpNumber(0n)]),
      "server-unproven",
    ],
    [
      "its B is N",
      "/api/srp",
      (answer: Bytes) => new Uint8Array([...answer.subarray(0, 32), ...srpNumber(GROUP_3072.N)]),
      "server-unproven",
    ],
    [
      "it changes the salt",
      "/api/srp",
      (answer: Bytes) => answer.with(16, (answer[16] ?? 0) ^ 1),
      "wrong-link",
    ],
    ["it answers with a page", "/api/srp", () => utf8("<!doctype html>"), "wrong-version"],
  ] as const;

  for (const [name, target, lie, reason] of lies) {
    test(`${name}: ${reason}`, async () => {
      const world = new World();
      const { meetingId, fragment } = await world.meeting();
      world.tamper = (path, answer) => (path === target ? new Uint8Array(lie(answer)) : answer);
      expect(await enter(world, meetingId, fragment)).toEqual({ ok: false, reason });
    });
  }

  test("a server without the verifier can't make up a session", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const false_ = encode(srpSession, {
      serverProof: random(32),
      sessionId: "00".repeat(16) as never,
      hostKey: random(32),
      linkGeneration: 1,
      protocolVersion: 1,
    });
    const result = await enterMeeting({
      meetingId,
      fragment,
      random,
      fetch: async (path, init) =>
        path === "/api/srp/proof" ? new Response(false_) : world.fetch(path, init),
    });
    expect(result).toEqual({ ok: false, reason: "server-unproven" });
  });

  test("no network, and a proxy's error page, are a server that is gone", async () => {
    const world = new World();
    const { meetingId, fragment } = await world.meeting();
    const gone = { ok: false, reason: "server-gone" } as const;
    const none = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await enterMeeting({ meetingId, fragment, random, fetch: none })).toEqual(gone);
    const proxy = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    expect(await enterMeeting({ meetingId, fragment, random, fetch: proxy })).toEqual(gone);
  });
});
