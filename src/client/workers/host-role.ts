// Being host in this browser: by the link's own seed, or by one that another host hands over (PROTOCOL §6).

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import { Secret } from "../../base/secret.ts";
import type { SessionId } from "../../protocol/ids.ts";
import type { Failure } from "../failure.ts";
import type { HostKey } from "../host-key.ts";
import { hostKeyFromSeed } from "../host-key.ts";
import type { EnteredLink } from "./entered-link.ts";
import { HostDesk } from "./host-desk.ts";

export type HostRoleOptions = {
  readonly link: EnteredLink;
  readonly sessionId: SessionId;
  /** The meeting's, as the link commits to it. */
  readonly hostKey: Bytes;
  readonly subtle: SubtleCrypto;
  readonly random: RandomBytes;
  /** Asks the page to store the fragment of a link that is to be; answered by `handleLinkKept`. */
  readonly keepLink: (fragment: Bytes) => void;
};

export class HostRole {
  readonly #options: HostRoleOptions;
  #desk: HostDesk | null = null;
  /** The host key that is offered to this person, until they answer. */
  #offered: { readonly hostKey: HostKey; readonly seed: Secret } | null = null;
  #handleLinkKept: () => void = () => undefined;

  constructor(options: HostRoleOptions) {
    this.#options = options;
  }

  /** Null while this browser isn't a host's. */
  get desk(): HostDesk | null {
    return this.#desk;
  }

  /** In a host's browser. @returns why its key can't be used; null when all is well. */
  async takeOwnKey(): Promise<Failure | null> {
    const { link, hostKey: meetingKey, subtle } = this.#options;
    const { hostSeed } = link.fragment;
    if (hostSeed === null) return null;
    const hostKey = await hostKeyFromSeed(subtle, hostSeed);
    if (hostKey === null) return "unsupported-browser";
    // A seed of another meeting: its proofs would be refused by everyone, and look like an attack.
    if (!equal(hostKey.publicKey, meetingKey)) return "broken-link";
    this.#desk = this.#deskOf(hostKey);
    return null;
  }

  /** @returns false when it isn't the key that the link commits to, and so no host's to give. */
  async handleOffered(seedBytes: Bytes): Promise<boolean> {
    const { hostKey: meetingKey, subtle } = this.#options;
    const seed = new Secret(seedBytes);
    const hostKey = await hostKeyFromSeed(subtle, seed);
    if (hostKey === null || !equal(hostKey.publicKey, meetingKey)) {
      seed.zero();
      return false;
    }
    this.#offered?.seed.zero();
    this.#offered = { hostKey, seed };
    return true;
  }

  /**
   * @returns the fragment that the person comes back by as a host; null when they declined, or nothing
   * was offered.
   */
  handleAnswer(isAccepted: boolean): Bytes | null {
    const offered = this.#offered;
    this.#offered = null;
    if (offered === null || !isAccepted) {
      offered?.seed.zero();
      return null;
    }
    const fragment = this.#options.link.handleHostSeed(offered.seed);
    this.#desk = this.#deskOf(offered.hostKey);
    return fragment;
  }

  handleLinkKept(): void {
    this.#handleLinkKept();
  }

  close(): void {
    this.#offered?.seed.zero();
  }

  #deskOf(hostKey: HostKey): HostDesk {
    const { link, sessionId, random, keepLink } = this.#options;
    const keep = (fragment: Bytes) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#handleLinkKept = resolve;
      keepLink(fragment);
      return promise;
    };
    return new HostDesk({ sessionId, hostKey, link, random, keep });
  }
}
