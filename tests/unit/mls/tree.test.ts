// A tree that isn't sound can send ts-mls round in circles: it must be refused before ts-mls sees it.
// Each reject was seen to pass with its check taken out (a leaf at a parent's place is caught twice).

import { describe, expect, test } from "bun:test";
import type { LeafNode, Node, RatchetTree } from "ts-mls";
import { isSoundTree, leafAt, rosterOf } from "../../../src/core/mls/tree.ts";
import { classical, idOf, keyPackageOf } from "./fixtures.ts";

const leaves = await Promise.all([1, 2, 3, 4].map((number) => keyPackageOf(number)));
const key = (fill: number) => new Uint8Array(32).fill(fill);

function leaf(number: number, change: Partial<LeafNode> = {}): Node {
  const keyPackage = leaves[number - 1]?.publicPackage;
  if (keyPackage === undefined) throw new Error("four leaves");
  return { nodeType: "leaf", leaf: { ...keyPackage.leafNode, ...change } as LeafNode };
}

function parent(
  fill: number,
  unmergedLeaves: number[] = [],
  hpkePublicKey: Uint8Array = key(fill),
): Node {
  return { nodeType: "parent", parent: { hpkePublicKey, parentHash: key(0), unmergedLeaves } };
}

const _ = undefined;
const firstKey = leaves[0]?.publicPackage.leafNode.hpkePublicKey ?? key(0);
const firstSignatureKey = leaves[0]?.publicPackage.leafNode.signaturePublicKey ?? key(0);
const firstCredential = leaves[0]?.publicPackage.leafNode.credential;

const SOUND: [string, RatchetTree][] = [
  ["one leaf", [leaf(1)]],
  ["two leaves", [leaf(1), parent(1), leaf(2)]],
  ["a blank root", [leaf(1), _, leaf(2)]],
  ["four leaves", [leaf(1), parent(1), leaf(2), parent(2), leaf(3), parent(3), leaf(4)]],
  [
    "a leaf that only the root lacks",
    [leaf(1), _, leaf(2), parent(2), leaf(3), parent(3, [3]), leaf(4)],
  ],
  [
    "unmerged leaves all the way",
    [leaf(1), _, leaf(2), parent(2, [3]), leaf(3), parent(3, [3]), leaf(4)],
  ],
  [
    "different lists on two sides",
    [leaf(1), parent(1, [1]), leaf(2), parent(2, [1, 3]), leaf(3), parent(3, [3]), leaf(4)],
  ],
  ["blanks in between", [leaf(1), _, _, parent(2, [3]), _, _, leaf(4)]],
];

const UNSOUND: [string, RatchetTree][] = [
  ["nothing", []],
  ["an even number of nodes", [leaf(1), parent(1)]],
  ["five nodes", [leaf(1), parent(1), leaf(2), parent(2), leaf(3)]],
  ["a parent at a leaf's place", [leaf(1), parent(1), parent(2)]],
  ["a leaf at a parent's place", [leaf(1), leaf(3), leaf(2)]],
  ["an unmerged leaf out of the tree", [leaf(1), parent(1, [7]), leaf(2)]],
  ["an unmerged leaf far out of the tree", [leaf(1), parent(1, [0xffffffff]), leaf(2)]],
  ["an unmerged leaf that overflows", [leaf(1), parent(1, [0x80000000]), leaf(2)]],
  ["an unmerged leaf that is blank", [leaf(1), _, leaf(2), parent(2, [2]), _, _, leaf(4)]],
  [
    "an unmerged leaf of another branch",
    [leaf(1), parent(1, [3]), leaf(2), _, leaf(3), _, leaf(4)],
  ],
  ["unmerged leaves twice", [leaf(1), parent(1, [1, 1]), leaf(2)]],
  ["unmerged leaves out of order", [leaf(1), parent(1, [1, 0]), leaf(2)]],
  [
    "an unmerged leaf that one below lacks",
    [leaf(1), _, leaf(2), parent(2, [3]), leaf(3), parent(3), leaf(4)],
  ],
  ["one HPKE key twice", [leaf(1), _, leaf(2, { hpkePublicKey: firstKey })]],
  ["a leaf's HPKE key in a parent", [leaf(1), parent(1, [], firstKey), leaf(2)]],
  ["one signature key twice", [leaf(1), _, leaf(2, { signaturePublicKey: firstSignatureKey })]],
  [
    "one participant twice",
    [leaf(1), _, leaf(2, firstCredential && { credential: firstCredential })],
  ],
  ["a short HPKE key", [leaf(1), parent(1, [], new Uint8Array(31)), leaf(2)]],
  [
    "a leaf that isn't ours",
    [leaf(1, { credential: { credentialType: "x509", certificates: [] } })],
  ],
  ["512 leaves", [leaf(1), ...new Array<undefined>(1022).fill(_)]],
];

describe("a ratchet tree", () => {
  test.each(SOUND)("with %s is sound", (_name, tree) => {
    expect(isSoundTree(tree, classical)).toBe(true);
  });

  test.each(UNSOUND)("with %s is refused", (_name, tree) => {
    expect(isSoundTree(tree, classical)).toBe(false);
  });

  test("is a roster", () => {
    const tree = [leaf(1), _, _, parent(2), leaf(3), _, _];
    expect(rosterOf(tree, [])).toEqual([
      { participantId: idOf(1), leafIndex: 0, name: "person 1", role: "member" },
      { participantId: idOf(3), leafIndex: 2, name: "person 3", role: "member" },
    ]);
    expect(leafAt(tree, 1)).toBeNull();
    expect(leafAt(tree, 0xffffffff)).toBeNull();
  });
});
