// The link as a member holds it: used for knocks and commits, and replaced when a host's policy names another.

import type { Bytes } from "../../base/bytes.ts";
import type { Millis } from "../../base/time.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { RejectReason } from "../../protocol/reject.ts";
import type { Doorbell } from "./doorbell.ts";
import type { Group } from "./group.ts";
import type { Link, LinkKeys } from "./link.ts";
import { zeroLink } from "./link.ts";
import type { LinkChange } from "./link-change.ts";
import type { MemberEffect } from "./member-effect.ts";

export type LinkKeeperOptions = {
  readonly ownId: ParticipantId;
  /** New ones, which `close` zeroes. */
  readonly linkKeysOf: (secret: Bytes) => LinkKeys;
  readonly doorbell: Doorbell;
  readonly linkChange: LinkChange;
};

export class LinkKeeper {
  readonly #options: LinkKeeperOptions;
  #link: Link;
  /** Acts of ours that are in force in the group, and are done when the server has the link as well. */
  #actsDue = 0;

  /** Takes the link's keys over. */
  constructor(link: Link, options: LinkKeeperOptions) {
    this.#link = link;
    this.#options = options;
  }

  get link(): Link {
    return this.#link;
  }

  /** Our commit that replaces the link was taken; it may be what several acts asked for. */
  handleActs(count: number): void {
    this.#actsDue += count;
  }

  /** A commit may have named another link: the one that its maker announced before. */
  async handleEpoch(group: Group, by: ParticipantId, now: Millis, out: MemberEffect[]) {
    const { ownId, linkKeysOf, doorbell, linkChange } = this.#options;
    const next = linkChange.handleCommit(by, group.policy.linkGeneration);
    if (next === null || !group.isLinkMissing) return;
    const { secret, generation } = next;
    const previous = this.#link;
    previous.linkPsk.zero();
    previous.credentialKey.zero();
    this.#link = { ...linkKeysOf(secret), generation };
    group.handleLink(this.#link);
    await doorbell.handleLink(this.#link, previous.knockKey);
    out.push({ type: "link", secret, generation });
    // A host's newer link took the place of ours before the server had heard of it.
    if (by !== ownId) this.#tell(true, out);
    linkChange.bring(next, by, by === ownId, now);
  }

  /** The server has the new link. */
  handleRotated(generation: number, out: MemberEffect[]): void {
    if (this.#options.linkChange.handleRotated(generation)) this.#tell(true, out);
  }

  handleRefused(reason: RejectReason, now: Millis, out: MemberEffect[]): void {
    if (this.#options.linkChange.handleRefused(reason, now)) this.#tell(false, out);
  }

  handleTick(now: Millis, out: MemberEffect[]): void {
    const claim = this.#options.linkChange.handleTick(now);
    if (claim === "given-up") this.#tell(false, out);
    else if (claim !== null) out.push({ type: "send", message: claim });
  }

  /** The group is left: whether the server has the new link nobody learns any more. */
  handleLeft(out: MemberEffect[]): void {
    this.#tell(false, out);
  }

  close(): void {
    this.#options.doorbell.close();
    this.#options.linkChange.close();
    zeroLink(this.#link);
  }

  #tell(isThrough: boolean, out: MemberEffect[]): void {
    for (; this.#actsDue > 0; this.#actsDue--) {
      out.push({ type: "act-done", act: "rotate-link", isThrough });
    }
  }
}
