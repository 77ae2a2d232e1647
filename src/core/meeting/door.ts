// The meeting's door as the server keeps it: who proved to be the host, and what the host's newest policy says (PROTOCOL §7).

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import { hostSessionMessage } from "../../protocol/host-claims.ts";
import type { MeetingId, ParticipantId, SessionId } from "../../protocol/ids.ts";
import type { Policy, PolicyReject, SignatureCheck } from "../../protocol/policy.ts";
import { judgeFirstPolicy, judgePolicy, signedPolicy } from "../../protocol/policy.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import { decode } from "../../protocol/schema.ts";

export type DoorOptions = {
  readonly meetingId: MeetingId;
  /** Ed25519, 32 bytes, of the meeting's row. */
  readonly hostKey: Bytes;
  /** Ed25519 (RFC 8032); never throws. */
  readonly isSigned: (check: SignatureCheck) => boolean;
};

type Kept = { readonly signed: Bytes; readonly policy: Policy };

/** What a policy is turned down for, in the words of the wire. */
const REASONS: Readonly<Record<PolicyReject, RejectReason>> = {
  malformed: "malformed",
  /** Of a group that is no more, or of another meeting. */
  foreign: "group-lost",
  /** A newer one took its place. */
  stale: "taken-over",
  "not-allowed": "not-host",
};

/**
 * It saves the members the knocks that they would leave unanswered, and tells the knocker why. No
 * client believes it: what the group does is decided by the policy in the group.
 */
export class Door {
  readonly #options: DoorOptions;
  readonly #hosts = new Set<ParticipantId>();
  #kept: Kept | null = null;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /**
   * Against a member who replays the host's proof: it holds for one session only, whose ID the
   * server made, and for the challenges which that session was given.
   * It then lasts as long as the session: a resumed socket has proved the session's key.
   * @returns false when the signature isn't the host's.
   */
  handleProof(
    participantId: ParticipantId,
    session: { readonly sessionId: SessionId; readonly nonces: readonly Bytes[] },
    signature: Bytes,
  ): boolean {
    const { hostKey: publicKey, isSigned } = this.#options;
    const { sessionId, nonces } = session;
    const isProven = nonces.some((nonce) => {
      const message = hostSessionMessage({ sessionId, nonce });
      return isSigned({ publicKey, message, signature });
    });
    if (isProven) this.#hosts.add(participantId);
    return isProven;
  }

  /**
   * Keeps a policy of the group `groupId` when it is newer than the one kept, whoever brought it.
   * @param signedBytes a `signedPolicy`.
   * @returns the policy in force: that of `signedBytes`.
   */
  handlePolicy(signedBytes: Bytes, groupId: Bytes): Result<Policy, RejectReason> {
    const { meetingId, hostKey, isSigned } = this.#options;
    const kept = this.#of(groupId);
    // Every member may bring it.
    if (kept !== null && equal(kept.signed, signedBytes)) return ok(kept.policy);
    const signed = decode(signedPolicy, signedBytes);
    if (signed === null) return reject("malformed");
    const judged =
      kept === null
        ? judgeFirstPolicy(signed, { meetingId, groupId }, hostKey)
        : judgePolicy(kept.policy, signed, hostKey);
    if (!judged.ok) return reject(REASONS[judged.reason]);
    const { policy, checks } = judged.value;
    if (!checks.every(isSigned)) return reject("bad-signature");
    this.#kept = { signed: signedBytes, policy };
    return ok(policy);
  }

  /** A new group begins without a policy, also one that takes an old one's ID. */
  handleFounded(): void {
    this.#kept = null;
  }

  handleGone(participantId: ParticipantId): void {
    this.#hosts.delete(participantId);
  }

  isHost(participantId: ParticipantId): boolean {
    return this.#hosts.has(participantId);
  }

  /** The host, and in the group `groupId` its co-hosts. */
  mayDeny(participantId: ParticipantId, groupId: Bytes | null): boolean {
    const grants = this.#of(groupId)?.policy.grants ?? [];
    const isCoHost = grants.some((grant) => grant.participantId === participantId);
    return isCoHost || this.isHost(participantId);
  }

  /** True when nobody but the host may knock at the group `groupId`. */
  isClosedTo(participantId: ParticipantId, groupId: Bytes | null): boolean {
    const isLocked = this.#of(groupId)?.policy.isLocked ?? false;
    return isLocked && !this.isHost(participantId);
  }

  /** What is kept of a group that is no more counts for nothing. */
  #of(groupId: Bytes | null): Kept | null {
    const kept = this.#kept;
    return kept !== null && groupId !== null && equal(kept.policy.groupId, groupId) ? kept : null;
  }
}
