// The host's rules against insiders whose clients keep none of them. Each reject was seen to pass with
// its rule taken out of commit-rules.ts, door-rules.ts or group-policy.ts.

import { describe, expect, test } from "bun:test";
import type { Proposal } from "ts-mls";
import type { Bytes } from "../../../src/base/bytes.ts";
import { copy } from "../../../src/base/bytes.ts";
import { makeCommit } from "../../../src/core/mls/commit.ts";
import { Group } from "../../../src/core/mls/group.ts";
import { policyExtensions } from "../../../src/core/mls/group-policy.ts";
import type { OwnKeyPackage } from "../../../src/core/mls/key-package.ts";
import type { HostSigner } from "../../../src/core/mls/meeting.ts";
import { grantMessage } from "../../../src/protocol/host-claims.ts";
import type { MeetingId } from "../../../src/protocol/ids.ts";
import type { Grant, Policy, SignedPolicy } from "../../../src/protocol/policy.ts";
import type { Insider } from "./fixtures.ts";
import {
  add,
  classical,
  forgeWelcome,
  GROUP_ID,
  groupWithInsider,
  host,
  idOf,
  impostor,
  insiderCommit,
  judged,
  keyPackageOf,
  linkOf,
  linkPsk,
  meeting,
  meetingId,
  remove,
  setPolicy,
  signedPolicyWith,
} from "./fixtures.ts";
import { leafForPath, sealedCommit } from "./sealed-commit.ts";

const joiner = await keyPackageOf(5);
const newcomer = (await keyPackageOf(8)).publicPackage;
const hostsPhone = (await keyPackageOf(9, { by: host })).publicPackage;

type Signer = Pick<HostSigner, "sign">;

/** A leaf's own key, as a co-host signs. */
function leafSigner({ privatePackage }: OwnKeyPackage): Signer {
  const key = privatePackage.signaturePrivateKey;
  return { sign: async (message) => copy(await classical.signature.sign(key, message)) };
}

async function grantFor(
  own: OwnKeyPackage,
  number: number,
  by: Signer = host,
  isHost = false,
): Promise<Grant> {
  const signatureKey = copy(own.publicPackage.leafNode.signaturePublicKey);
  const participantId = idOf(number);
  const message = grantMessage({
    meetingId,
    groupId: GROUP_ID,
    participantId,
    signatureKey,
    isHost,
  });
  return { participantId, signatureKey, isHost, certificate: await by.sign(message) };
}

type Role = "host" | "co-host" | "member";
type Setting = { readonly role: Role; readonly policy?: Partial<Policy> };

/** The insider has this role under that policy; `make` has its key package. */
async function play(
  { role, policy = {} }: Setting,
  make: (own: OwnKeyPackage) => Promise<Proposal[]>,
  departed: number[] = [],
): Promise<string> {
  let own: OwnKeyPackage | undefined;
  const { insider, members } = await groupWithInsider(2, {
    ...(role === "host" && { by: host }),
    policy: async (founder) => {
      own = founder;
      const grants = role === "co-host" ? [await grantFor(founder, 1)] : [];
      return signedPolicyWith({ grants, ...policy });
    },
  });
  const [victim] = members;
  if (victim === undefined || own === undefined) throw new Error("two members");
  const before = victim.policy;
  const proposals = await make(own);
  const message = isPolicyAlone(proposals)
    ? await policyCommit(insider, proposals)
    : await insiderCommit(insider, proposals);
  const verdict = await judged(victim, message, departed);
  if (verdict !== "accepted") expect(victim.policy).toEqual(before);
  return verdict;
}

function isPolicyAlone(proposals: readonly Proposal[]): boolean {
  return proposals.every((proposal) => "groupContextExtensions" in proposal);
}

/** ts-mls leaves out the path, which RFC 9420 §12.4 asks for with new extensions. */
async function policyCommit({ state }: Insider, proposals: readonly Proposal[]): Promise<Bytes> {
  const extensions = proposals.flatMap((proposal) =>
    "groupContextExtensions" in proposal ? proposal.groupContextExtensions.extensions : [],
  );
  const work = { adds: [], removes: [], extensions };
  return (await makeCommit(state, work, linkOf(), classical)).message;
}

/** A policy that follows the group's first one. */
const next = (change: Partial<Policy>, by?: Signer, signer?: number): Promise<SignedPolicy> =>
  signedPolicyWith({ version: 2, ...change }, by, signer === undefined ? null : idOf(signer));

