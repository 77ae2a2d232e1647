// What keeps a link-holder from shutting the door with a broken key package. Each reject was seen to
// pass with its check taken out.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { KeyPackage } from "ts-mls";
import { signKeyPackage } from "ts-mls/keyPackage.js";
import { signLeafNodeKeyPackage } from "ts-mls/leafNode.js";
import type { KeyPackageReject, OwnKeyPackage } from "../../../src/core/mls/key-package.ts";
import {
  judgeKeyPackage,
  readKeyPackage,
  writeKeyPackage,
} from "../../../src/core/mls/key-package.ts";
import {
  classical,
  idOf,
  keyPackageOf,
  linkOf,
  meeting,
  strangersCredential,
  xwing,
} from "./fixtures.ts";

const own = await keyPackageOf(1);

type Change = (keyPackage: KeyPackage) => KeyPackage;
type Leaf = KeyPackage["leafNode"];

/** Changed, and signed again by its owner: an insider's work. */
async function resigned({ publicPackage, privatePackage }: OwnKeyPackage, change: Change) {
  const key = privatePackage.signaturePrivateKey;
  const changed = change(publicPackage);
  const leafNode = await signLeafNodeKeyPackage(changed.leafNode, key, classical.signature);
  return signKeyPackage(
    { ...changed, leafNode: { ...changed.leafNode, ...leafNode } },
    key,
    classical.signature,
  );
}

const leaf =
  (change: (leafNode: Leaf) => Partial<Leaf>): Change =>
  (keyPackage) => ({
    ...keyPackage,
    leafNode: { ...keyPackage.leafNode, ...change(keyPackage.leafNode) } as Leaf,
  });

const extension = { extensionType: 0xff01, extensionData: new Uint8Array(1) };

const CASES: [string, Change, KeyPackageReject][] = [
  ["for another suite", (k) => ({ ...k, cipherSuite: xwing.name }), "malformed"],
  ["with an extension", (k) => ({ ...k, extensions: [extension] }), "malformed"],
  ["with an extension in its leaf", leaf(() => ({ extensions: [extension] })), "malformed"],
  ["that has run out", leaf(() => ({ lifetime: { notBefore: 0n, notAfter: 1n } })), "malformed"],
  [
    "that can't read basic credentials",
    leaf(({ capabilities }) => ({ capabilities: { ...capabilities, credentials: ["x509"] } })),
    "malformed",
  ],
  [
    "that doesn't know the suite",
    leaf(({ capabilities }) => ({ capabilities: { ...capabilities, ciphersuites: [] } })),
    "malformed",
  ],
  [
    "that doesn't know the policy",
    leaf(({ capabilities }) => ({ capabilities: { ...capabilities, extensions: [] } })),
    "malformed",
  ],
  ["with a short leaf key", leaf(() => ({ hpkePublicKey: new Uint8Array(31) })), "malformed"],
  ["with one key for two uses", (k) => ({ ...k, initKey: k.leafNode.hpkePublicKey }), "malformed"],
  ["with a short init key", (k) => ({ ...k, initKey: new Uint8Array(31) }), "bad-key"],
  ["with a key that no one can seal to", (k) => ({ ...k, initKey: new Uint8Array(32) }), "bad-key"],
  [
    "of a stranger",
    leaf(({ signaturePublicKey }) => ({ credential: strangersCredential(1, signaturePublicKey) })),
    "bad-credential",
  ],
];

describe("a key package", () => {
  test("is written, read and found good", async () => {
    const read = readKeyPackage(writeKeyPackage(own.publicPackage));
    if (read === null) throw new Error("unread");
    expect(await judgeKeyPackage(read, meeting, linkOf())).toMatchObject({
      ok: true,
      value: { participantId: idOf(1), name: "person 1" },
    });
  });

  test.each(CASES)("%s is refused", async (_, change, reason) => {
    const changed = await resigned(own, change);
    expect(await judgeKeyPackage(changed, meeting, linkOf())).toEqual({ ok: false, reason });
  });

  test("changed after it was signed is refused", async () => {
    const initKey = (await keyPackageOf(2)).publicPackage.initKey;
    const otherLeaf = leaf(() => ({ hpkePublicKey: initKey }))(own.publicPackage);
    const key = own.privatePackage.signaturePrivateKey;
    for (const changed of [
      { ...own.publicPackage, initKey },
      await signKeyPackage(otherLeaf, key, classical.signature),
      leaf(() => ({ hpkePublicKey: initKey }))(own.publicPackage),
      { ...own.publicPackage, signature: new Uint8Array(0) },
    ]) {
      expect(await judgeKeyPackage(changed, meeting, linkOf())).toEqual({
        ok: false,
        reason: "bad-signature",
      });
    }
  });

  test("of any bytes whatever never throws", () => {
    const good = writeKeyPackage(own.publicPackage);
    expect(readKeyPackage(new Uint8Array([...good, 0]))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(good.length - 1), (bytes, cut) => {
        readKeyPackage(bytes);
        readKeyPackage(good.subarray(0, cut));
        readKeyPackage(new Uint8Array([...good.subarray(0, cut), ...bytes]));
      }),
    );
  });
});
