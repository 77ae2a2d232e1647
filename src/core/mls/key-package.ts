// A key package (RFC 9420 §10): one's own, and whether another's may come into the tree.

import type { KeyPackage, LeafNode, PrivateKeyPackage } from "ts-mls";
import {
  decodeKeyPackage,
  encodeKeyPackage,
  generateKeyPackageWithKey,
  verifyKeyPackage,
} from "ts-mls/keyPackage.js";
import { verifyLeafNodeSignatureKeyPackage } from "ts-mls/leafNode.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy, equal } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { Identity } from "./credential.ts";
import { makeCredential, makeHostProof, verifyCredential } from "./credential.ts";
import { POLICY_EXTENSION } from "./group-policy.ts";
import type { Link } from "./link.ts";
import type { HostSigner, Meeting } from "./meeting.ts";
import { canSealTo } from "./public-key.ts";
import type { Past } from "./return-proof.ts";
import { makeReturnProof } from "./return-proof.ts";
import type { MlsSuite } from "./suite.ts";

export type OwnKeyPackage = {
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
};

/** Key packages live as long as a knock, and clocks of browsers disagree: no lifetime is checked. */
const LIFETIME = { notBefore: 0n, notAfter: 0x7fffffffffffffffn };

/**
 * @param host null when the leaf is to be no host's.
 * @param past of a group that was lost, to come back to who was in it.
 */
export async function makeKeyPackage(
  meeting: Meeting,
  link: Link,
  participantId: ParticipantId,
  name: string,
  host: HostSigner | null,
  past: Past | null = null,
): Promise<OwnKeyPackage> {
  const { suite, meetingId } = meeting;
  const signatureKeys = await suite.signature.keygen();
  const { publicKey } = signatureKeys;
  const hostProof = host && (await makeHostProof(host, meetingId, participantId, publicKey));
  const leaf = { participantId, signatureKey: publicKey };
  const returnProof = past && (await makeReturnProof(past, leaf, meeting));
  return generateKeyPackageWithKey(
    makeCredential(link, participantId, name, publicKey, { hostProof, returnProof }),
    {
      versions: ["mls10"],
      ciphersuites: [suite.name],
      extensions: [POLICY_EXTENSION],
      proposals: [],
      credentials: ["basic"],
    },
    LIFETIME,
    [],
    signatureKeys,
    suite,
  );
}

export function writeKeyPackage(keyPackage: KeyPackage): Bytes {
  return copy(encodeKeyPackage(keyPackage));
}

/** @returns null unless `bytes` is exactly one key package. Never throws. */
export function readKeyPackage(bytes: Uint8Array): KeyPackage | null {
  try {
    const decoded = decodeKeyPackage(copy(bytes), 0);
    return decoded !== undefined && decoded[1] === bytes.length ? decoded[0] : null;
  } catch {
    return null;
  }
}

export type KeyPackageReject = "malformed" | "bad-credential" | "bad-signature" | "bad-key";

/**
 * A holder of the link who knocks with a broken key package would else make every commit fail, and
 * so keep the door shut for all.
 */
export async function judgeKeyPackage(
  keyPackage: KeyPackage,
  meeting: Meeting,
  link: Link,
): Promise<Result<Identity, KeyPackageReject>> {
  const { leafNode, initKey } = keyPackage;
  const { suite } = meeting;
  if (
    keyPackage.version !== "mls10" ||
    keyPackage.cipherSuite !== suite.name ||
    keyPackage.extensions.length > 0 ||
    leafNode.leafNodeSource !== "key_package" ||
    leafNode.lifetime.notBefore !== LIFETIME.notBefore ||
    leafNode.lifetime.notAfter !== LIFETIME.notAfter ||
    !isPlainLeaf(leafNode, suite) ||
    equal(initKey, leafNode.hpkePublicKey)
  ) {
    return reject("malformed");
  }
  const { credential, signaturePublicKey } = leafNode;
  const identity = await verifyCredential(meeting, link, credential, signaturePublicKey);
  if (!identity.ok) return reject("bad-credential");
  try {
    const isSigned =
      (await verifyLeafNodeSignatureKeyPackage(leafNode, suite.signature)) &&
      (await verifyKeyPackage(keyPackage, suite.signature));
    if (!isSigned) return reject("bad-signature");
  } catch {
    return reject("bad-signature");
  }
  const canSeal = canSealTo(initKey, suite) && canSealTo(leafNode.hpkePublicKey, suite);
  return canSeal ? ok(identity.value) : reject("bad-key");
}

/** No extension, and the capabilities that every other leaf relies on (RFC 9420 §7.3). */
export function isPlainLeaf(leaf: LeafNode, suite: MlsSuite): boolean {
  return (
    leaf.extensions.length === 0 &&
    leaf.credential.credentialType === "basic" &&
    leaf.capabilities.versions.includes("mls10") &&
    leaf.capabilities.ciphersuites.includes(suite.name) &&
    leaf.capabilities.credentials.includes("basic") &&
    leaf.capabilities.extensions.includes(POLICY_EXTENSION) &&
    leaf.signaturePublicKey.length === suite.signatureKeyBytes &&
    leaf.hpkePublicKey.length === suite.hpkePublicKeyBytes
  );
}
