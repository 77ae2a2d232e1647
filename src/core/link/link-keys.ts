// The keys made from a link's secret, each for one use (PROTOCOL §2; HKDF is RFC 5869).

import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ByteWriter } from "../../base/byte-writer.ts";
import type { Bytes } from "../../base/bytes.ts";
import { base64url, copy, utf8 } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import type { LinkFragment } from "./fragment.ts";
import { fragmentHead, HEAD_BYTES, HOST_COMMITMENT_BYTES, LINK_SECRET_BYTES } from "./fragment.ts";

const KEY_BYTES = 32;

/** Longer than what Argon2id gives; shorter would refuse its 32 bytes. */
const STRETCHED_BYTES_MAX = 64;

const HOST_COMMITMENT_LABEL = "conclave/1 host";

/** 32 bytes each. No key has two uses, so that none can be turned against another. */
export type LinkKeys = {
  /** Proves to the server that we know the link, by SRP. */
  readonly srpPassword: Secret;
  /** Mixed into the MLS key schedule at each Add: the server lacks it. */
  readonly linkPsk: Secret;
  /** Seals knocks, so that the server doesn't see who knocks. */
  readonly knockKey: Secret;
  /** Authenticates a name and its signature key as coming from somebody with the link. */
  readonly credentialKey: Secret;
};

/** What of a link its keys are made from. */
export type KeyedLink = Pick<LinkFragment, "suite" | "needsPassphrase" | "secret">;

/**
 * @param stretchedPassphrase Argon2id of the meeting's passphrase; empty when it has none.
 * @returns new secrets, which the caller zeroes.
 */
export function deriveLinkKeys(
  meetingId: MeetingId,
  link: KeyedLink,
  stretchedPassphrase: Uint8Array = new Uint8Array(0),
): LinkKeys {
  const material = new ByteWriter()
    .fixed(fragmentHead(link), HEAD_BYTES)
    .bytes(link.secret.bytes, LINK_SECRET_BYTES)
    .bytes(stretchedPassphrase, STRETCHED_BYTES_MAX)
    .finish();
  const root = extract(sha256, material, utf8(meetingId));
  const keyFor = (label: string) => new Secret(expand(sha256, root, utf8(label), KEY_BYTES));
  const keys = {
    srpPassword: keyFor("conclave/1 srp"),
    linkPsk: keyFor("conclave/1 psk"),
    knockKey: keyFor("conclave/1 knock"),
    credentialKey: keyFor("conclave/1 credential"),
  };
  material.fill(0);
  root.fill(0);
  return keys;
}

export function zeroLinkKeys(keys: LinkKeys): void {
  for (const key of [keys.srpPassword, keys.linkPsk, keys.knockKey, keys.credentialKey]) key.zero();
}

/** P of SRP: the ASCII bytes of the unpadded base64url of `srpPassword`, 43 of them. */
export function srpPasswordBytes(keys: LinkKeys): Bytes {
  return utf8(base64url(keys.srpPassword.bytes));
}

/**
 * Names the host's key in the link, so that the server can't name another.
 *
 * @param hostKey an Ed25519 public key, 32 bytes.
 * @returns the first 16 bytes of SHA-256 over the length-prefixed label and key.
 */
export function hostCommitment(hostKey: Uint8Array): Bytes {
  const message = new ByteWriter()
    .text(HOST_COMMITMENT_LABEL, HOST_COMMITMENT_LABEL.length)
    .bytes(hostKey, 32)
    .finish();
  return copy(sha256(message).subarray(0, HOST_COMMITMENT_BYTES));
}
