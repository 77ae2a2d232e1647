// Wall-clock times in a time zone, and the instants they stand for, by what the browser knows of zones.

export type LocalTime = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function numbersIn(pattern: RegExp, text: string): readonly number[] {
  return (pattern.exec(text) ?? []).slice(1).map(Number);
}

/** @returns null unless `date` is `2026-03-29` and `time` is `09:30`, both of this calendar. */
export function parseLocalTime(date: string, time: string): LocalTime | null {
  const [year = 0, month = 0, day = 0] = numbersIn(/^(\d{4})-(\d\d)-(\d\d)$/, date);
  const [hour = 24, minute = 0] = numbersIn(/^(\d\d):(\d\d)$/, time);
  const local = { year, month, day, hour, minute };
  if (hour > 23 || minute > 59 || year < 1970 || year > 2500) return null;
  const same = fromUtcFields(utcFields(local));
  return same.month === month && same.day === day ? local : null;
}

/** Milliseconds since 1970 as if the wall clock were in UTC: for counting days, not an instant. */
export function utcFields({ year, month, day, hour, minute }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

export function fromUtcFields(fieldsMs: number): LocalTime {
  const date = new Date(fieldsMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

export function addDays(local: LocalTime, days: number): LocalTime {
  return fromUtcFields(utcFields(local) + days * DAY_MS);
}

/** @returns 0 for Sunday. */
export function weekdayOf(local: LocalTime): number {
  return new Date(utcFields(local)).getUTCDay();
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}

/** Minutes that the zone's clocks are ahead of UTC at an instant; negative in the west. */
export function offsetMinutes(zone: string, instantMs: number): number {
  const fields = new Map(
    formatOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)] as const),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => fields.get(type) ?? 0;
  const local = Date.UTC(
    of("year"),
    of("month") - 1,
    of("day"),
    of("hour"),
    of("minute"),
    of("second"),
  );
  return Math.round((local - Math.floor(instantMs / 1000) * 1000) / MINUTE_MS);
}

/**
 * The instant of a wall-clock time. RFC 5545 §3.3.5: one that the clocks skip is read with the offset
 * before the gap; of one that comes twice the first is meant.
 */
export function instantOf(local: LocalTime, zone: string): number {
  const fields = utcFields(local);
  const before = offsetMinutes(zone, fields - DAY_MS);
  const after = offsetMinutes(zone, fields + DAY_MS);
  for (const offset of [before, after]) {
    const instant = fields - offset * MINUTE_MS;
    if (offsetMinutes(zone, instant) === offset) return instant;
  }
  return fields - before * MINUTE_MS;
}

export function localOf(instantMs: number, zone: string): LocalTime {
  return fromUtcFields(instantMs + offsetMinutes(zone, instantMs) * MINUTE_MS);
}

/** The zones this browser knows, its own first. */
export function zonesFirst(own: string): readonly string[] {
  const all = Intl.supportedValuesOf("timeZone");
  return [...new Set([own, "UTC", ...all])];
}
