// What a group does with its keys: none is used twice, and those of epochs that are over are zeroed.
// Each was seen to fail with its line taken out.

import { describe, expect, test } from "bun:test";
import type { ClientState } from "ts-mls";
import { processPrivateMessage, joinGroup as tsJoinGroup } from "ts-mls";
import { decryptSenderData } from "ts-mls/privateMessage.js";
import { allSecretTreeValues } from "ts-mls/secretTree.js";
import type { Bytes } from "../../../src/base/bytes.ts";
import { makeCommit } from "../../../src/core/mls/commit.ts";
import { joinGroup } from "../../../src/core/mls/join.ts";
import type { OwnKeyPackage } from "../../../src/core/mls/key-package.ts";
import { readPrivateMessage, readWelcome } from "../../../src/core/mls/message-guard.ts";
import { linkPskIndex } from "../../../src/core/mls/psk.ts";
import { wipeAll, wipeLeft, wipeLost } from "../../../src/core/mls/wipe.ts";
import {
  classical,
  configOf,
  groupWithInsider,
  keyPackageOf,
  linkOf,
  meeting,
} from "./fixtures.ts";

const link = linkOf();
const isZero = (secret: Uint8Array) => secret.every((byte) => byte === 0);

/** Under which of its sender's keys a commit is sealed. */
async function generationOf(message: Bytes, { groupContext, keySchedule }: ClientState) {
  const read = readPrivateMessage(message, "commit", groupContext);
  if (!read.ok) throw new Error(read.reason);
  return (await decryptSenderData(read.value, keySchedule.senderDataSecret, classical))?.generation;
}

describe("a group", () => {
  test("never seals two commits under one key, though the first is refused", async () => {
    const { insider, members } = await groupWithInsider(2);
    const [member] = members;
    const generations: unknown[] = [];
    for (const number of [7, 8, 9]) {
      const { publicPackage } = await keyPackageOf(number);
      const made = await member?.commit({ adds: [publicPackage], removes: [] });
      generations.push(made && (await generationOf(made.message, insider.state)));
      member?.drop();
    }
    expect(generations).toEqual([0, 1, 2]);
  });

  test("gives an Add commit a path, so that a Remove is small", async () => {
    const { insider } = await groupWithInsider(7);
    const root = insider.state.ratchetTree[7];
    expect(root?.nodeType).toBe("parent");
    const add = { adds: [(await keyPackageOf(20)).publicPackage], removes: [] };
    const made = await makeCommit(insider.state, add, link, classical);
    expect(made.next.ratchetTree[7]).not.toEqual(root);
  });

  test("lets in a joiner whose leaf one parent knows and another doesn't, as ts-mls doesn't", async () => {
    const { insider, packages, welcome } = await groupWithInsider(6);
    const config = configOf();
    const welcomed = async (message: Bytes, own: OwnKeyPackage) => {
      const read = readWelcome(message, classical);
      if (!read.ok) throw new Error(read.reason);
      const joined = await joinGroup(read.value, own, link, meeting, config);
      return { joined, welcome: read.value };
    };
    // Leaf 4 fills the parents of the right half; then leaf 0 adds leaf 7 there.
    const [, , , fourth] = packages;
    const right = fourth && (await welcomed(welcome, fourth)).joined;
    if (!right?.ok) throw new Error("leaf 4 has joined");
    const filled = await makeCommit(right.value, { adds: [], removes: [] }, link, classical);
    const read = readPrivateMessage(filled.message, "commit", insider.state.groupContext);
    if (!read.ok) throw new Error(read.reason);
    const psks = linkPskIndex(link, classical);
    const left = await processPrivateMessage(insider.state, read.value, psks, classical);
    const own = await keyPackageOf(20);
    const work = { adds: [own.publicPackage], removes: [] };
    const made = await makeCommit(left.newState, work, link, classical);
    const { joined, welcome: last } = await welcomed(made.welcome, own);
    if (!joined.ok) throw new Error(joined.reason);
    const authenticator = joined.value.keySchedule.epochAuthenticator;
    expect(authenticator).toEqual(made.next.keySchedule.epochAuthenticator);
    const { publicPackage, privatePackage } = own;
    const theirs = tsJoinGroup(
      last,
      publicPackage,
      privatePackage,
      psks,
      classical,
      undefined,
      undefined,
      config,
    );
    await expect(theirs).rejects.toThrow("must list leaf node in its unmerged_leaves");
  });
});

describe("of the keys that are over, nothing is left", () => {
  const work = { adds: [], removes: [] };

  test("when a new epoch begins", async () => {
    const { state: old } = (await groupWithInsider(2)).insider;
    const { next } = await makeCommit(old, work, link, classical);
    const { keySchedule } = old;
    wipeLeft(old, next);
    for (const name of [
      "initSecret",
      "exporterSecret",
      "epochAuthenticator",
      "externalSecret",
    ] as const) {
      expect(isZero(keySchedule[name])).toBe(true);
      expect(isZero(next.keySchedule[name])).toBe(false);
    }
    const kept = Object.values(next.privatePath.privateKeys);
    for (const key of Object.values(old.privatePath.privateKeys)) {
      expect(isZero(key)).toBe(!kept.includes(key));
    }
    expect(kept.some(isZero)).toBe(false);
    // Late messages need these.
    expect(isZero(keySchedule.senderDataSecret)).toBe(false);
    expect(allSecretTreeValues(old.secretTree).some((secret) => secret && isZero(secret))).toBe(
      false,
    );
  });

  test("when a commit lost, and the epoch goes on", async () => {
    const { state } = (await groupWithInsider(2)).insider;
    const { next: lost } = await makeCommit(state, work, link, classical);
    wipeLost(lost, state);
    expect(Object.values(lost.keySchedule).every(isZero)).toBe(true);
    expect(allSecretTreeValues(lost.secretTree).every((secret) => !secret || isZero(secret))).toBe(
      true,
    );
    expect(Object.values(state.keySchedule).some(isZero)).toBe(false);
    expect(Object.values(state.privatePath.privateKeys).some(isZero)).toBe(false);
    expect(isZero(state.signaturePrivateKey)).toBe(false);
  });

  test("when the call ends", async () => {
    const { state } = (await groupWithInsider(2)).insider;
    const past = {
      resumptionPsk: new Uint8Array(32).fill(1),
      senderDataSecret: new Uint8Array(32).fill(1),
      secretTree: (await groupWithInsider(1)).insider.state.secretTree,
      ratchetTree: [],
      groupContext: state.groupContext,
    };
    wipeAll({ ...state, historicalReceiverData: new Map([[0n, past]]) });
    const trees = [
      ...allSecretTreeValues(state.secretTree),
      ...allSecretTreeValues(past.secretTree),
    ];
    const keys = Object.values(state.privatePath.privateKeys);
    for (const secret of [...Object.values(state.keySchedule), ...trees, ...keys]) {
      if (secret) expect(isZero(secret)).toBe(true);
    }
    expect(
      [past.resumptionPsk, past.senderDataSecret, state.signaturePrivateKey].every(isZero),
    ).toBe(true);
  });
});
