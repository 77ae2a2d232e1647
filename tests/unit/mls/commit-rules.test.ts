// Insiders and the server against an honest member. ts-mls alone accepts most of these commits: each
// reject was seen to pass with its rule taken out.

import { describe, expect, test } from "bun:test";
import type { KeyPackage, LeafNode, Proposal, PskIndex, RatchetTree, UpdatePath } from "ts-mls";
import { judgeResult, seatable } from "../../../src/core/mls/commit-rules.ts";
import { makeCredential } from "../../../src/core/mls/credential.ts";
import type { Knock } from "../../../src/core/mls/knock.ts";
import { linkPskIndex } from "../../../src/core/mls/psk.ts";
import { rosterOf } from "../../../src/core/mls/tree.ts";
import type { Insider } from "./fixtures.ts";
import {
  add,
  classical,
  groupWithInsider,
  idOf,
  insiderCommit,
  judged,
  keyPackageOf,
  keyPackageWith,
  linkOf,
  linkPsk,
  remove,
  strangersCredential,
  WRONG_SEED,
} from "./fixtures.ts";
import { leafForPath, sealedCommit } from "./sealed-commit.ts";

const link = linkOf();
const newcomer = (await keyPackageOf(8)).publicPackage;
const other = (await keyPackageOf(9)).publicPackage;
const stranger = (await keyPackageOf(8, { link: linkOf(1, WRONG_SEED) })).publicPackage;

async function play(
  proposals: (insider: Insider) => Proposal[] | Promise<Proposal[]>,
  options: { departed?: number[]; pskIndex?: PskIndex; change?: (insider: Insider) => void } = {},
): Promise<string> {
  const { insider, members } = await groupWithInsider(3);
  const [victim] = members;
  if (victim === undefined) throw new Error("three members");
  options.change?.(insider);
  const message = await insiderCommit(insider, await proposals(insider), options.pskIndex);
  const before = victim.epoch;
  const verdict = await judged(victim, message, options.departed);
  // Refused, it leaves no trace: the member's epoch is what it was.
  expect(victim.epoch).toBe(verdict === "accepted" ? before + 1n : before);
  return verdict;
}

/** Changes the insider's own leaf, as its next path will carry it. */
function renamed(insider: Insider, name: string, number = 1): void {
  const { state } = insider;
  const [own, ...others] = state.ratchetTree;
  if (own?.nodeType !== "leaf") throw new Error("the founder's leaf");
  const credential = makeCredential(link, idOf(number), name, own.leaf.signaturePublicKey);
  const leaf = { ...own.leaf, credential };
  insider.state = { ...state, ratchetTree: [{ nodeType: "leaf", leaf }, ...others] };
}

const extensions = [{ extensionType: 0xff01, extensionData: new Uint8Array(1) }];
const otherPsk: Proposal = {
  proposalType: "psk",
  psk: {
    preSharedKeyId: {
      psktype: "external",
      pskId: new Uint8Array(8).fill(1),
      pskNonce: new Uint8Array(32),
    },
  },
};
const anyPsk: PskIndex = { findPsk: () => new Uint8Array(32) };
const resumption = ({ state }: Insider): Proposal => ({
  proposalType: "psk",
  psk: {
    preSharedKeyId: {
      psktype: "resumption",
      usage: "application",
      pskGroupId: state.groupContext.groupId,
      pskEpoch: state.groupContext.epoch,
      pskNonce: new Uint8Array(32),
    },
  },
});

describe("within the rules is", () => {
  test("an Add with the link's key", async () => {
    expect(await play(() => [add(newcomer), linkPsk()])).toBe("accepted");
  });

  test("a Remove of one who departed, and an Add with it", async () => {
    const work = () => [remove(3), add(newcomer), linkPsk()];
    expect(await play(work, { departed: [4] })).toBe("accepted");
  });

  test("a committer's renewal of its own keys", async () => {
    expect(await play(() => [])).toBe("accepted");
  });
});

