// What the host has decided for a meeting, signed; and the rule by which both ends take one policy after another.

import type { Bytes } from "../base/bytes.ts";
import { equal } from "../base/bytes.ts";
import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";
import { GROUP_ID_BYTES } from "./entry-messages.ts";
import {
  grantMessage,
  SIGNATURE_BYTES,
  SIGNATURE_KEY_BYTES,
  signedMessage,
} from "./host-claims.ts";
import type { MeetingId, ParticipantId } from "./ids.ts";
import type { Infer } from "./schema.ts";
import {
  bool,
  bytes,
  decode,
  encode,
  fixed,
  list,
  meetingId,
  optional,
  participantId,
  struct,
  u32,
} from "./schema.ts";

/** More co-hosts than this is a crowd; each costs every Welcome 113 bytes. */
export const GRANTS_MAX = 16;

/** More large pictures than this are a gallery. */
export const SPOTLIGHT_MAX = 4;

/** A policy with all its grants is 1.9 kB. */
export const POLICY_BYTES_MAX = 2 * 1024;

/**
 * How far a version may be from the one before. A co-host who could jump to the last number of all
 * would leave the host with no number to undo it; smaller fails who missed many changes.
 */
export const VERSION_STEP_MAX = 1024;

/**
 * A co-host, or a host to whom the host key was handed over: a leaf that the host key vouches for,
 * in this group only.
 */
export const grant = struct({
  participantId,
  signatureKey: fixed(SIGNATURE_KEY_BYTES),
  isHost: bool,
  certificate: fixed(SIGNATURE_BYTES),
});
export type Grant = Infer<typeof grant>;

const grants = list(grant, GRANTS_MAX);

export const policy = struct({
  meetingId,
  groupId: fixed(GROUP_ID_BYTES),
  /** Grows with every change; 0 is a new group's, which nobody signed. */
  version: u32,
  linkGeneration: u32,
  isLocked: bool,
  hasWaitingRoom: bool,
  mayChat: bool,
  mayShare: bool,
  mayUnmute: bool,
  mayRecord: bool,
  hasEnded: bool,
  /** Whom everybody sees large, in this group only. Also of those who have left since. */
  spotlight: list(participantId, SPOTLIGHT_MAX),
  grants,
});
export type Policy = Infer<typeof policy>;

export const signedPolicy = struct({
  policy: bytes(POLICY_BYTES_MAX),
  /** The co-host whose leaf key signed it; null when the host key did. */
  signer: optional(participantId),
  signature: fixed(SIGNATURE_BYTES),
});
export type SignedPolicy = Infer<typeof signedPolicy>;

export const SIGNED_POLICY_BYTES_MAX = POLICY_BYTES_MAX + 128;

/** What the signer of a policy signs. */
export function policyMessage(policyBytes: Bytes): Bytes {
  return signedMessage("conclave/1 policy", policyBytes);
}

/** A new group's policy: the door is open and everything is allowed. */
export function openPolicy(id: MeetingId, groupId: Bytes, linkGeneration: number): Policy {
  return {
    meetingId: id,
    groupId,
    version: 0,
    linkGeneration,
    isLocked: false,
    hasWaitingRoom: false,
    mayChat: true,
    mayShare: true,
    mayUnmute: true,
    mayRecord: true,
    hasEnded: false,
    spotlight: [],
    grants: [],
  };
}

export type SignatureCheck = {
  readonly publicKey: Bytes;
  readonly message: Bytes;
  readonly signature: Bytes;
};

export type PolicyReject = "malformed" | "foreign" | "stale" | "not-allowed";

/** A policy that holds if every one of `checks` verifies as Ed25519; its own signature is the first. */
export type JudgedPolicy = { readonly policy: Policy; readonly checks: readonly SignatureCheck[] };

function sameGrants(a: readonly Grant[], b: readonly Grant[]): boolean {
  return equal(encode(grants, [...a]), encode(grants, [...b]));
}

/** What only the host key may change: who else has powers, the link, and the end. */
function isReservedSame(before: Policy, after: Policy): boolean {
  return (
    before.linkGeneration === after.linkGeneration &&
    before.hasEnded === after.hasEnded &&
    sameGrants(before.grants, after.grants)
  );
}

function grantCheck(of: Policy, { certificate, ...leaf }: Grant, hostKey: Bytes): SignatureCheck {
  const message = grantMessage({ meetingId: of.meetingId, groupId: of.groupId, ...leaf });
  return { publicKey: hostKey, message, signature: certificate };
}

function signerKey(before: Policy, signer: ParticipantId | null, hostKey: Bytes): Bytes | null {
  if (signer === null) return hostKey;
  return before.grants.find((one) => one.participantId === signer)?.signatureKey ?? null;
}

/**
 * Judges a policy that would follow `before`, all but its signatures, which the caller verifies.
 * Against the compromised server and the insider: nobody but the host key and those it granted
 * changes a policy, and none goes back to an older one.
 */
export function judgePolicy(
  before: Policy,
  signed: SignedPolicy,
  hostKey: Bytes,
): Result<JudgedPolicy, PolicyReject> {
  const after = decode(policy, signed.policy);
  if (after === null) return reject("malformed");
  if (after.meetingId !== before.meetingId || !equal(after.groupId, before.groupId)) {
    return reject("foreign");
  }
  if (after.version <= before.version) return reject("stale");
  if (after.version - before.version > VERSION_STEP_MAX) return reject("not-allowed");
  if (after.linkGeneration < before.linkGeneration) return reject("stale");
  const publicKey = signerKey(before, signed.signer, hostKey);
  if (publicKey === null) return reject("not-allowed");
  if (signed.signer !== null && !isReservedSame(before, after)) return reject("not-allowed");
  const own = { publicKey, message: policyMessage(signed.policy), signature: signed.signature };
  return ok({
    policy: after,
    checks: [own, ...after.grants.map((one) => grantCheck(after, one, hostKey))],
  });
}

/** As a policy of an earlier group counts in `groupId`: its participants are no more, nor their leaves. */
export function inheritedPolicy(earlier: Policy, groupId: Bytes): Policy {
  return { ...earlier, groupId, spotlight: [], grants: [] };
}

/**
 * Judges a policy of an earlier group of the meeting, which one founded after it begins with: what the
 * host decided outlives the server's memory. An end doesn't: who comes by the link later begins anew.
 */
export function judgeEarlierPolicy(
  signed: SignedPolicy,
  meeting: MeetingId,
  hostKey: Bytes,
): Result<JudgedPolicy, PolicyReject> {
  const found = decode(policy, signed.policy);
  if (found === null) return reject("malformed");
  if (found.meetingId !== meeting) return reject("foreign");
  if (found.hasEnded) return reject("not-allowed");
  return judgeFirstPolicy(signed, { meetingId: meeting, groupId: found.groupId }, hostKey);
}

/**
 * Judges the policy that a joiner finds in its Welcome: it knows none before. A co-host's policy
 * holds by the grant that it carries itself.
 */
export function judgeFirstPolicy(
  signed: SignedPolicy,
  expected: { readonly meetingId: MeetingId; readonly groupId: Bytes },
  hostKey: Bytes,
): Result<JudgedPolicy, PolicyReject> {
  const found = decode(policy, signed.policy);
  if (found === null) return reject("malformed");
  const before: Policy = {
    ...openPolicy(expected.meetingId, expected.groupId, found.linkGeneration),
    version: Math.max(0, found.version - 1),
    grants: found.grants,
  };
  return judgePolicy(before, signed, hostKey);
}
