// When a meeting is to be: a first time in a zone, and how it comes again (RFC 5545 §3.3.10).

import type { LocalTime } from "./local-time.ts";
import { addDays, daysInMonth, instantOf, weekdayOf } from "./local-time.ts";

export const REPEATS = [
  "never",
  "daily",
  "weekdays",
  "weekly",
  "fortnightly",
  "monthly",
  "yearly",
] as const;
export type Repeat = (typeof REPEATS)[number];

export type Plan = {
  readonly title: string;
  /** For the guests, in the calendar's entry. */
  readonly note: string;
  readonly start: LocalTime;
  /** An IANA name, `Europe/Vienna`. */
  readonly zone: string;
  readonly minutes: number;
  readonly repeat: Repeat;
  /** The last day on which it may begin, at the start's time of day; null for no end. */
  readonly until: LocalTime | null;
};

/** A day that a month lacks is its last one: the plain rule would leave that month out. */
function monthDays(day: number): string {
  if (day <= 28) return "";
  const days = [28, 29, 30, 31].filter((one) => one <= day);
  return `;BYMONTHDAY=${days.join(",")};BYSETPOS=-1`;
}

function frequency({ repeat, start }: Plan): string {
  switch (repeat) {
    case "daily":
      return "FREQ=DAILY";
    case "weekdays":
      return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
    case "weekly":
      return "FREQ=WEEKLY";
    case "fortnightly":
      return "FREQ=WEEKLY;INTERVAL=2";
    case "monthly":
      return `FREQ=MONTHLY${monthDays(start.day)}`;
    case "yearly":
      return "FREQ=YEARLY";
    case "never":
      return "";
  }
}

/** `20260329T010000Z`: RFC 5545 §3.3.5, form 2. */
export function utcText(instantMs: number): string {
  return `${new Date(instantMs).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`;
}

/** @returns the value of RRULE; "" for a meeting that comes once. */
export function recurrenceRule(plan: Plan): string {
  const rule = frequency(plan);
  if (rule === "" || plan.until === null) return rule;
  // With a zone on DTSTART, UNTIL has to be in UTC.
  return `${rule};UNTIL=${utcText(instantOf(plan.until, plan.zone))}`;
}

export function isWeekday(local: LocalTime): boolean {
  return weekdayOf(local) % 6 !== 0;
}

function nth({ start, repeat }: Plan, index: number): LocalTime | null {
  switch (repeat) {
    case "never":
      return index === 0 ? start : null;
    case "daily":
    case "weekdays":
      return addDays(start, index);
    case "weekly":
      return addDays(start, 7 * index);
    case "fortnightly":
      return addDays(start, 14 * index);
    case "monthly": {
      const months = start.year * 12 + start.month - 1 + index;
      const [year, month] = [Math.floor(months / 12), (months % 12) + 1];
      return { ...start, year, month, day: Math.min(start.day, daysInMonth(year, month)) };
    }
    case "yearly": {
      const year = start.year + index;
      return start.day > daysInMonth(year, start.month) ? null : { ...start, year };
    }
  }
}

/** The first `count` times that it begins, in milliseconds since 1970. */
export function occurrences(plan: Plan, count: number): readonly number[] {
  const end = plan.until === null ? Number.POSITIVE_INFINITY : instantOf(plan.until, plan.zone);
  const found: number[] = [];
  // Leap days come at least every eight years, working days within three days.
  for (let index = 0; index < 8 * count + 8 && found.length < count; index++) {
    const local = nth(plan, index);
    if (local === null || (plan.repeat === "weekdays" && !isWeekday(local))) continue;
    const instant = instantOf(local, plan.zone);
    if (instant > end) break;
    found.push(instant);
  }
  return found;
}
