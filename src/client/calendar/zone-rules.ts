// A time zone as RFC 5545's VTIMEZONE (§3.6.5), its rules found by watching the browser's clock tables.

import type { LocalTime } from "./local-time.ts";
import { daysInMonth, fromUtcFields, offsetMinutes, weekdayOf } from "./local-time.ts";

type Transition = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** The wall clock that is changed, as it showed before. */
  readonly local: LocalTime;
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** No zone changes its clocks twice in so short a time; Morocco's month of Ramadan is the shortest. */
const STEP_MS = 10 * DAY_MS;

/** All weekdays that a date can fall on come up within 28 years. */
const YEARS = 28;

const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

/** The first minute of `zone`'s next offset, between two instants with different ones. */
function bisect(zone: string, low: number, high: number, offset: number): number {
  let before = low;
  let after = high;
  while (after - before > MINUTE_MS) {
    const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetMinutes(zone, middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function transitionsOf(zone: string, fromYear: number): readonly Transition[] {
  const found: Transition[] = [];
  const end = Date.UTC(fromYear + YEARS, 0, 1);
  let offset = offsetMinutes(zone, Date.UTC(fromYear, 0, 1));
  for (let at = Date.UTC(fromYear, 0, 1); at < end; at += STEP_MS) {
    const next = offsetMinutes(zone, at + STEP_MS);
    if (next === offset) continue;
    const change = bisect(zone, at, at + STEP_MS, offset);
    const local = fromUtcFields(change + offset * MINUTE_MS);
    found.push({ at: change, from: offset, to: next, local });
    offset = next;
  }
  return found;
}

/** @returns `FREQ=YEARLY;…` when all of `changes` follow one rule, a year apart; null otherwise. */
function yearlyRule(changes: readonly Transition[]): string | null {
  const [first] = changes;
  if (first === undefined || changes.length < YEARS) return null;
  const { month, hour, minute } = first.local;
  const weekday = weekdayOf(first.local);
  const isRegular = changes.every(({ local }, index) => {
    const isSameTime = local.month === month && local.hour === hour && local.minute === minute;
    return isSameTime && weekdayOf(local) === weekday && local.year === first.local.year + index;
  });
  if (!isRegular) return null;
  const day = WEEKDAYS[weekday] ?? "SU";
  const days = changes.map(({ local }) => local.day);
  const rule = `FREQ=YEARLY;BYMONTH=${month};BYDAY=`;
  if (changes.every(({ local }) => local.day > daysInMonth(local.year, local.month) - 7)) {
    return `${rule}-1${day}`;
  }
  const week = Math.ceil(Math.min(...days) / 7);
  if (Math.max(...days) <= week * 7) return `${rule}${week}${day}`;
  const monthDays = [...new Set(days)].sort((one, other) => one - other);
  return monthDays.length > 7 ? null : `${rule}${day};BYMONTHDAY=${monthDays.join(",")}`;
}

const two = (value: number) => String(Math.abs(value)).padStart(2, "0");

/** `20260329T020000`: RFC 5545 §3.3.5, form 1. */
export function localText({ year, month, day, hour, minute }: LocalTime): string {
  return `${String(year).padStart(4, "0")}${two(month)}${two(day)}T${two(hour)}${two(minute)}00`;
}

function offsetText(minutes: number): string {
  const sign = minutes < 0 ? "-" : "+";
  return `${sign}${two(Math.trunc(minutes / 60))}${two(minutes % 60)}`;
}

function zoneName(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" });
  return parts.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

/** The lower of a zone's two offsets is its standard time; Ireland's law says otherwise, its clocks don't. */
function observance(zone: string, changes: readonly Transition[]): readonly string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const kind = first.to > first.from ? "DAYLIGHT" : "STANDARD";
  const rule = yearlyRule(changes);
  const dates = changes.slice(1).map(({ local }) => `RDATE:${localText(local)}`);
  return [
    `BEGIN:${kind}`,
    `DTSTART:${localText(first.local)}`,
    `TZOFFSETFROM:${offsetText(first.from)}`,
    `TZOFFSETTO:${offsetText(first.to)}`,
    `TZNAME:${zoneName(zone, first.at)}`,
    ...(rule === null ? dates : [`RRULE:${rule}`]),
    `END:${kind}`,
  ];
}

/** What holds before the first change, or for ever where there is none. */
function beginning(zone: string, year: number): readonly string[] {
  const at = Date.UTC(year, 0, 1);
  const offset = offsetText(offsetMinutes(zone, at));
  return [
    "BEGIN:STANDARD",
    `DTSTART:${year}0101T000000`,
    `TZOFFSETFROM:${offset}`,
    `TZOFFSETTO:${offset}`,
    `TZNAME:${zoneName(zone, at)}`,
    "END:STANDARD",
  ];
}

/**
 * @param year of the entry's first day: the rules hold from the year before it on.
 * @returns content lines, unfolded.
 */
export function zoneLines(zone: string, year: number): readonly string[] {
  const from = year - 1;
  const byOffsets = Map.groupBy(transitionsOf(zone, from), (t) => `${t.from} ${t.to}`);
  return [
    "BEGIN:VTIMEZONE",
    `TZID:${zone}`,
    ...beginning(zone, from),
    ...[...byOffsets.values()].flatMap((changes) => observance(zone, changes)),
    "END:VTIMEZONE",
  ];
}
