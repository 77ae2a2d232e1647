// The link of the call as the worker holds it: replaced with the meeting's, and wiped with the call.

import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";
import type { LinkFragment } from "../../core/link/fragment.ts";
import { encodeFragment } from "../../core/link/fragment.ts";
import type { LinkKeys } from "../../core/link/link-keys.ts";
import { deriveLinkKeys } from "../../core/link/link-keys.ts";
import type { MeetingId } from "../../protocol/ids.ts";

export class EnteredLink {
  readonly meetingId: MeetingId;
  /** Argon2id of the passphrase, or empty. */
  readonly stretched: Bytes;
  #fragment: LinkFragment;

  /** Takes both over. */
  constructor(meetingId: MeetingId, fragment: LinkFragment, stretched: Bytes) {
    this.meetingId = meetingId;
    this.stretched = stretched;
    this.#fragment = fragment;
  }

  get fragment(): LinkFragment {
    return this.#fragment;
  }

  /** Of this meeting with another secret, its suite and passphrase as they are; the caller zeroes them. */
  keysOf(secret: Bytes): LinkKeys {
    const link = { ...this.#fragment, secret: new Secret(copy(secret)) };
    return deriveLinkKeys(this.meetingId, link, this.stretched);
  }

  /** As everybody may have it. */
  invitationWith(secret: Bytes): Bytes {
    return encodeFragment({ ...this.#fragment, secret: new Secret(secret), hostSeed: null });
  }

  /** @returns the fragment to share from here on. */
  handleReplaced(secret: Bytes): Bytes {
    const invitation = this.invitationWith(secret);
    this.#fragment.secret.zero();
    this.#fragment = { ...this.#fragment, secret: new Secret(copy(secret)) };
    return invitation;
  }

  /** @returns the fragment to come back by as a host. */
  handleHostSeed(seed: Secret): Bytes {
    this.#fragment.hostSeed?.zero();
    this.#fragment = { ...this.#fragment, hostSeed: seed };
    return encodeFragment(this.#fragment);
  }

  close(): void {
    this.#fragment.secret.zero();
    this.#fragment.hostSeed?.zero();
    this.stretched.fill(0);
  }
}
