// The link that the meeting page was opened with, whole again, and what to give to others of it.

import type { Bytes } from "../../base/bytes.ts";
import { equal } from "../../base/bytes.ts";
import type { LinkFragment } from "../../core/link/fragment.ts";
import {
  encodeFragment,
  formatFragment,
  parseFragment,
  parseFragmentText,
} from "../../core/link/fragment.ts";
import { formatLink } from "../../core/link/link.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { parseMeetingId } from "../../protocol/ids.ts";

export type OpenedLink = {
  readonly origin: string;
  readonly meetingId: MeetingId;
  readonly fragment: Bytes;
  /** The same as text, with the host's seed when this browser has it. */
  readonly fragmentText: string;
  /** What "Copy link" gives. A host's own link loses its seed: whoever held it would be host. */
  readonly invitation: string;
  /** With the seed; "" when this browser doesn't have it. */
  readonly hostLink: string;
  readonly needsPassphrase: boolean;
};

function linkOf(origin: string, meetingId: MeetingId, fragment: LinkFragment): OpenedLink {
  const isHost = fragment.hostSeed !== null;
  return {
    origin,
    meetingId,
    fragment: encodeFragment(fragment),
    fragmentText: formatFragment(fragment),
    invitation: formatLink({ origin, meetingId, fragment: { ...fragment, hostSeed: null } }),
    hostLink: isHost ? formatLink({ origin, meetingId, fragment }) : "",
    needsPassphrase: fragment.needsPassphrase,
  };
}

/** @returns null when the path names no meeting, or the fragment is missing or not one of ours. */
export function openLink(
  place: { readonly origin: string; readonly pathname: string },
  fragmentOf: (meetingId: MeetingId) => string,
): OpenedLink | null {
  const meetingId = parseMeetingId(place.pathname.replace(/^\/m\//, "").replace(/\/$/, ""));
  if (meetingId === null) return null;
  const fragment = parseFragmentText(fragmentOf(meetingId));
  return fragment === null ? null : linkOf(place.origin, meetingId, fragment);
}

/** @returns `opened` with the host's seed of `kept`, when both are of the same host. */
function joined(opened: LinkFragment, kept: LinkFragment): LinkFragment {
  const isSameHost = equal(opened.hostCommitment, kept.hostCommitment);
  return opened.hostSeed === null && isSameHost ? { ...opened, hostSeed: kept.hostSeed } : opened;
}

/**
 * The text after the # that the page goes on with. The opened link may be newer than the kept one,
 * and the kept one makes this browser the host's whatever link was opened.
 *
 * @param opened "" when the page was opened without one.
 */
export function fragmentToUse(opened: string, kept: LinkFragment | null): string {
  if (kept === null) return opened;
  if (opened === "") return formatFragment(kept);
  const fragment = parseFragmentText(opened);
  return fragment === null ? opened : formatFragment(joined(fragment, kept));
}

/** @param fragment decoded, of the same meeting. @returns `link`, a host's when `fragment` is. */
export function withHostSeed(link: OpenedLink, fragment: Bytes): OpenedLink {
  const next = parseFragment(fragment);
  return next === null || next.hostSeed === null ? link : linkOf(link.origin, link.meetingId, next);
}

/**
 * @param invitation the text after the # that the host's rotation gave.
 * @returns null when it is none, or of another host: nobody's message may take over a meeting.
 */
export function withInvitation(link: OpenedLink, invitation: string): OpenedLink | null {
  const next = parseFragmentText(invitation);
  const own = parseFragmentText(link.fragmentText);
  if (next === null || own === null) return null;
  if (!equal(next.hostCommitment, own.hostCommitment)) return null;
  return linkOf(link.origin, link.meetingId, { ...next, hostSeed: own.hostSeed });
}
