// What the host's key signs, apart from policies: each claim names its label, so that no signature has two meanings.

import type { Bytes } from "../base/bytes.ts";
import { GROUP_ID_BYTES, NONCE_BYTES } from "./entry-messages.ts";
import { SRP_NUMBER_BYTES, SRP_SALT_BYTES } from "./limits.ts";
import type { Infer } from "./schema.ts";
import {
  bool,
  bytes,
  encode,
  fixed,
  meetingId,
  participantId,
  sessionId,
  struct,
  text,
  u32,
} from "./schema.ts";

/** Ed25519, RFC 8032. */
export const SIGNATURE_BYTES = 64;
export const SIGNATURE_KEY_BYTES = 32;

/** The longest thing that is signed, a policy, is shorter. */
const CLAIM_BYTES_MAX = 4 * 1024;

const labelled = struct({ label: text(64), message: bytes(CLAIM_BYTES_MAX) });

/** What is signed: the label and the message, each after its length. */
export function signedMessage(label: string, message: Bytes): Bytes {
  return encode(labelled, { label, message });
}

const grantClaim = struct({
  meetingId,
  groupId: fixed(GROUP_ID_BYTES),
  participantId,
  signatureKey: fixed(SIGNATURE_KEY_BYTES),
  isHost: bool,
});

/** What the host key signs to make a leaf a co-host, or a host, in one group. */
export function grantMessage(claim: Infer<typeof grantClaim>): Bytes {
  return signedMessage("conclave/1 grant", encode(grantClaim, claim));
}

const hostLeafClaim = struct({
  meetingId,
  participantId,
  signatureKey: fixed(SIGNATURE_KEY_BYTES),
});

/** What the host key signs to mark a leaf as the host's, in its credential. */
export function hostLeafMessage(claim: Infer<typeof hostLeafClaim>): Bytes {
  return signedMessage("conclave/1 host leaf", encode(hostLeafClaim, claim));
}

const hostSessionClaim = struct({ sessionId, nonce: fixed(NONCE_BYTES) });

/**
 * What the host key signs to act as the host in one session; `nonce` is the challenge of the socket
 * that the session was on when it was signed.
 */
export function hostSessionMessage(claim: Infer<typeof hostSessionClaim>): Bytes {
  return signedMessage("conclave/1 host session", encode(hostSessionClaim, claim));
}

const rotationClaim = struct({
  meetingId,
  salt: fixed(SRP_SALT_BYTES),
  verifier: fixed(SRP_NUMBER_BYTES),
  linkGeneration: u32,
});

/** What the host key signs to replace the link. */
export function rotationMessage(claim: Infer<typeof rotationClaim>): Bytes {
  return signedMessage("conclave/1 rotation", encode(rotationClaim, claim));
}

const deletionClaim = struct({ meetingId, sessionId });

/** What the host key signs to delete the meeting. */
export function deletionMessage(claim: Infer<typeof deletionClaim>): Bytes {
  return signedMessage("conclave/1 deletion", encode(deletionClaim, claim));
}
