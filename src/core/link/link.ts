// A meeting's whole link, https://HOST/m/MEETING_ID#FRAGMENT (PROTOCOL §2).

import type { MeetingId } from "../../protocol/ids.ts";
import { parseMeetingId } from "../../protocol/ids.ts";
import type { LinkFragment } from "./fragment.ts";
import { formatFragment, parseFragmentText } from "./fragment.ts";

export type MeetingLink = {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  readonly meetingId: MeetingId;
  readonly fragment: LinkFragment;
};

// Plain http only where browsers count it as a secure context: elsewhere there is no WebCrypto,
// and whoever is on the path could serve a page that reads the fragment.
const LINK =
  /^(https:\/\/(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?)\/m\/([0-9a-z-]{19})#([\w-]{1,128})$/i;

/** @returns the address to give to others; a host's own link when the fragment has a seed. */
export function formatLink(link: MeetingLink): string {
  return `${link.origin}/m/${link.meetingId}#${formatFragment(link.fragment)}`;
}

/** @returns null unless `text` is exactly a link of ours, to whatever host. Never throws. */
export function parseLink(text: string): MeetingLink | null {
  const [, origin = "", id = "", digits = ""] = LINK.exec(text) ?? [];
  const meetingId = parseMeetingId(id);
  const fragment = parseFragmentText(digits);
  return meetingId === null || fragment === null ? null : { origin, meetingId, fragment };
}
