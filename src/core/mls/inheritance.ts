// The host's decisions that outlive a lost group: whoever knows the newest brings it into the group after it (PROTOCOL §6).

import type { Bytes } from "../../base/bytes.ts";
import type { SignedPolicy } from "../../protocol/policy.ts";
import { signedPolicy } from "../../protocol/policy.ts";
import { decode } from "../../protocol/schema.ts";
import type { Group } from "./group.ts";
import { judgeEarlier } from "./group-policy.ts";
import type { Meeting } from "./meeting.ts";
import type { Past } from "./return-proof.ts";

export type Known = { readonly signed: Bytes; readonly version: number };

export class Inheritance {
  readonly #meeting: Meeting;
  #newest: Known | null = null;

  private constructor(meeting: Meeting) {
    this.#meeting = meeting;
  }

  static async of(
    meeting: Meeting,
    past: Past | null,
    linkGeneration: number,
  ): Promise<Inheritance> {
    const inheritance = new Inheritance(meeting);
    await inheritance.handlePolicy(past?.signedPolicy ?? null, linkGeneration);
    return inheritance;
  }

  /** The newest that is known, and so what no group that we join may fall behind. */
  get newest(): Known | null {
    return this.#newest;
  }

  /** Ours, or what somebody brought in their knock: it counts only by the host's signature. */
  async handlePolicy(signed: Bytes | null, linkGeneration: number): Promise<void> {
    const policy = signed && (await judgeEarlier(signed, this.#meeting, linkGeneration));
    if (!signed || !policy || policy.version <= (this.#newest?.version ?? 0)) return;
    this.#newest = { signed, version: policy.version };
  }

  /** @returns what the group lacks; null when it has it, or a host has spoken in it. */
  lackedBy(group: Group): SignedPolicy | null {
    const newest = this.#newest;
    if (newest === null || !group.mayInherit) return null;
    return newest.version > group.policy.version ? decode(signedPolicy, newest.signed) : null;
  }
}