const lock = async () => [setPolicy(await next({ isLocked: true }))];
const addOne = async () => [add(newcomer), linkPsk()];
const addHost = async () => [add(hostsPhone), linkPsk()];

describe("within the rules is", () => {
  test.each([
    ["a host's policy by a host", { role: "host" }, lock],
    [
      "a host's other device in a locked meeting",
      { role: "member", policy: { isLocked: true } },
      addHost,
    ],
    [
      "a host's other device in a waiting room",
      { role: "member", policy: { hasWaitingRoom: true } },
      addHost,
    ],
    [
      "an Add by a host in a waiting room",
      { role: "host", policy: { hasWaitingRoom: true } },
      addOne,
    ],
    [
      "an Add by a co-host in a waiting room",
      { role: "co-host", policy: { hasWaitingRoom: true } },
      addOne,
    ],
    ["a Remove by a host", { role: "host" }, async () => [remove(2)]],
    ["a Remove by a co-host", { role: "co-host" }, async () => [remove(2)]],
  ] as [string, Setting, () => Promise<Proposal[]>][])("%s", async (_, setting, make) => {
    expect(await play(setting, make)).toBe("accepted");
  });

  test("a co-host's own policy", async () => {
    const make = async (own: OwnKeyPackage) => {
      const grants = [await grantFor(own, 1)];
      return [setPolicy(await next({ isLocked: true, grants }, leafSigner(own), 1))];
    };
    expect(await play({ role: "co-host" }, make)).toBe("accepted");
  });
});

describe("refused is", () => {
  test.each([
    ["an Add in a locked meeting", "host", { isLocked: true }, addOne],
    ["an Add by a member in a waiting room", "member", { hasWaitingRoom: true }, addOne],
    [
      "an Add in the commit that unlocks",
      "host",
      { isLocked: true },
      async () => [setPolicy(await next({})), ...(await addOne())],
    ],
    [
      "an Add in the commit that locks",
      "host",
      {},
      async () => [...(await lock()), ...(await addOne())],
    ],
    [
      "an Add in the commit that ends the meeting, of a host even",
      "host",
      {},
      async () => [setPolicy(await next({ hasEnded: true })), ...(await addHost())],
    ],
  ] as [string, Role, Partial<Policy>, () => Promise<Proposal[]>][])(
    "%s",
    async (_, role, policy, make) => {
      expect(await play({ role, policy }, make)).toBe("forbidden-add");
    },
  );

  test("an Add in the commit that replaces the link", async () => {
    const make = async () => [setPolicy(await next({ linkGeneration: 2 })), ...(await addOne())];
    expect(await play({ role: "host" }, make)).toBe("bad-credential");
  });

  test("a newcomer who calls itself a host without the host's key", async () => {
    const pretender = (await keyPackageOf(9, { by: impostor })).publicPackage;
    const make = async () => [add(pretender), linkPsk()];
    expect(await play({ role: "member" }, make)).toBe("bad-credential");
  });

  test("a Remove by a member", async () => {
    expect(await play({ role: "member" }, async () => [remove(2)])).toBe("forbidden-remove");
  });

  test("a Remove of a host by a co-host, who may put out a member", async () => {
    const { insider, members } = await groupWithInsider(2, {
      policy: async (own) => signedPolicyWith({ grants: [await grantFor(own, 1)] }),
      hosts: [3],
    });
    const [victim] = members;
    if (!victim) throw new Error("two members");
    expect(victim.roster.map(({ role }) => role)).toEqual(["co-host", "member", "host"]);
    const message = await insiderCommit(insider, [remove(2)]);
    expect(await judged(victim, message)).toBe("forbidden-remove");
    expect(await judged(victim, message, [3])).toBe("accepted");
  });

  const bad: [string, Role, (own: OwnKeyPackage) => Promise<Proposal[]>][] = [
    [
      "signed by another key than the host's",
      "host",
      async () => [setPolicy(await next({}, impostor))],
    ],
    ["of the host's, brought by a member", "member", lock],
    ["of the host's, brought by a co-host", "co-host", lock],
    ["that was in force before", "host", async () => [setPolicy(await signedPolicyWith({}))]],
    [
      "of another meeting",
      "host",
      async () => [setPolicy(await next({ meetingId: "0000-0000-0000-0002" as never }))],
    ],
    [
      "of another group",
      "host",
      async () => [setPolicy(await next({ groupId: new Uint8Array(16) }))],
    ],
    ["of an earlier link", "host", async () => [setPolicy(await next({ linkGeneration: 0 }))]],
    [
      "signed by a member",
      "member",
      async (own) => [setPolicy(await next({}, leafSigner(own), 1))],
    ],
    [
      "signed by a member who grants itself the power",
      "member",
      async (own) => {
        const grants = [await grantFor(own, 1, leafSigner(own))];
        return [setPolicy(await next({ grants }, leafSigner(own), 1))];
      },
    ],
    [
      "of a co-host, that names another co-host",
      "co-host",
      async (own) => {
        const other = await grantFor(await keyPackageOf(2), 2, leafSigner(own));
        const grants = [await grantFor(own, 1), other];
        return [setPolicy(await next({ grants }, leafSigner(own), 1))];
      },
    ],
    [
      "of a co-host, that ends the meeting",
      "co-host",
      async (own) => {
        const grants = [await grantFor(own, 1)];
        return [setPolicy(await next({ grants, hasEnded: true }, leafSigner(own), 1))];
      },
    ],
    [
      "of a host, with a grant that isn't the host's",
      "host",
      async (own) => {
        const grants = [await grantFor(await keyPackageOf(2), 2, leafSigner(own))];
        return [setPolicy(await next({ grants }))];
      },
    ],
    ["twice in one list", "host", async () => [setPolicy(await next({}), await next({}))]],
    ["that is none", "host", async () => [setPolicy()]],
    [
      "that is of another type",
      "host",
      async () => [
        {
          proposalType: "group_context_extensions",
          groupContextExtensions: {
            extensions: policyExtensions(await next({})).map((extension) => ({
              ...extension,
              extensionType: 0xf0c1,
            })),
          },
        },
      ],
    ],
  ];
  test.each(bad)("a policy %s", async (_, role, make) => {
    expect(await play({ role }, make)).toBe("bad-policy");
  });

  test("two policies in one commit, and one without a path", async () => {
    const { insider, members } = await groupWithInsider(2, { by: host });
    const [victim] = members;
    if (!victim) throw new Error("two members");
    const policy = setPolicy(await signedPolicyWith({}));
    const twice = await sealedCommit(insider.state, { proposals: [policy, policy] });
    expect(await judged(victim, twice)).toBe("forbidden-proposal");
    const bare = await sealedCommit(insider.state, { proposals: [policy] });
    expect(await judged(victim, bare)).toBe("bad-path");
    const leafNode = await leafForPath(insider.state);
    const whole = await sealedCommit(insider.state, {
      proposals: [policy],
      path: { leafNode, nodes: [] },
    });
    // Within our rules; ts-mls finds that its path and tag are made up.
    expect(await judged(victim, whole)).toBe("not-applied");
  });
});

