// Our own checks of paths that a participant seems to move to: it goes there when it answers from there (RFC 8445 §7.2).

import { randomBytes } from "node:crypto";
import { equal } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import { TokenBucket } from "../../core/sfu/token-bucket.ts";
import type { IceCredentials } from "./ice-directory.ts";
import type { Remote } from "./remote.ts";
import { bindingRequest, parseBindingSuccess } from "./stun.ts";

/** A browser tries a few paths at once. More help who copies checks. */
const PENDING_MAX = 4;
/**
 * Who copies a check under a forged source makes us send one there for each. More makes us a better
 * reflector, fewer moves a participant later whose answers are lost.
 */
const PER_SECOND = 4;
const BURST = 8;

type Pending = {
  readonly transactionId: Uint8Array;
  readonly credentials: IceCredentials;
};

/**
 * That a check with integrity came from somewhere shows nothing about who is there: whoever reads
 * the participant's packets can deliver a copy first, or under any source. Only the participant has
 * the password that our check must be answered with, and it only answers what reached it.
 */
export class PathChecks {
  /** By the remote's key, the oldest in front. */
  readonly #pending = new Map<string, Pending>();
  readonly #bucket = new TokenBucket(PER_SECOND, BURST);

  /** Asks at `remote` whether the participant is there. */
  ask(remote: Remote, credentials: IceCredentials, now: Millis): void {
    if (!this.#bucket.take(now)) return;
    const pending = this.#pending.get(remote.key) ?? {
      transactionId: new Uint8Array(randomBytes(12)),
      credentials,
    };
    this.#pending.delete(remote.key);
    this.#pending.set(remote.key, pending);
    if (this.#pending.size > PENDING_MAX) {
      const [oldest = ""] = this.#pending.keys();
      this.#pending.delete(oldest);
    }
    const { fragment, remoteFragment, remotePassword } = pending.credentials;
    remote.send(
      bindingRequest(pending.transactionId, `${remoteFragment}:${fragment}`, remotePassword),
    );
  }

  /** @returns true when `packet` from `remote` answers what was asked there, once. */
  isAnswered(packet: Uint8Array, remote: Remote): boolean {
    const pending = this.#pending.get(remote.key);
    if (pending === undefined) return false;
    const { transactionId, credentials } = pending;
    const answered = parseBindingSuccess(packet, credentials.remotePassword);
    if (answered === null || !equal(answered, transactionId)) return false;
    this.#pending.delete(remote.key);
    return true;
  }
}
