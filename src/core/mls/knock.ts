// A knock: a key package sealed under the link, so that the server sees neither names nor keys.

import type { KeyPackage } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { concat } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Secret } from "../../base/secret.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import { SEALED_KNOCK_BYTES_MAX } from "../../protocol/limits.ts";
import { SIGNED_POLICY_BYTES_MAX } from "../../protocol/policy.ts";
import {
  bytes,
  decode,
  encode,
  optional,
  participantId,
  struct,
  text,
  u32,
} from "../../protocol/schema.ts";
import type { KeyPackageReject } from "./key-package.ts";
import { judgeKeyPackage, readKeyPackage, writeKeyPackage } from "./key-package.ts";
import type { Link } from "./link.ts";
import type { Meeting } from "./meeting.ts";
import type { Past } from "./return-proof.ts";
import { hasReturned } from "./return-proof.ts";
import type { Subtle } from "./subtle.ts";
import { openAesGcm, sealAesGcm } from "./subtle.ts";

const LABEL = "conclave/1 knock";
const NONCE_BYTES = 12;

const knockField = struct({
  keyPackage: bytes(SEALED_KNOCK_BYTES_MAX),
  linkGeneration: u32,
  /** The newest that the knocker knows, of a group that was lost: a `signedPolicy`. */
  policy: optional(bytes(SIGNED_POLICY_BYTES_MAX)),
});

/** Authenticated with the knock: the server can't pass one participant's knock off as another's. */
const boundField = struct({ label: text(64), participantId });

/** A key package that may be added, and whose it is. */
export type Knock = {
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly keyPackage: KeyPackage;
  /** It bears a host's proof. */
  readonly isHost: boolean;
  /** It was in the lost group that we were in. */
  readonly isReturning: boolean;
  /** Of a group that was lost; judged before it counts for anything. */
  readonly policy: Bytes | null;
};

export type KnockReject =
  | "not-opened"
  | "wrong-generation"
  | "wrong-participant"
  | KeyPackageReject;

/** @returns nonce 12 ‖ AES-256-GCM(knockKey, KeyPackage and link generation) */
export async function sealKnock(
  keyPackage: KeyPackage,
  id: ParticipantId,
  link: Link,
  subtle: Subtle,
  random: RandomBytes,
  policy: Bytes | null = null,
): Promise<Bytes> {
  const nonce = random(NONCE_BYTES);
  const bound = encode(boundField, { label: LABEL, participantId: id });
  const content = encode(knockField, {
    keyPackage: writeKeyPackage(keyPackage),
    linkGeneration: link.generation,
    policy,
  });
  return concat(nonce, await sealAesGcm(subtle, link.knockKey.bytes, nonce, bound, content));
}

/** @param id whose knock the server says that it is. Never throws. */
export async function openKnock(
  sealed: Uint8Array,
  id: ParticipantId,
  link: Link,
  subtle: Subtle,
  meeting: Meeting,
  past: Past | null = null,
): Promise<Result<Knock, KnockReject>> {
  const content = await unsealKnock(sealed, id, link.knockKey, subtle);
  if (content === null) return reject("not-opened");
  const knock = decode(knockField, content);
  const keyPackage = knock && readKeyPackage(knock.keyPackage);
  if (!knock || !keyPackage) return reject("malformed");
  if (knock.linkGeneration !== link.generation) return reject("wrong-generation");
  const identity = await judgeKeyPackage(keyPackage, meeting, link);
  if (!identity.ok) return identity;
  if (identity.value.participantId !== id) return reject("wrong-participant");
  const { name, isHost, returnProof } = identity.value;
  const { policy } = knock;
  const leaf = { participantId: id, signatureKey: keyPackage.leafNode.signaturePublicKey };
  const isReturning = past !== null && (await hasReturned(returnProof, leaf, past, meeting));
  return ok({ participantId: id, name, keyPackage, isHost, isReturning, policy });
}

/** @returns null when it isn't under this key, or is another's. Never throws. */
export async function unsealKnock(
  sealed: Uint8Array,
  id: ParticipantId,
  knockKey: Secret,
  subtle: Subtle,
): Promise<Bytes | null> {
  if (sealed.length <= NONCE_BYTES || sealed.length > SEALED_KNOCK_BYTES_MAX) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const bound = encode(boundField, { label: LABEL, participantId: id });
  const key = knockKey.bytes;
  try {
    return await openAesGcm(subtle, key, nonce, bound, sealed.subarray(NONCE_BYTES));
  } catch {
    return null;
  }
}
