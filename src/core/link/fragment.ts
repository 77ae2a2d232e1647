// What follows the # of a meeting's link, as bytes and as text (PROTOCOL §2).

import type { Bytes } from "../../base/bytes.ts";
import { base64url, concat, fromBase64url } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";
import type { Suite } from "../../protocol/entry-messages.ts";
import { SUITES } from "../../protocol/entry-messages.ts";

/** Larger makes links that mail programs break, smaller can be guessed. */
export const LINK_SECRET_BYTES = 16;

/** Smaller lets a server search for a host key of its own that fits the link: 2^128 tries here. */
export const HOST_COMMITMENT_BYTES = 16;

/** The private half of an Ed25519 key (RFC 8032). */
export const HOST_SEED_BYTES = 32;

/** A fragment of another version names keys that this one would derive wrongly. */
const FRAGMENT_VERSION = 1;

/** Beside the suite: the link alone isn't enough. */
const PASSPHRASE_BIT = 0x80;

export const HEAD_BYTES = 2;
const INVITATION_BYTES = HEAD_BYTES + LINK_SECRET_BYTES + HOST_COMMITMENT_BYTES;
const HOST_LINK_BYTES = INVITATION_BYTES + HOST_SEED_BYTES;

/** What a link says beside its meeting ID. `hostSeed` is in a host's own link only. */
export type LinkFragment = {
  /** In the link, so that a server can't talk a browser into a weaker one. */
  readonly suite: Suite;
  /** The keys need a passphrase too, which people tell each other by another way. */
  readonly needsPassphrase: boolean;
  readonly secret: Secret;
  /** `hostCommitment` of link-keys.ts. */
  readonly hostCommitment: Bytes;
  readonly hostSeed: Secret | null;
};

/**
 * What a link says about its keys, two bytes. They go into the keys themselves: who passes a link on
 * and changes them, to have the others use a weaker suite, passes on a link that opens nothing.
 */
export function fragmentHead({
  suite,
  needsPassphrase,
}: Pick<LinkFragment, "suite" | "needsPassphrase">): Bytes {
  const flags = SUITES.indexOf(suite) | (needsPassphrase ? PASSPHRASE_BIT : 0);
  return new Uint8Array([FRAGMENT_VERSION, flags]);
}

/**
 *     version u8 │ suite u8 │ secret 16 │ hostCommitment 16 │ hostSeed 32, or nothing
 *
 * The highest bit of `suite` says that a passphrase is needed.
 * @returns 34 bytes, or 66 with the host's seed.
 */
export function encodeFragment(fragment: LinkFragment): Bytes {
  return concat(
    fragmentHead(fragment),
    fragment.secret.bytes,
    fragment.hostCommitment,
    fragment.hostSeed?.bytes ?? new Uint8Array(0),
  );
}

/** @returns null unless `bytes` are exactly one fragment of this version. Never throws. */
export function parseFragment(bytes: Uint8Array): LinkFragment | null {
  if (bytes.length !== INVITATION_BYTES && bytes.length !== HOST_LINK_BYTES) return null;
  const flags = bytes[1] ?? 0;
  const suite = SUITES[flags & ~PASSPHRASE_BIT];
  if (bytes[0] !== FRAGMENT_VERSION || suite === undefined) return null;
  const commitmentOffset = HEAD_BYTES + LINK_SECRET_BYTES;
  return {
    suite,
    needsPassphrase: (flags & PASSPHRASE_BIT) !== 0,
    secret: new Secret(new Uint8Array(bytes.subarray(HEAD_BYTES, commitmentOffset))),
    hostCommitment: new Uint8Array(bytes.subarray(commitmentOffset, INVITATION_BYTES)),
    hostSeed:
      bytes.length === HOST_LINK_BYTES
        ? new Secret(new Uint8Array(bytes.subarray(INVITATION_BYTES)))
        : null,
  };
}

/** @returns the text after the #: unpadded base64url. */
export function formatFragment(fragment: LinkFragment): string {
  return base64url(encodeFragment(fragment));
}

/** @returns null unless `text`, without its #, is exactly one fragment. Never throws. */
export function parseFragmentText(text: string): LinkFragment | null {
  // Longer than any fragment: not worth decoding.
  if (text.length > HOST_LINK_BYTES * 2) return null;
  const bytes = fromBase64url(text);
  return bytes === null ? null : parseFragment(bytes);
}
