// What a joiner asks of a Welcome. A forged one comes from an insider, or from a server that would
// have somebody alone in a group with it. Each reject was seen to pass with its check taken out; the
// trees that aren't sound send ts-mls's own `joinGroup` round for ever.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Node, RatchetTree } from "ts-mls";
import type { Bytes } from "../../../src/base/bytes.ts";
import { makeCommit } from "../../../src/core/mls/commit.ts";
import { Group } from "../../../src/core/mls/group.ts";
import type { Forgery } from "./fixtures.ts";
import {
  classical,
  forgeWelcome,
  groupWithInsider,
  keyPackageOf,
  linkOf,
  meeting,
  random,
  WRONG_SEED,
  xwing,
} from "./fixtures.ts";

const link = linkOf();
const { insider, packages } = await groupWithInsider(2);
const joiner = await keyPackageOf(5);
const { publicPackage } = joiner;
const own: Node = { nodeType: "leaf", leaf: publicPackage.leafNode };
const [founder, , second] = insider.state.ratchetTree;
const blank = undefined;

const join = async (message: Bytes, by = link, as = joiner) => {
  const joined = await Group.join(message, as, meeting, by);
  return joined.ok ? "joined" : joined.reason;
};

async function forged(forgery: Partial<Forgery> = {}): Promise<string> {
  const tree: RatchetTree = [founder, blank, own];
  return join(await forgeWelcome(insider, publicPackage, { tree, ...forgery }));
}

function parent(unmergedLeaves: number[]): Node {
  const hpkePublicKey = new Uint8Array(32).fill(3);
  return {
    nodeType: "parent",
    parent: { hpkePublicKey, parentHash: new Uint8Array(0), unmergedLeaves },
  };
}

const strangers = await keyPackageOf(6, { link: linkOf(1, WRONG_SEED) });
const stranger: Node = { nodeType: "leaf", leaf: strangers.publicPackage.leafNode };
const altered: Node | undefined =
  second?.nodeType === "leaf"
    ? { ...second, leaf: { ...second.leaf, signature: new Uint8Array(64) } }
    : undefined;

describe("a joiner", () => {
  test("takes a Welcome of a member", async () => {
    const made = await makeCommit(
      insider.state,
      { adds: [publicPackage], removes: [] },
      link,
      classical,
    );
    const joined = await Group.join(made.welcome, joiner, meeting, link);
    if (!joined.ok) throw new Error(joined.reason);
    expect(joined.value.epoch).toBe(2n);
    expect(joined.value.ownLeafIndex).toBe(3);
    expect(joined.value.roster.map(({ name }) => name)).toEqual(
      [1, 2, 3, 5].map((n) => `person ${n}`),
    );
  });

  test("would take a forged one that is right in everything", async () => {
    expect(await forged()).toBe("joined");
  });

  test.each([
    ["without the link's key", { psks: "none" }, "not-opened"],
    ["of epoch 0, which nobody is welcomed to", { context: { epoch: 0n } }, "bad-group"],
    ["of another suite", { context: { cipherSuite: xwing.name } }, "bad-group"],
    [
      "with a group ID of another length",
      { context: { groupId: new Uint8Array(15) } },
      "bad-group",
    ],
    [
      "with extensions that are no policy",
      { context: { extensions: [{ extensionType: 0xff01, extensionData: new Uint8Array(1) }] } },
      "bad-policy",
    ],
    ["with another tree's hash", { context: { treeHash: new Uint8Array(32) } }, "bad-group"],
    ["signed by nobody", { signer: 9 }, "bad-group"],
    ["signed by another than it says", { tree: [second, blank, own] }, "bad-group"],
    ["with another epoch's tag", { isTagWrong: true }, "bad-group"],
    ["without the joiner", { tree: [founder, blank, second] }, "bad-group"],
    [
      "with a stranger in the tree",
      { tree: [founder, blank, own, blank, stranger, blank, blank] },
      "bad-credential",
    ],
    [
      "with an altered leaf",
      { tree: [founder, blank, own, blank, altered, blank, blank] },
      "bad-group",
    ],
    [
      "with a leaf twice",
      { tree: [founder, blank, own, blank, founder, blank, blank] },
      "bad-group",
    ],
    ["with an unmerged leaf out of the tree", { tree: [founder, parent([9]), own] }, "bad-group"],
    [
      "with an unmerged leaf far out of the tree",
      { tree: [founder, parent([0x80000000]), own] },
      "bad-group",
    ],
    [
      "with a parent whose hash nobody vouches for",
      { tree: [founder, parent([]), own] },
      "bad-group",
    ],
  ] as [string, Partial<Forgery>, string][])("refuses a Welcome %s", async (_, forgery, reason) => {
    expect(await forged(forgery)).toBe(reason);
  });

  test("refuses one with a group ID of another length", async () => {
    const [keyPackage] = packages;
    if (!keyPackage) throw new Error("two packages");
    const { signaturePrivateKey } = keyPackage.privatePackage;
    const accomplice = { state: { ...insider.state, signaturePrivateKey } };
    const tree = [second, blank, own];
    const by = async (groupId: Uint8Array) => {
      const context = { groupId };
      return join(await forgeWelcome(accomplice, publicPackage, { tree, context }));
    };
    expect(await by(new Uint8Array(16))).toBe("joined");
    expect(await by(new Uint8Array(15))).toBe("bad-group");
  });

  test("refuses one for somebody else, and one under another link's key", async () => {
    const tree = [founder, blank, own];
    const good = await forgeWelcome(insider, publicPackage, { tree });
    expect(await join(good, link, await keyPackageOf(5))).toBe("not-opened");
    expect(await join(good, { ...link, linkPsk: linkOf(1, WRONG_SEED).linkPsk })).toBe(
      "not-opened",
    );
  });

  test("never throws, whatever a Welcome's bytes are", async () => {
    const good = await forgeWelcome(insider, publicPackage, { tree: [founder, blank, own] });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (index, mask) => {
          const changed = good.with(index, (good[index] ?? 0) ^ mask);
          expect(await join(changed)).not.toBe("joined");
          expect(await join(good.slice(0, index))).not.toBe("joined");
        },
      ),
      { numRuns: 60 },
    );
    expect(await join(random(300))).not.toBe("joined");
  });
});
