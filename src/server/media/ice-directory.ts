// Who a packet is of: by the user name of its ICE check, then by where checks came from (RFC 8445 §7.3).

import { randomBytes } from "node:crypto";
import { hex } from "../../base/bytes.ts";
import type { Remote } from "./remote.ts";
import type { Offer } from "./sdp-offer.ts";

/** ICE wants at least 24 and 128 random bits (RFC 8445 §5.3). */
const FRAGMENT_BYTES = 8;
const PASSWORD_BYTES = 16;

/** A browser has a few paths; more are an attempt to fill memory. */
const REMOTES_MAX = 8;

export type IceCredentials = {
  /** Our user name fragment and password, which only the participant was told. */
  readonly fragment: string;
  readonly password: string;
  /** The participant's, by which it knows our own checks. */
  readonly remoteFragment: string;
  readonly remotePassword: string;
};

export function createIceCredentials({
  fragment: remoteFragment,
  password: remotePassword,
}: Pick<Offer, "fragment" | "password">): IceCredentials {
  return {
    fragment: hex(randomBytes(FRAGMENT_BYTES)),
    password: hex(randomBytes(PASSWORD_BYTES)),
    remoteFragment,
    remotePassword,
  };
}

export class IceDirectory<Transport> {
  readonly #byFragment = new Map<string, { transport: Transport; credentials: IceCredentials }>();
  readonly #byRemote = new Map<string, Transport>();
  readonly #fragments = new Map<Transport, string[]>();
  readonly #remotes = new Map<Transport, string[]>();

  /** The newest two credentials of a transport hold, so that the old path lasts until a restart is done. */
  addCredentials(transport: Transport, credentials: IceCredentials): void {
    this.#byFragment.set(credentials.fragment, { transport, credentials });
    const fragments = this.#fragments.get(transport) ?? [];
    fragments.push(credentials.fragment);
    this.#fragments.set(transport, fragments);
    if (fragments.length > 2) this.#byFragment.delete(fragments.shift() ?? "");
  }

  byUsername(username: string): { transport: Transport; credentials: IceCredentials } | null {
    const [ours = "", theirs = ""] = username.split(":");
    const entry = this.#byFragment.get(ours);
    return entry?.credentials.remoteFragment === theirs ? entry : null;
  }

  /**
   * A check with integrity came from `remote`: what else comes from there is of `transport`. Of too
   * many the oldest is forgotten, but never the one `inUse`.
   */
  addRemote(transport: Transport, remote: Remote, inUse: Remote | null): void {
    const before = this.#byRemote.get(remote.key);
    if (before === transport) return;
    if (before !== undefined) this.#forget(before, remote.key);
    this.#byRemote.set(remote.key, transport);
    const keys = this.#remotes.get(transport) ?? [];
    keys.push(remote.key);
    this.#remotes.set(transport, keys);
    if (keys.length <= REMOTES_MAX) return;
    const place = keys[0] === inUse?.key ? 1 : 0;
    for (const oldest of keys.splice(place, 1)) this.#byRemote.delete(oldest);
  }

  #forget(transport: Transport, key: string): void {
    const keys = this.#remotes.get(transport) ?? [];
    this.#remotes.set(
      transport,
      keys.filter((other) => other !== key),
    );
  }

  transports(): Iterable<Transport> {
    return this.#fragments.keys();
  }

  byRemote(remote: Remote): Transport | null {
    return this.#byRemote.get(remote.key) ?? null;
  }

  remove(transport: Transport): void {
    for (const fragment of this.#fragments.get(transport) ?? []) this.#byFragment.delete(fragment);
    for (const key of this.#remotes.get(transport) ?? []) this.#byRemote.delete(key);
    this.#fragments.delete(transport);
    this.#remotes.delete(transport);
  }
}
