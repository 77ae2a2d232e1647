// Who a leaf is: a basic credential (RFC 9420 §5.3) that only a holder of the link can make.

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Credential } from "ts-mls";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equalConstantTime } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import { hostLeafMessage, SIGNATURE_BYTES } from "../../protocol/host-claims.ts";
import type { MeetingId, ParticipantId } from "../../protocol/ids.ts";
import { NAME_BYTES_MAX } from "../../protocol/limits.ts";
import type { Infer } from "../../protocol/schema.ts";
import {
  bytes,
  decode,
  encode,
  fixed,
  optional,
  participantId,
  struct,
  text,
  u32,
} from "../../protocol/schema.ts";
import type { Link } from "./link.ts";
import type { HostSigner, Meeting } from "./meeting.ts";
import type { ReturnProof } from "./return-proof.ts";
import { returnProof } from "./return-proof.ts";
import { isSigned } from "./signature-check.ts";

const LABEL = "conclave/1 credential";
const MAC_BYTES = 32;

/** The identity of a basic credential. */
const identityField = struct({
  participantId,
  linkGeneration: u32,
  name: text(NAME_BYTES_MAX),
  mac: fixed(MAC_BYTES),
  /** Ed25519 by the host key over `hostLeafMessage`: this leaf is a host's. */
  hostProof: optional(fixed(SIGNATURE_BYTES)),
  /** By the leaf that it had in the group before this one, which was lost. */
  returnProof: optional(returnProof),
});
type SealedIdentity = Infer<typeof identityField>;

/** What the MAC covers. The signature key is in it, so a credential can't be moved to another leaf. */
const claimField = struct({
  label: text(64),
  signatureKey: bytes(256),
  participantId,
  name: text(NAME_BYTES_MAX),
});

export type Identity = {
  readonly participantId: ParticipantId;
  readonly linkGeneration: number;
  /** The person's own text. */
  readonly name: string;
  /** It bears a host's proof; verified before its leaf came into the tree. */
  readonly isHost: boolean;
  /** Of a lost group, and to be judged by who was in it. */
  readonly returnProof: ReturnProof | null;
};

export type CredentialReject = "malformed" | "wrong-generation" | "wrong-mac" | "wrong-host-proof";

export type LeafProofs = {
  readonly hostProof?: Bytes | null;
  readonly returnProof?: ReturnProof | null;
};

/** @throws Bug when the name is over its bound. */
export function makeCredential(
  link: Link,
  id: ParticipantId,
  name: string,
  signatureKey: Uint8Array,
  proofs: LeafProofs = {},
): Credential {
  const { hostProof = null, returnProof: proof = null } = proofs;
  const identity = encode(identityField, {
    participantId: id,
    linkGeneration: link.generation,
    name,
    mac: macOf(link, { participantId: id, name }, signatureKey),
    hostProof,
    returnProof: proof,
  });
  return { credentialType: "basic", identity };
}

/** @returns what marks a leaf as a host's: 64 bytes. */
export function makeHostProof(
  host: Pick<HostSigner, "sign">,
  meetingId: MeetingId,
  id: ParticipantId,
  signatureKey: Uint8Array,
): Promise<Bytes> {
  return host.sign(
    hostLeafMessage({ meetingId, participantId: id, signatureKey: copy(signatureKey) }),
  );
}

/**
 * Stops the server, and holders of a rotated link, from putting anyone into the group; and a holder
 * of the link from calling itself a host. Never throws.
 */
export async function verifyCredential(
  meeting: Meeting,
  link: Link,
  credential: Credential,
  signatureKey: Uint8Array,
): Promise<Result<Identity, CredentialReject>> {
  const identity = parse(credential);
  if (identity === null || signatureKey.length > 256) return reject("malformed");
  if (identity.linkGeneration !== link.generation) return reject("wrong-generation");
  const isRight = equalConstantTime(identity.mac, macOf(link, identity, signatureKey));
  if (!isRight) return reject("wrong-mac");
  const isHonest = await hasSoundHostProof(meeting, identity, signatureKey);
  return isHonest ? ok(identityOf(identity)) : reject("wrong-host-proof");
}

/**
 * Of a leaf that came in by an earlier link, whose key a joiner never had: those who added it have
 * checked its MAC, and the Welcome's pre-shared key proves them to be this link's. Never throws.
 */
export async function verifyEarlierCredential(
  meeting: Meeting,
  link: Link,
  credential: Credential,
  signatureKey: Uint8Array,
): Promise<Result<Identity, CredentialReject>> {
  const identity = parse(credential);
  if (identity === null || signatureKey.length > 256) return reject("malformed");
  if (identity.linkGeneration >= link.generation) return reject("wrong-generation");
  const isHonest = await hasSoundHostProof(meeting, identity, signatureKey);
  return isHonest ? ok(identityOf(identity)) : reject("wrong-host-proof");
}

/** For leaves whose credential was verified when they came in. @returns null when malformed. */
export function readCredential(credential: Credential): Identity | null {
  const identity = parse(credential);
  return identity && identityOf(identity);
}

/** A roster is read at each event, and its leaves stay the same from epoch to epoch. */
const parsed = new WeakMap<Credential, SealedIdentity | null>();

function parse(credential: Credential): SealedIdentity | null {
  if (credential.credentialType !== "basic") return null;
  const known = parsed.get(credential);
  if (known !== undefined) return known;
  const identity = decode(identityField, credential.identity);
  parsed.set(credential, identity);
  return identity;
}

function identityOf({ hostProof, mac: _, ...identity }: SealedIdentity): Identity {
  return { ...identity, isHost: hostProof !== null };
}

async function hasSoundHostProof(
  { meetingId, hostKey, suite }: Meeting,
  { participantId, hostProof }: SealedIdentity,
  signatureKey: Uint8Array,
): Promise<boolean> {
  if (hostProof === null) return true;
  if (signatureKey.length !== suite.signatureKeyBytes) return false;
  const message = hostLeafMessage({ meetingId, participantId, signatureKey: copy(signatureKey) });
  return isSigned({ publicKey: hostKey, message, signature: hostProof }, suite);
}

function macOf(
  link: Link,
  identity: Pick<Identity, "participantId" | "name">,
  signatureKey: Uint8Array,
): Bytes {
  const claim = encode(claimField, {
    label: LABEL,
    signatureKey: copy(signatureKey),
    participantId: identity.participantId,
    name: identity.name,
  });
  return copy(hmac(sha256, link.credentialKey.bytes, claim));
}
