// Ed25519 keys of hosts, co-hosts and forgers, and what they sign.

import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { Bytes } from "../../../src/base/bytes.ts";
import { copy, fromBase64url } from "../../../src/base/bytes.ts";
import { grantMessage } from "../../../src/protocol/host-claims.ts";
import type { MeetingId, ParticipantId } from "../../../src/protocol/ids.ts";
import type { Grant, Policy, SignedPolicy } from "../../../src/protocol/policy.ts";
import { openPolicy, policy, policyMessage } from "../../../src/protocol/policy.ts";
import { encode } from "../../../src/protocol/schema.ts";

/** RFC 8410 §7, up to the 32 bytes of the seed. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

export class Signer {
  readonly publicKey: Bytes;
  readonly #key;

  /** @param seed one byte: the same key for the same seed. */
  constructor(seed: number) {
    const der = Buffer.concat([PKCS8_HEAD, Buffer.alloc(32, seed)]);
    this.#key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    const { x = "" } = createPublicKey(this.#key).export({ format: "jwk" });
    this.publicKey = fromBase64url(x) ?? new Uint8Array(0);
  }

  sign(message: Uint8Array): Bytes {
    return copy(sign(null, message, this.#key));
  }
}

/** A policy of `group` in `meeting` that differs from the open one as told. */
export function policyOf(meeting: MeetingId, group: Bytes, changed: Partial<Policy> = {}): Policy {
  return { ...openPolicy(meeting, group, 1), version: 1, ...changed };
}

/** @param signer null for the host. */
export function signedBy(
  key: Signer,
  unsigned: Policy,
  signer: ParticipantId | null = null,
): SignedPolicy {
  const bytes = encode(policy, unsigned);
  return { policy: bytes, signer, signature: key.sign(policyMessage(bytes)) };
}

export function grantBy(
  host: Signer,
  meetingId: MeetingId,
  groupId: Bytes,
  participantId: ParticipantId,
  leaf: Signer,
): Grant {
  const signatureKey = leaf.publicKey;
  const claim = { meetingId, groupId, participantId, signatureKey, isHost: false };
  return {
    participantId,
    signatureKey,
    isHost: false,
    certificate: host.sign(grantMessage(claim)),
  };
}
