// What the pages do with meetings: make them at the server, and keep them in this browser.

import type { RandomBytes } from "../../base/random.ts";
import { ok, reject } from "../../base/result.ts";
import type { Day, Millis } from "../../base/time.ts";
import { encodeFragment, formatFragment, parseFragment } from "../../core/link/fragment.ts";
import { formatLink } from "../../core/link/link.ts";
import { parseMeetingId, socketPath } from "../../protocol/ids.ts";
import { createMeeting } from "../entry.ts";
import type { HostedMeetings } from "../hosted-meetings.ts";
import { MEETING_NAME_MAX, UNNAMED } from "../hosted-meetings.ts";
import { deleteMeeting } from "../meeting-deletion.ts";
import { openFile, sealFile } from "../sealed-file.ts";
import { locale, t } from "../words.ts";
import type { MeetingServices } from "./meeting.ts";
import type { MeetingShelf } from "./meeting-list.ts";
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

/** What the start page and the calendar page do with this browser’s meetings. */
export function meetingShelf(hosted: HostedMeetings, origin: string): MeetingShelf {
  return {
    async makeMeeting(passphrase, startKey, about = {}) {
      const fetchHere = fetch.bind(globalThis);
      const created = await createMeeting(
        fetchHere,
        crypto.subtle,
        randomBytes,
        passphrase,
        startKey,
      );
      if (!created.ok) return created;
      const { meetingId, fragment, hostSeed } = created.value;
      const isKept = hosted.add({
        meetingId,
        fragment: { ...fragment, hostSeed },
        createdOn: today(),
        ...UNNAMED,
        ...about,
      });
      return ok({ id: meetingId, link: formatLink({ origin, meetingId, fragment }), isKept });
    },

    listMeetings() {
      return hosted.list().map(({ meetingId, fragment, createdOn, ...about }) => ({
        name: about.name,
        isRoom: about.isRoom,
        needsPassphrase: fragment.needsPassphrase,
        calendarSequence: about.calendarSequence,
        id: meetingId,
        link: formatLink({ origin, meetingId, fragment: { ...fragment, hostSeed: null } }),
        made: t("kept.made", { date: madeOn(createdOn) }),
      }));
    },

    forgetMeeting(id) {
      const meetingId = parseMeetingId(id);
      if (meetingId !== null) hosted.remove(meetingId);
    },

    async deleteMeeting(id, passphrase) {
      const meetingId = parseMeetingId(id);
      const kept = meetingId === null ? null : hosted.find(meetingId);
      if (kept === null) return reject("not-host");
      const { fragment, others = [] } = kept;
      const deleted = await deleteMeeting(
        { meetingId: kept.meetingId, fragment, others },
        fragment.needsPassphrase ? passphrase : null,
        {
          fetch: fetch.bind(globalThis),
          openSocket: (of) => new WebSocket(`${origin.replace(/^http/, "ws")}${socketPath(of)}`),
          clock: () => performance.now() as Millis,
          random: randomBytes,
          subtle: crypto.subtle,
        },
      );
      if (deleted.ok) hosted.remove(kept.meetingId);
      return deleted;
    },

    changeMeeting(id, changes) {
      const meetingId = parseMeetingId(id);
      const name = changes.name?.trim().slice(0, MEETING_NAME_MAX);
      if (meetingId === null) return;
      hosted.change(meetingId, { ...changes, ...(name === undefined ? {} : { name }) });
    },

    exportMeetings: (passphrase) => sealFile(hosted.exportText(), passphrase),

    async importMeetings(file, passphrase) {
      const opened = await openFile(file, passphrase);
      if (!opened.ok) return opened;
      const count = hosted.importText(opened.value);
      return count === null ? reject("not-ours") : ok(count);
    },
  };
}

/** What this tab knows of the link that it was opened with (fragment-strip.ts). */
export type TabLink = {
  /** The text after the #; "" for none. */
  readonly read: () => string;
  /** Puts another in its place, for a reload. */
  readonly keep: (fragment: string) => void;
  readonly forget: () => void;
};

export function linkServices(
  hosted: HostedMeetings,
  tab: TabLink,
): Omit<MeetingServices, "startCall"> {
  return {
    fragmentOf: (meetingId) => fragmentToUse(tab.read(), hosted.find(meetingId)?.fragment ?? null),

    othersOf(meetingId) {
      const kept = hosted.find(meetingId);
      return kept === null ? [] : [kept.fragment, ...(kept.others ?? [])].map(encodeFragment);
    },

    keepLinks(meetingId, current, others) {
      const fragment = parseFragment(current);
      if (fragment === null) return;
      tab.keep(formatFragment(fragment));
      if (fragment.hostSeed === null) return;
      const known = hosted.find(meetingId) ?? { createdOn: today(), ...UNNAMED };
      const kept = others.flatMap((other) => parseFragment(other) ?? []);
      hosted.add({ ...known, meetingId, fragment, others: kept });
    },

    async makeNext(meetingId, passphrase) {
      const created = await createMeeting(
        fetch.bind(globalThis),
        crypto.subtle,
        randomBytes,
        passphrase,
      );
      if (!created.ok) return null;
      const { fragment, hostSeed } = created.value;
      const name = hosted.find(meetingId)?.name ?? "";
      hosted.add({
        meetingId: created.value.meetingId,
        fragment: { ...fragment, hostSeed },
        createdOn: today(),
        ...UNNAMED,
        name,
      });
      return { meetingId: created.value.meetingId, fragment: encodeFragment(fragment) };
    },

    forgetLink: tab.forget,

    forgetMeeting(meetingId) {
      hosted.remove(meetingId);
    },
  };
}
