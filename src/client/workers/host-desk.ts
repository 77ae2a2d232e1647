// A host's own work in its browser: proves the host key to the server, signs, makes new links, deletes the meeting (PROTOCOL §7).

import { assert } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import { copy } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import { LINK_SECRET_BYTES } from "../../core/link/fragment.ts";
import type { HostSigner } from "../../core/mls/meeting.ts";
import type { NewLink } from "../../core/mls/signal.ts";
import {
  deletionMessage,
  hostSessionMessage,
  rotationMessage,
} from "../../protocol/host-claims.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { SRP_SALT_BYTES } from "../../protocol/limits.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import { verifierOf } from "../entry.ts";
import type { HostKey } from "../host-key.ts";
import type { EnteredLink } from "./entered-link.ts";

export type HostDeskOptions = {
  readonly sessionId: SessionId;
  readonly hostKey: HostKey;
  /** Holds the host key's seed. */
  readonly link: EnteredLink;
  readonly random: RandomBytes;
  /** Told of each new link before anybody else is, and awaited: it must outlive a crash. */
  readonly keep: (fragment: Bytes) => Promise<void>;
};

export class HostDesk implements HostSigner {
  readonly #options: HostDeskOptions;

  constructor(options: HostDeskOptions) {
    this.#options = options;
  }

  sign(message: Bytes): Promise<Bytes> {
    return this.#options.hostKey.sign(message);
  }

  seed(): Bytes {
    const { hostSeed } = this.#options.link.fragment;
    assert(hostSeed !== null, "a host's desk without the host's seed");
    return copy(hostSeed.bytes);
  }

  async makeLink(generation: number): Promise<NewLink> {
    const { link, random, keep } = this.#options;
    const { meetingId } = link;
    const secret = random(LINK_SECRET_BYTES);
    const salt = random(SRP_SALT_BYTES);
    await keep(link.invitationWith(secret));
    const verifier = verifierOf(meetingId, link.keysOf(secret), salt);
    const claim = { meetingId, salt, verifier, linkGeneration: generation };
    const signature = await this.sign(rotationMessage(claim));
    return { secret, generation, salt, verifier, signature };
  }

  /** @param nonce of the socket's challenge. */
  async prove(nonce: Bytes): Promise<ClientMessage> {
    const { sessionId } = this.#options;
    return { type: "prove", signature: await this.sign(hostSessionMessage({ sessionId, nonce })) };
  }

  async delete(): Promise<ClientMessage> {
    const { sessionId, link } = this.#options;
    const { meetingId } = link;
    return {
      type: "delete",
      signature: await this.sign(deletionMessage({ meetingId, sessionId })),
    };
  }
}
