// What the pages do with meetings: make them at the server, and keep them in this browser.

import type { RandomBytes } from "../../base/random.ts";
import { ok } from "../../base/result.ts";
import type { Day } from "../../base/time.ts";
import { parseFragmentText } from "../../core/link/fragment.ts";
import { formatLink } from "../../core/link/link.ts";
import { parseMeetingId } from "../../protocol/ids.ts";
import { createMeeting } from "../entry.ts";
import type { HostedMeetings } from "../hosted-meetings.ts";
import { locale, t } from "../words.ts";
import type { HomeServices } from "./home.ts";
import type { MeetingServices } from "./meeting.ts";
import { fragmentToUse } from "./opened-link.ts";

const DAY_MS = 86_400_000;

function randomBytes(length: number): ReturnType<RandomBytes> {
  return crypto.getRandomValues(new Uint8Array(length));
}

function madeOn(day: Day): string {
  const date = new Date(day * DAY_MS);
  return date.toLocaleDateString(locale(), { dateStyle: "long", timeZone: "UTC" });
}

function today(): Day {
  return Math.floor(Date.now() / DAY_MS) as Day;
}

export function homeServices(hosted: HostedMeetings, origin: string): HomeServices {
  return {
    async makeMeeting(passphrase) {
      const fetchHere = fetch.bind(globalThis);
      const created = await createMeeting(fetchHere, crypto.subtle, randomBytes, passphrase);
      if (!created.ok) return created;
      const { meetingId, fragment, hostSeed } = created.value;
      const isKept = hosted.add({
        meetingId,
        fragment: { ...fragment, hostSeed },
        createdOn: today(),
      });
      return ok({ link: formatLink({ origin, meetingId, fragment }), isKept });
    },

    listMeetings() {
      return hosted.list().map(({ meetingId, fragment, createdOn }) => ({
        id: meetingId,
        link: formatLink({ origin, meetingId, fragment: { ...fragment, hostSeed: null } }),
        made: t("kept.made", { date: madeOn(createdOn) }),
      }));
    },

    forgetMeeting(id) {
      const meetingId = parseMeetingId(id);
      if (meetingId !== null) hosted.remove(meetingId);
    },
  };
}

/**
 * @param opened the fragment that the page was opened with, "" for none.
 * @param keepOpened puts another in its place, for a reload.
 */
export function linkServices(
  hosted: HostedMeetings,
  opened: string,
  keepOpened: (fragment: string) => void,
): Omit<MeetingServices, "startCall"> {
  return {
    fragmentOf: (meetingId) => fragmentToUse(opened, hosted.find(meetingId)?.fragment ?? null),

    keepLink({ meetingId, fragmentText }) {
      keepOpened(fragmentText);
      const fragment = parseFragmentText(fragmentText);
      if (fragment === null || fragment.hostSeed === null) return;
      const createdOn = hosted.find(meetingId)?.createdOn ?? today();
      hosted.add({ meetingId, fragment, createdOn });
    },

    forgetMeeting(meetingId) {
      hosted.remove(meetingId);
    },
  };
}
