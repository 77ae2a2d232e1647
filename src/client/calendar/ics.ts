// A meeting as an iCalendar object (RFC 5545), with the link as RFC 7986's CONFERENCE.

import { instantOf } from "./local-time.ts";
import type { Plan } from "./plan.ts";
import { recurrenceRule, utcText } from "./plan.ts";
import { localText, zoneLines } from "./zone-rules.ts";

export type CalendarEntry = {
  readonly plan: Plan;
  /** The same for all versions of one entry, so that a calendar replaces the old one. */
  readonly uid: string;
  /** Grows with each version. */
  readonly sequence: number;
  /** The link that the entry shows: whole, or without its secret. */
  readonly link: string;
  /** What stands in the entry: the guests' note, and how to join. */
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly stampedAt: number;
};

/** §3.1, in octets, without the line break. */
const LINE_OCTETS_MAX = 75;

const encoder = new TextEncoder();

/** §3.3.11. What isn't allowed in a text at all is left out. */
export function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\n/g, "\\n");
}

/** Cut between characters, never within one: a byte more would break what some calendars read. */
export function foldLine(line: string): string {
  const lines: string[] = [];
  let current = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > LINE_OCTETS_MAX) {
      lines.push(current);
      current = " ";
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}

function eventLines({ plan, uid, sequence, link, description, stampedAt }: CalendarEntry) {
  const rule = recurrenceRule(plan);
  return [
    "BEGIN:VEVENT",
    `UID:${escapeText(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utcText(stampedAt)}`,
    `DTSTART;TZID=${plan.zone}:${localText(plan.start)}`,
    `DURATION:PT${plan.minutes}M`,
    ...(rule === "" ? [] : [`RRULE:${rule}`]),
    `SUMMARY:${escapeText(plan.title)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `LOCATION:${escapeText(link)}`,
    `URL:${link}`,
    `CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Conclave:${link}`,
    "CLASS:PRIVATE",
    "STATUS:CONFIRMED",
    "END:VEVENT",
  ];
}

/** The whole file, `text/calendar; charset=utf-8`. */
export function icsText(entry: CalendarEntry): string {
  const { zone, start } = entry.plan;
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Conclave//Conclave//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    ...zoneLines(zone, start.year),
    ...eventLines(entry),
    "END:VCALENDAR",
    "",
  ]
    .map(foldLine)
    .join("\r\n");
}

const MINUTE_MS = 60_000;

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const words = Object.entries(query).filter(([, value]) => value !== "");
  return `${address}?${new URLSearchParams(words)}`;
}

/** Google's own form, filled in. It gets all of the entry, the link too. */
export function googleAddress({ plan, link, description }: CalendarEntry): string {
  const start = instantOf(plan.start, plan.zone);
  const rule = recurrenceRule(plan);
  return withQuery("https://calendar.google.com/calendar/render", {
    action: "TEMPLATE",
    text: plan.title,
    dates: `${utcText(start)}/${utcText(start + plan.minutes * MINUTE_MS)}`,
    ctz: plan.zone,
    details: description,
    location: link,
    recur: rule === "" ? "" : `RRULE:${rule}`,
  });
}

/** Outlook's own form, filled in; it takes no repetition. It gets all else, the link too. */
export function outlookAddress({ plan, link, description }: CalendarEntry): string {
  const start = instantOf(plan.start, plan.zone);
  const iso = (instant: number) => new Date(instant).toISOString();
  return withQuery("https://outlook.live.com/calendar/0/deeplink/compose", {
    path: "/calendar/action/compose",
    rru: "addevent",
    subject: plan.title,
    startdt: iso(start),
    enddt: iso(start + plan.minutes * MINUTE_MS),
    body: description,
    location: link,
  });
}
