// A host's own work in its browser: proves the host key to the server, signs, makes new links, deletes the meeting (PROTOCOL §7).

import type { Bytes } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import { Secret } from "../../base/secret.ts";
import type { LinkFragment } from "../../core/link/fragment.ts";
import { encodeFragment, LINK_SECRET_BYTES } from "../../core/link/fragment.ts";
import type { LinkKeys } from "../../core/link/link-keys.ts";
import type { HostSigner } from "../../core/mls/meeting.ts";
import type { NewLink } from "../../core/mls/signal.ts";
import {
  deletionMessage,
  hostSessionMessage,
  rotationMessage,
} from "../../protocol/host-claims.ts";
import type { MeetingId, SessionId } from "../../protocol/ids.ts";
import { SRP_SALT_BYTES } from "../../protocol/limits.ts";
import type { ClientMessage } from "../../protocol/socket-messages.ts";
import { verifierOf } from "../entry.ts";
import type { HostKey } from "../host-key.ts";

export type HostDeskOptions = {
  readonly meetingId: MeetingId;
  readonly sessionId: SessionId;
  readonly hostKey: HostKey;
  readonly random: RandomBytes;
  /** New secrets, which the caller zeroes. */
  readonly linkKeysOf: (secret: Bytes) => LinkKeys;
  /** Told of each secret before anybody else is, and awaited: it must outlive a crash. */
  readonly keep: (secret: Bytes) => Promise<void>;
};

/** The link with another secret, as everybody may have it. */
export function fragmentWith(fragment: LinkFragment, secret: Bytes): Bytes {
  return encodeFragment({ ...fragment, secret: new Secret(secret), hostSeed: null });
}

export class HostDesk implements HostSigner {
  readonly #options: HostDeskOptions;

  constructor(options: HostDeskOptions) {
    this.#options = options;
  }

  sign(message: Bytes): Promise<Bytes> {
    return this.#options.hostKey.sign(message);
  }

  async makeLink(generation: number): Promise<NewLink> {
    const { meetingId, random, linkKeysOf, keep } = this.#options;
    const secret = random(LINK_SECRET_BYTES);
    const salt = random(SRP_SALT_BYTES);
    await keep(secret);
    const verifier = verifierOf(meetingId, linkKeysOf(secret), salt);
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
    const { meetingId, sessionId } = this.#options;
    return {
      type: "delete",
      signature: await this.sign(deletionMessage({ meetingId, sessionId })),
    };
  }
}