describe("an Add is refused", () => {
  test.each([
    ["without the link's key", () => [add(newcomer)], "wrong-psk"],
    ["with the link's key twice", () => [add(newcomer), linkPsk(), linkPsk()], "wrong-psk"],
    ["with another key beside", () => [add(newcomer), linkPsk(), otherPsk], "wrong-psk"],
    ["with another key instead", () => [add(newcomer), otherPsk], "wrong-psk"],
    ["with an earlier link's key", () => [add(newcomer), linkPsk(linkOf(0))], "wrong-psk"],
    ["with a resumption key", (by: Insider) => [add(newcomer), resumption(by)], "wrong-psk"],
    ["of a stranger", () => [add(stranger), linkPsk()], "bad-credential"],
    [
      "of two with one ID",
      async () => {
        const twin = (await keyPackageOf(8)).publicPackage;
        return [add(newcomer), add(twin), linkPsk()];
      },
      "duplicate-participant",
    ],
    [
      "of one who is in",
      async () => {
        const twin = (await keyPackageOf(2)).publicPackage;
        return [add(twin), linkPsk()];
      },
      "duplicate-participant",
    ],
  ] as const)("%s", async (_, proposals, reason) => {
    const pskIndex: PskIndex = {
      findPsk: (id) => linkPskIndex(link, classical).findPsk(id) ?? anyPsk.findPsk(id),
    };
    expect(await play(async (by) => [...(await proposals(by))], { pskIndex })).toBe(reason);
  });

  test("with the link's ID and another key behind it", async () => {
    expect(await play(() => [add(newcomer), linkPsk()], { pskIndex: anyPsk })).toBe("not-applied");
  });

  test("of a key package with a key that is in the tree", async () => {
    const { insider, members } = await groupWithInsider(2);
    const [victim] = members;
    const [own, , second] = insider.state.ratchetTree;
    if (!victim || own?.nodeType !== "leaf" || second?.nodeType !== "leaf") throw new Error("two");
    const { signaturePrivateKey } = insider.state;
    const { signaturePublicKey } = own.leaf;
    const twiceSigned = await keyPackageWith({ signaturePublicKey }, signaturePrivateKey);
    const message = await sealedCommit(insider.state, { proposals: [add(twiceSigned), linkPsk()] });
    expect(await judged(victim, message)).toBe("duplicate-key");
    const { hpkePublicKey } = second.leaf;
    const lockOut = await keyPackageWith({ hpkePublicKey });
    const another = await sealedCommit(insider.state, { proposals: [add(lockOut), linkPsk()] });
    expect(await judged(victim, another)).toBe("duplicate-key");
  });
});

test("the link's key without an Add is of no harm, once", async () => {
  expect(await play(() => [linkPsk()])).toBe("accepted");
  expect(await play(() => [linkPsk(), linkPsk()])).toBe("wrong-psk");
});

describe("a Remove is refused", () => {
  test("of a live member", async () => {
    expect(await play(() => [remove(3)])).toBe("forbidden-remove");
  });

  test("of a live member beside one who departed", async () => {
    expect(await play(() => [remove(3), remove(2)], { departed: [4] })).toBe("forbidden-remove");
  });
});

describe("nobody may", () => {
  test.each([
    ["bring in a custom proposal", [{ proposalType: 0xf001, proposalData: new Uint8Array(1) }]],
    [
      "start the group anew",
      [
        {
          proposalType: "reinit",
          reinit: {
            groupId: new Uint8Array(16),
            version: "mls10",
            cipherSuite: classical.name,
            extensions,
          },
        },
      ],
    ],
  ] as [string, Proposal[]][])("%s", async (_, proposals) => {
    expect(await play(() => proposals)).toBe("forbidden-proposal");
  });

  test("join from outside in a private message, which would hang ts-mls", async () => {
    const { insider, members } = await groupWithInsider(2);
    const [victim] = members;
    if (!victim) throw new Error("two members");
    const externalInit = { kemOutput: new Uint8Array(32) };
    const message = await sealedCommit(insider.state, {
      proposals: [{ proposalType: "external_init", externalInit }, remove(0xffff)],
    });
    expect(await judged(victim, message)).toBe("forbidden-proposal");
  });

  test("commit a proposal by reference", async () => {
    const { insider, members } = await groupWithInsider(2);
    const [victim] = members;
    if (!victim) throw new Error("two members");
    const message = await sealedCommit(insider.state, { references: [new Uint8Array(32)] });
    expect(await judged(victim, message)).toBe("forbidden-proposal");
  });

  test("renew its leaf into one that shuts the door", async () => {
    const { insider, members } = await groupWithInsider(2);
    const [victim] = members;
    if (!victim) throw new Error("two members");
    const { state } = insider;
    const poison = { hpkePublicKey: new Uint8Array(32), encryptedPathSecret: [] };
    const [, , second] = state.ratchetTree;
    const taken = second?.nodeType === "leaf" ? second.leaf.hpkePublicKey : new Uint8Array(0);
    const capabilities = {
      versions: [],
      ciphersuites: [],
      extensions: [],
      proposals: [],
      credentials: [],
    };
    const cases: [UpdatePath, string][] = [
      [{ leafNode: await leafForPath(state), nodes: [poison] }, "bad-path"],
      [{ leafNode: await leafForPath(state, { extensions }), nodes: [] }, "bad-path"],
      [
        { leafNode: await leafForPath(state, { hpkePublicKey: taken }), nodes: [] },
        "duplicate-key",
      ],
      [{ leafNode: await leafForPath(state, { capabilities }), nodes: [] }, "changed-credential"],
      [
        { leafNode: await leafForPath(state, { signaturePublicKey: taken }), nodes: [] },
        "changed-credential",
      ],
      [
        { leafNode: await leafForPath(state), nodes: [{ ...poison, hpkePublicKey: taken }] },
        "duplicate-key",
      ],
    ];
    for (const [path, reason] of cases) {
      expect(await judged(victim, await sealedCommit(state, { path }))).toBe(reason);
    }
  });

  test("take another name", async () => {
    const change = (insider: Insider) => renamed(insider, "person 2");
    expect(await play(() => [], { change })).toBe("changed-credential");
  });

  test("become another participant", async () => {
    const change = (insider: Insider) => renamed(insider, "person 1", 5);
    expect(await play(() => [], { change })).toBe("changed-credential");
  });
});

