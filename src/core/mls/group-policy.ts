// The meeting's policy as the group carries it: an extension of the GroupContext (RFC 9420 §8.1, §13.4; PROTOCOL §7).

import type { Extension, GroupContext } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Policy, SignedPolicy } from "../../protocol/policy.ts";
import {
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
  return policy ?? openPolicy(meetingId, copy(groupId), linkGeneration);
}

/**
 * Against an insider, and a server that plays old policies again: only a host's or a co-host's leaf
 * brings a policy, its own, and a newer one than before. Never throws.
 * @returns null when it doesn't hold.
 */
export async function judgeNextPolicy(
  before: Policy,
  extensions: readonly Extension[],
  sender: RosterEntry,
  { hostKey, suite }: Meeting,
): Promise<Policy | null> {
  const signed = readExtensions(extensions);
  if (signed === null) return null;
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
  { groupId, extensions }: Context,
  { meetingId, hostKey, suite }: Meeting,
  linkGeneration: number,
): Promise<Result<Policy, "bad-policy">> {
  const id = copy(groupId);
  if (extensions.length === 0) return ok(openPolicy(meetingId, id, linkGeneration));
  const signed = readExtensions(extensions);
  if (signed === null) return reject("bad-policy");
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
