// The meetings that this browser hosts, in its own storage: links and days, no titles and no names.

import type { Day } from "../base/time.ts";
import type { LinkFragment } from "../core/link/fragment.ts";
import { formatFragment, parseFragmentText } from "../core/link/fragment.ts";
import type { MeetingId } from "../protocol/ids.ts";
import { parseMeetingId } from "../protocol/ids.ts";

const STORAGE_KEY = "conclave/1 hosted meetings";

/** More makes a list that nobody reads, fewer leaves busy hosts to keep their links themselves. */
export const HOSTED_MEETINGS_MAX = 500;

export type HostedMeeting = {
  readonly meetingId: MeetingId;
  /** With `hostSeed`: whoever reads this storage is the host. */
  readonly fragment: LinkFragment;
  readonly createdOn: Day;
  /** While the link is being replaced: which may be the link instead (call-links.ts). */
  readonly others?: readonly LinkFragment[];
};

/** Another tab or an older version may have written it: what doesn't parse is left out. */
export class HostedMeetings {
  readonly #storage: Pick<Storage, "getItem" | "setItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
  }

  /** Newest first. */
  list(): HostedMeeting[] {
    return this.#read().sort((one, other) => other.createdOn - one.createdOn);
  }

  /** @returns null when this browser doesn't host it. */
  find(meetingId: MeetingId): HostedMeeting | null {
    return this.#read().find((meeting) => meeting.meetingId === meetingId) ?? null;
  }

  /**
   * @returns false when the browser won't store it, or the list is full: the person must keep the
   * host link. Nothing is dropped to make room, since that would be somebody's only host key.
   */
  add(meeting: HostedMeeting): boolean {
    const others = this.#read().filter((other) => other.meetingId !== meeting.meetingId);
    return others.length < HOSTED_MEETINGS_MAX && this.#write([meeting, ...others]);
  }

  /** @returns false when the browser won't store the rest. */
  remove(meetingId: MeetingId): boolean {
    return this.#write(this.#read().filter((meeting) => meeting.meetingId !== meetingId));
  }

  #read(): HostedMeeting[] {
    try {
      const items: unknown = JSON.parse(this.#storage.getItem(STORAGE_KEY) ?? "[]");
      return Array.isArray(items) ? items.flatMap((item) => parseItem(item) ?? []) : [];
    } catch {
      return [];
    }
  }

  #write(meetings: readonly HostedMeeting[]): boolean {
    const items = meetings.map(({ meetingId, fragment, createdOn, others = [] }) => ({
      meetingId,
      fragment: formatFragment(fragment),
      createdOn,
      ...(others.length > 0 ? { others: others.map(formatFragment) } : {}),
    }));
    try {
      this.#storage.setItem(STORAGE_KEY, JSON.stringify(items));
      return true;
    } catch {
      return false;
    }
  }
}

function parseItem(item: unknown): HostedMeeting | null {
  if (typeof item !== "object" || item === null) return null;
  const id = "meetingId" in item && typeof item.meetingId === "string" ? item.meetingId : "";
  const text = "fragment" in item && typeof item.fragment === "string" ? item.fragment : "";
  const day = "createdOn" in item ? item.createdOn : null;
  const meetingId = parseMeetingId(id);
  const fragment = parseFragmentText(text);
  if (meetingId === null || fragment === null || fragment.hostSeed === null) return null;
  if (typeof day !== "number" || !Number.isSafeInteger(day) || day < 0) return null;
  const others = "others" in item && Array.isArray(item.others) ? parseOthers(item.others) : [];
  const meeting = { meetingId, fragment, createdOn: day as Day };
  return others.length > 0 ? { ...meeting, others } : meeting;
}

function parseOthers(texts: readonly unknown[]): readonly LinkFragment[] {
  return texts.flatMap((text) => (typeof text === "string" ? (parseFragmentText(text) ?? []) : []));
}