describe("the server", () => {
  test("can't commit without being a member", async () => {
    const { members } = await groupWithInsider(2);
    const { insider: outsider } = await groupWithInsider(2);
    const [victim] = members;
    if (!victim) throw new Error("two members");
    const ghost = await insiderCommit(outsider, [add(newcomer), linkPsk()]);
    expect(await judged(victim, ghost)).toBe("not-authentic");
  });

  test("can't alter a commit, nor pass an external one on", async () => {
    const { insider, members } = await groupWithInsider(2);
    const [victim] = members;
    if (!victim) throw new Error("two members");
    const message = await insiderCommit(insider, [add(newcomer), linkPsk()]);
    const last = message.length - 1;
    const altered = message.with(last, (message[last] ?? 0) ^ 1);
    expect(await judged(victim, altered)).toBe("not-authentic");
    const open = await insiderCommit(insider, [add(other), linkPsk()], undefined, true);
    expect(await judged(victim, open)).toBe("wrong-format");
    expect(await judged(victim, message)).toBe("accepted");
  });
});

test("the insider's tree is the honest members' tree", async () => {
  const { insider, members } = await groupWithInsider(2);
  for (const member of members)
    expect(member.roster).toEqual(rosterOf(insider.state.ratchetTree, []));
});

describe("our own commits", () => {
  test("leave out a knocker whose keys are in the tree, or knock twice", async () => {
    const { insider } = await groupWithInsider(2);
    const [, , second] = insider.state.ratchetTree;
    if (second?.nodeType !== "leaf") throw new Error("two members");
    const knock = (number: number, keyPackage: KeyPackage): Knock => {
      const unknown = { isHost: false, isReturning: false, policy: null };
      return { participantId: idOf(number), name: "", keyPackage, ...unknown };
    };
    const thief = await keyPackageWith({ hpkePublicKey: second.leaf.hpkePublicKey });
    const knocks = [
      knock(9, other),
      knock(8, thief),
      knock(7, other),
      knock(2, newcomer),
      knock(6, newcomer),
    ];
    const seated = seatable(knocks, insider.state.ratchetTree);
    expect(seated.map(({ participantId }) => participantId)).toEqual([idOf(9), idOf(6)]);
  });
});

describe("the result of a commit is refused", () => {
  const plan = { added: [], removed: [] };

  test("when it isn't what the commit said", async () => {
    const { insider } = await groupWithInsider(2);
    const before = insider.state.ratchetTree;
    const [own, , second, , third] = before;
    if (own?.nodeType !== "leaf" || second?.nodeType !== "leaf") throw new Error("two members");
    const judge = (after: RatchetTree, sender = 2) =>
      judgeResult(before, after, sender, plan, classical);
    const renewed = { ...second.leaf, hpkePublicKey: new Uint8Array(32).fill(5) };
    const withSecond = (leaf: LeafNode) => before.with(2, { nodeType: "leaf", leaf });
    expect(judge(before)).toBeNull();
    expect(judge(withSecond(renewed), 1)).toBeNull();
    expect(judge(withSecond(renewed), 0)).toBe("changed-credential");
    const credential = strangersCredential(2, second.leaf.signaturePublicKey);
    expect(judge(withSecond({ ...renewed, credential }), 1)).toBe("changed-credential");
    expect(judge(before.with(2, undefined))).toBe("unsound-tree");
    expect(judge(before.with(6, { nodeType: "leaf", leaf: newcomer.leafNode }))).toBe(
      "unsound-tree",
    );
    expect(judge(before.with(2, third))).toBe("unsound-tree");
    const added = [
      { participantId: idOf(9), linkGeneration: 1, name: "", isHost: false, returnProof: null },
    ];
    const swapped = before.with(6, { nodeType: "leaf", leaf: newcomer.leafNode });
    expect(judgeResult(before, swapped, 0, { added, removed: [] }, classical)).toBe("unsound-tree");
  });
});
