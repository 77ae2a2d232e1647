// The meetings that this browser hosts, in its own storage: links, days, and what their host calls them.

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
  /** What the host calls it; "" without a name. It never leaves this browser. */
  readonly name: string;
  /** A room of one's own, with a link that lasts. */
  readonly isRoom: boolean;
  /** Of the newest calendar entry, so that a later one replaces it; -1 before the first. */
  readonly calendarSequence: number;
  /** While the link is being replaced: which may be the link instead (call-links.ts). */
  readonly others?: readonly LinkFragment[];
};

/** What a meeting is kept with when it was only just made. */
export const UNNAMED = { name: "", isRoom: false, calendarSequence: -1 } as const;

/** Longer is no name. */
export const MEETING_NAME_MAX = 120;

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

  /** @returns false when it isn't kept here, or the browser won't store it. */
  change(
    meetingId: MeetingId,
    changes: Partial<Pick<HostedMeeting, "name" | "isRoom" | "calendarSequence">>,
  ): boolean {
    const meeting = this.find(meetingId);
    return meeting !== null && this.add({ ...meeting, ...changes });
  }

  /** The whole list as text, host keys and all: for a file of the person's own. */
  exportText(): string {
    return JSON.stringify(this.#read().map(itemOf));
  }

  /**
   * Adds the meetings of another browser; those that are here already stay as they are.
   *
   * @returns how many came; null when `text` is no such list, or couldn't be stored.
   */
  importText(text: string): number | null {
    const known = this.#read();
    const ids = new Set(known.map(({ meetingId }) => meetingId));
    const listed = parseList(text);
    const news = listed?.filter(({ meetingId }) => !ids.has(meetingId)) ?? [];
    if (listed === null || known.length + news.length > HOSTED_MEETINGS_MAX) return null;
    return this.#write([...known, ...news]) ? news.length : null;
  }

  /** @returns false when the browser won't store the rest. */
  remove(meetingId: MeetingId): boolean {
    return this.#write(this.#read().filter((meeting) => meeting.meetingId !== meetingId));
  }

  #read(): HostedMeeting[] {
    try {
      return [...(parseList(this.#storage.getItem(STORAGE_KEY) ?? "[]") ?? [])];
    } catch {
      return [];
    }
  }

  #write(meetings: readonly HostedMeeting[]): boolean {
    try {
      this.#storage.setItem(STORAGE_KEY, JSON.stringify(meetings.map(itemOf)));
      return true;
    } catch {
      return false;
    }
  }
}

function itemOf({ fragment, others = [], ...rest }: HostedMeeting) {
  const kept = { ...rest, fragment: formatFragment(fragment) };
  return others.length > 0 ? { ...kept, others: others.map(formatFragment) } : kept;
}

/** @returns null unless `text` is a list; what in it isn't a meeting is left out. Never throws. */
function parseList(text: string): readonly HostedMeeting[] | null {
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? items.flatMap((item) => parseItem(item) ?? []) : null;
  } catch {
    return null;
  }
}

/** An older version kept no name. */
function parseAbout(item: object): Pick<HostedMeeting, "name" | "isRoom" | "calendarSequence"> {
  const name = "name" in item && typeof item.name === "string" ? item.name : "";
  const sequence = "calendarSequence" in item ? item.calendarSequence : -1;
  return {
    name: name.slice(0, MEETING_NAME_MAX),
    isRoom: "isRoom" in item && item.isRoom === true,
    calendarSequence: Number.isSafeInteger(sequence) ? Number(sequence) : -1,
  };
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
  const meeting = { meetingId, fragment, createdOn: day as Day, ...parseAbout(item) };
  return others.length > 0 ? { ...meeting, others } : meeting;
}

function parseOthers(texts: readonly unknown[]): readonly LinkFragment[] {
  return texts.flatMap((text) => (typeof text === "string" ? (parseFragmentText(text) ?? []) : []));
}
