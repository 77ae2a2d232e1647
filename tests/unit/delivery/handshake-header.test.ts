// The one part of MLS that the server reads, written by us, by ts-mls, and by nobody at all.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import * as mls from "ts-mls";
import { parseHandshakeHeader } from "../../../src/core/delivery/handshake-header.ts";
import { privateMessage } from "./messages.ts";

const GROUP = new Uint8Array(16).fill(0xab);

/** The header of an application message in epoch 5, with some of its bytes replaced. */
function bytesWith(replaced: Record<number, number> = {}): Uint8Array {
  const bytes = privateMessage(GROUP, 5n, "application");
  for (const [offset, byte] of Object.entries(replaced)) bytes[Number(offset)] = byte;
  return bytes;
}

describe("a handshake header", () => {
  test.each([
    ["application", 1],
    ["proposal", 2],
    ["commit", 3],
  ] as const)("of an MLS %s message is read", (contentType, code) => {
    expect(parseHandshakeHeader(bytesWith({ 29: code }))).toEqual({
      ok: true,
      value: { groupId: GROUP, epoch: 5n, contentType },
    });
  });

  test("has an epoch of 64 bits", () => {
    const epoch = 0xffff_ffff_ffff_fffen;
    const header = parseHandshakeHeader(privateMessage(GROUP, epoch, "commit"));
    expect(header.ok && header.value.epoch).toBe(epoch);
  });

  test.each([
    ["another MLS version", { 1: 2 }, "not-private"],
    ["a PublicMessage", { 3: 1 }, "not-private"],
    ["a Welcome", { 3: 3 }, "not-private"],
    ["a group ID of another length", { 4: 15 }, "foreign-group"],
    ["a group ID of a two-byte length", { 4: 0x40 }, "foreign-group"],
    ["content of type 0", { 29: 0 }, "unknown-content"],
    ["content of type 4", { 29: 4 }, "unknown-content"],
  ] as const)("is refused for %s", (_, replaced, reason) => {
    expect(parseHandshakeHeader(bytesWith(replaced))).toEqual({ ok: false, reason });
  });

  test("is refused when any of it is missing", () => {
    for (let length = 0; length < 30; length++) {
      const header = parseHandshakeHeader(bytesWith().subarray(0, length));
      expect(header).toEqual({ ok: false, reason: "truncated" });
    }
  });

  test("of a commit that ts-mls makes is read", async () => {
    const suite = await mls.getCiphersuiteImpl(
      mls.getCiphersuiteFromName("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"),
    );
    const credential = { credentialType: "basic", identity: new Uint8Array(16) } as const;
    const key = await mls.generateKeyPackage(
      credential,
      mls.defaultCapabilities(),
      mls.defaultLifetime,
      [],
      suite,
    );
    const state = await mls.createGroup(GROUP, key.publicPackage, key.privatePackage, [], suite);
    const { commit } = await mls.createCommit({ state, cipherSuite: suite });
    expect(parseHandshakeHeader(mls.encodeMlsMessage(commit))).toEqual({
      ok: true,
      value: { groupId: GROUP, epoch: 0n, contentType: "commit" },
    });
  });

  test("never throws on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        parseHandshakeHeader(bytes);
      }),
    );
  });
});
