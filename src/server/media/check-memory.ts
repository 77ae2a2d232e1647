// The ICE checks that one transport saw of late, so that a copy of one can't move it (RFC 8489 §6.3).

import { hex } from "../../base/bytes.ts";

/** About 20 minutes of a path in use. More costs memory (100 bytes each), fewer forgets sooner. */
const CHECKS_MAX = 512;

/** "repeated" is sent again by its sender; "copied" came first from another remote. */
export type Sighting = "new" | "repeated" | "copied";

/**
 * Who reads a participant's packets on their way can send a check of it again from an address of its
 * own: its integrity is right, and tells nothing of where it was made.
 */
export class CheckMemory {
  /** Transaction ID as hex -> key of the remote that it came from first; the oldest in front. */
  readonly #remotes = new Map<string, string>();

  note(transactionId: Uint8Array, remoteKey: string): Sighting {
    const id = hex(transactionId);
    const first = this.#remotes.get(id);
    if (first !== undefined) return first === remoteKey ? "repeated" : "copied";
    this.#remotes.set(id, remoteKey);
    if (this.#remotes.size > CHECKS_MAX) {
      const [oldest = ""] = this.#remotes.keys();
      this.#remotes.delete(oldest);
    }
    return "new";
  }
}
