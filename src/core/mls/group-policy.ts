// The meeting's policy as the group carries it: an extension of the GroupContext (RFC 9420 §8.1, §13.4; PROTOCOL §7).

import type { Extension, GroupContext } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Policy, SignedPolicy } from "../../protocol/policy.ts";
import {
  inheritedPolicy,
  judgeEarlierPolicy,
  judgeFirstPolicy,
  judgePolicy,
  openPolicy,
  policy as policyField,
  signedPolicy,
} from "../../protocol/policy.ts";
import { decode, encode } from "../../protocol/schema.ts";
import type { Meeting } from "./meeting.ts";
import { areSigned } from "./signature-check.ts";
import type { RosterEntry } from "./tree.ts";

/** In the range for private use. Each leaf lists it among its capabilities. */
export const POLICY_EXTENSION = 0xf0c0;

type Context = Pick<GroupContext, "groupId" | "extensions">;

export function policyExtensions(signed: SignedPolicy): Extension[] {
  const extensionData = encode(signedPolicy, signed);
  return [{ extensionType: POLICY_EXTENSION, extensionData }];
}

/** The signed policy, for the server. @returns null while the group has none. */
export function signedPolicyOf({ extensions }: Pick<GroupContext, "extensions">): Bytes | null {
  const [extension] = extensions;
  return extension === undefined ? null : copy(extension.extensionData);
}

/**
 * The policy of a context that was judged when it came.
 * @param linkGeneration of the link by which the group was founded.
 */
export function policyOf(
  { groupId, extensions }: Context,
  { meetingId }: Meeting,
  linkGeneration: number,
): Policy {
  const signed = readExtensions(extensions);
  const policy = signed && decode(policyField, signed.policy);
  if (policy === null) return openPolicy(meetingId, copy(groupId), linkGeneration);
  return isOf(groupId, policy) ? policy : inheritedPolicy(policy, copy(groupId));
}

/** True when the policy was signed for an earlier group, and no host has spoken in this one yet. */
export function isInherited({ groupId, extensions }: Context): boolean {
  const signed = readExtensions(extensions);
  const policy = signed && decode(policyField, signed.policy);
  return policy !== null && !isOf(groupId, policy);
}

function isOf(groupId: Uint8Array, policy: Policy): boolean {
  return equal(policy.groupId, groupId);
}

/**
 * A signed policy of an earlier group, wherever it was found. Never throws.
 * @returns null unless the host key stands behind it, and it is of the link's generation.
 */
export async function judgeEarlier(
  signedBytes: Bytes,
  { meetingId, hostKey, suite }: Meeting,
  linkGeneration: number,
): Promise<Policy | null> {
  const signed = decode(signedPolicy, signedBytes);
  const judged = signed && judgeEarlierPolicy(signed, meetingId, hostKey);
  if (!judged?.ok || judged.value.policy.linkGeneration !== linkGeneration) return null;
  return (await areSigned(judged.value.checks, suite)) ? judged.value.policy : null;
}

/**
 * Against an insider, and a server that plays old policies again: only a host's or a co-host's leaf
 * brings a policy, its own, and a newer one than before. Never throws.
 * @param mayInherit whether no host has spoken in this group yet.
 * @returns null when it doesn't hold.
 */
export async function judgeNextPolicy(
  before: Policy,
  extensions: readonly Extension[],
  sender: RosterEntry,
  meeting: Meeting,
  mayInherit: boolean,
): Promise<Policy | null> {
  const { hostKey, suite } = meeting;
  const signed = readExtensions(extensions);
  if (signed === null) return null;
  const named = decode(policyField, signed.policy);
  if (named !== null && !equal(named.groupId, before.groupId)) {
    // Anybody may bring what the host decided before, until the host speaks in this group.
    if (!mayInherit || named.version <= before.version) return null;
    const earlier = await judgeEarlier(
      encode(signedPolicy, signed),
      meeting,
      before.linkGeneration,
    );
    return earlier && inheritedPolicy(earlier, before.groupId);
  }
  const isOwn =
    signed.signer === null
      ? sender.role === "host"
      : sender.role === "co-host" && signed.signer === sender.participantId;
  if (!isOwn) return null;
  const judged = judgePolicy(before, signed, hostKey);
  if (!judged.ok || !(await areSigned(judged.value.checks, suite))) return null;
  return judged.value.policy;
}

/**
 * What a joiner finds in its Welcome. Whoever holds the link could else welcome it into a group
 * under rules of its own making. Never throws.
 * @param linkGeneration of the link by which one joins, and to which the group's policy must be.
 */
export async function judgeJoinedPolicy(
  context: Context,
  meeting: Meeting,
  linkGeneration: number,
): Promise<Result<Policy, "bad-policy">> {
  const { groupId, extensions } = context;
  const { meetingId, hostKey, suite } = meeting;
  const id = copy(groupId);
  if (extensions.length === 0) return ok(openPolicy(meetingId, id, linkGeneration));
  const signed = readExtensions(extensions);
  if (signed === null) return reject("bad-policy");
  if (isInherited(context)) {
    const earlier = await judgeEarlier(encode(signedPolicy, signed), meeting, linkGeneration);
    return earlier === null ? reject("bad-policy") : ok(inheritedPolicy(earlier, id));
  }
  const judged = judgeFirstPolicy(signed, { meetingId, groupId: id }, hostKey);
  if (!judged.ok || !(await areSigned(judged.value.checks, suite))) return reject("bad-policy");
  const { policy } = judged.value;
  return policy.linkGeneration === linkGeneration ? ok(policy) : reject("bad-policy");
}

/** @returns null unless it is exactly one, a signed policy. */
function readExtensions(extensions: readonly Extension[]): SignedPolicy | null {
  const [extension, ...others] = extensions;
  if (extension?.extensionType !== POLICY_EXTENSION || others.length > 0) return null;
  return decode(signedPolicy, extension.extensionData);
}
