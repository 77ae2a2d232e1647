// What never reaches ts-mls. Each reject was seen to pass with its check taken out; an external
// commit that gets through can hang every member for ever.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  createApplicationMessage,
  createGroupInfoWithExternalPubAndRatchetTree,
  createProposal,
  encodeMlsMessage,
  joinGroupExternal,
} from "ts-mls";
import type { Bytes } from "../../../src/base/bytes.ts";
import { copy } from "../../../src/base/bytes.ts";
import {
  readPrivateMessage,
  readWelcome,
  writePrivateMessage,
} from "../../../src/core/mls/message-guard.ts";
import {
  classical,
  configOf,
  groupWithInsider,
  insiderCommit,
  keyPackageOf,
  remove,
  xwing,
} from "./fixtures.ts";

const { insider } = await groupWithInsider(2);
const { state } = insider;
const { groupContext } = state;

async function application(authenticatedData?: Uint8Array): Promise<Bytes> {
  const made = await createApplicationMessage(
    state,
    new Uint8Array(9),
    classical,
    authenticatedData,
  );
  return writePrivateMessage(made.privateMessage);
}

async function externalCommit(): Promise<Bytes> {
  const stranger = await keyPackageOf(9);
  const info = await createGroupInfoWithExternalPubAndRatchetTree(state, [], classical);
  const { publicPackage, privatePackage } = stranger;
  const config = configOf();
  const { publicMessage } = await joinGroupExternal(
    info,
    publicPackage,
    privatePackage,
    false,
    classical,
    undefined,
    config,
  );
  return copy(
    encodeMlsMessage({ version: "mls10", wireformat: "mls_public_message", publicMessage }),
  );
}

async function proposal(isPublic: boolean): Promise<Bytes> {
  const made = await createProposal(state, isPublic, remove(1), classical);
  return copy(encodeMlsMessage(made.message));
}

const commit = await insiderCommit(insider, []);
const groupInfo = await createGroupInfoWithExternalPubAndRatchetTree(state, [], classical);
const keyPackage = (await keyPackageOf(9)).publicPackage;

const REFUSED: [string, Bytes, string][] = [
  ["an external commit", await externalCommit(), "wrong-format"],
  [
    "a public commit of a member",
    await insiderCommit(insider, [], undefined, true),
    "wrong-format",
  ],
  ["a public proposal", await proposal(true), "wrong-format"],
  ["a private proposal", await proposal(false), "wrong-content"],
  ["an application message", await application(), "wrong-content"],
  [
    "a GroupInfo",
    copy(encodeMlsMessage({ version: "mls10", wireformat: "mls_group_info", groupInfo })),
    "wrong-format",
  ],
  [
    "a key package",
    copy(encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage })),
    "wrong-format",
  ],
  ["a commit with a byte too many", new Uint8Array([...commit, 0]), "malformed"],
  ["a commit cut short", commit.slice(0, -1), "malformed"],
  ["a commit of another group", commit.with(5, 8), "wrong-group"],
  ["a commit of an earlier epoch", commit.with(28, 0), "past-epoch"],
  ["a commit of a later epoch", commit.with(28, 2), "future-epoch"],
  ["nothing", new Uint8Array(0), "wrong-format"],
  ["more than the bound", new Uint8Array(384 * 1024 + 1), "too-large"],
];

describe("the guard of commits", () => {
  test("lets a private commit of this epoch through", () => {
    expect(readPrivateMessage(commit, "commit", groupContext).ok).toBe(true);
  });

  test.each(REFUSED)("refuses %s", (_, message, reason) => {
    expect(readPrivateMessage(message, "commit", groupContext)).toMatchObject({
      ok: false,
      reason,
    });
  });
});

describe("the guard of application messages", () => {
  test("lets one of this epoch or an earlier one through", async () => {
    const message = await application();
    expect(readPrivateMessage(message, "application", groupContext).ok).toBe(true);
    const later = { ...groupContext, epoch: 3n };
    expect(readPrivateMessage(message, "application", later).ok).toBe(true);
  });

  test("refuses a commit, a later epoch, and data that nobody encrypted", async () => {
    const early = { ...groupContext, epoch: 0n };
    expect(readPrivateMessage(commit, "application", groupContext).ok).toBe(false);
    expect(readPrivateMessage(await application(), "application", early).ok).toBe(false);
    const talkative = await application(new Uint8Array(3));
    expect(readPrivateMessage(talkative, "application", groupContext).ok).toBe(false);
  });
});

test("the guard of Welcomes refuses other messages and other suites", () => {
  expect(readWelcome(commit, classical).ok).toBe(false);
  const empty = new Uint8Array([0, 1, 0, 3, 0, 1, 0, 0]);
  expect(readWelcome(empty, classical).ok).toBe(true);
  expect(readWelcome(empty, xwing)).toMatchObject({ ok: false, reason: "wrong-suite" });
});

test("no bytes make a guard throw", () => {
  const heads = fc.constantFrom([0, 1, 0, 2], [0, 1, 0, 3], [0, 1, 0, 1], []);
  fc.assert(
    fc.property(
      heads,
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(commit.length),
      (head, tail, cut) => {
        for (const bytes of [
          new Uint8Array([...head, ...tail]),
          new Uint8Array([...commit.subarray(0, cut), ...tail]),
        ]) {
          readPrivateMessage(bytes, "commit", groupContext);
          readPrivateMessage(bytes, "application", groupContext);
          readWelcome(bytes, classical);
        }
      },
    ),
    { numRuns: 500 },
  );
});
