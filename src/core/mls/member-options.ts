// What a member is made of: who one is, by which link one comes, and what the edge lends.

import type { Bytes } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Suite } from "../../protocol/entry-messages.ts";
import type { MeetingId, ParticipantId } from "../../protocol/ids.ts";
import type { LinkKeys } from "./link.ts";
import type { HostSigner } from "./meeting.ts";
import type { Past } from "./return-proof.ts";
import type { Subtle } from "./subtle.ts";

export type MemberOptions = {
  readonly meetingId: MeetingId;
  /** Ed25519, 32 bytes: the one that the link commits to, so that the server can't name another. */
  readonly hostKey: Bytes;
  /** In a host's browser, to sign with that key. */
  readonly host: HostSigner | null;
  /** The link's, never the server's: so the server can't choose a weaker one. */
  readonly suite: Suite;
  /** The member's own from here on: `close` zeroes them. */
  readonly linkKeys: LinkKeys;
  readonly linkGeneration: number;
  /** The keys of a link that replaces this one; the member's own as well. */
  readonly linkKeysOf: (secret: Bytes) => LinkKeys;
  readonly participantId: ParticipantId;
  /** Of the group that this browser was in before, which was lost; null on a first entry. */
  readonly past: Past | null;
  readonly name: string;
  readonly subtle: Subtle;
  readonly random: RandomBytes;
};