describe("a joiner refuses a group", () => {
  async function joined(signed: SignedPolicy | null, extra: Bytes | null = null): Promise<string> {
    const { insider } = await groupWithInsider(1);
    const [founder] = insider.state.ratchetTree;
    const { publicPackage } = joiner;
    const tree = [founder, undefined, { nodeType: "leaf" as const, leaf: publicPackage.leafNode }];
    const extensions = [
      ...(signed === null ? [] : policyExtensions(signed)),
      ...(extra === null ? [] : [{ extensionType: 0xf0c1, extensionData: extra }]),
    ];
    const welcome = await forgeWelcome(insider, publicPackage, { tree, context: { extensions } });
    const group = await Group.join(welcome, joiner, meeting, linkOf());
    return group.ok ? `joined ${group.value.policy.version}` : group.reason;
  }

  test("whose rules no host signed, and takes one whose rules the host did", async () => {
    expect(await joined(await signedPolicyWith({ version: 7 }))).toBe("joined 7");
    expect(await joined(await signedPolicyWith({}, impostor))).toBe("bad-policy");
    const earlier = { groupId: new Uint8Array(16), version: 3 };
    expect(await joined(await signedPolicyWith(earlier))).toBe("joined 3");
    expect(await joined(await signedPolicyWith(earlier, impostor))).toBe("bad-policy");
    const ended = { ...earlier, hasEnded: true };
    expect(await joined(await signedPolicyWith(ended))).toBe("bad-policy");
    const elsewhere = { ...earlier, meetingId: "0000-0000-0000-0002" as MeetingId };
    expect(await joined(await signedPolicyWith(elsewhere))).toBe("bad-policy");
    expect(await joined(await signedPolicyWith({ linkGeneration: 2 }))).toBe("bad-policy");
    expect(await joined(await signedPolicyWith({}), new Uint8Array(1))).toBe("bad-policy");
    expect(await joined(null, new Uint8Array(1))).toBe("bad-policy");
  });
});
