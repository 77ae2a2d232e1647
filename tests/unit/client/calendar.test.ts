// Calendar entries: times across a change of clocks, rules, and text that any calendar can read.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  escapeText,
  foldLine,
  googleAddress,
  icsText,
  outlookAddress,
} from "../../../src/client/calendar/ics.ts";
import { instantOf, localOf, parseLocalTime } from "../../../src/client/calendar/local-time.ts";
import type { Plan } from "../../../src/client/calendar/plan.ts";
import { occurrences, recurrenceRule } from "../../../src/client/calendar/plan.ts";
import { zoneLines } from "../../../src/client/calendar/zone-rules.ts";

function local(date: string, time: string) {
  const parsed = parseLocalTime(date, time);
  if (parsed === null) throw new Error(`${date} ${time} is no time`);
  return parsed;
}

function plan(changes: Partial<Plan> = {}): Plan {
  return {
    title: "Tea",
    note: "",
    start: local("2026-03-27", "09:30"),
    zone: "Europe/Vienna",
    minutes: 45,
    repeat: "never",
    until: null,
    ...changes,
  };
}

function entry(changes: Partial<Plan> = {}) {
  return {
    plan: plan(changes),
    uid: "0123-4567-89ab-cdef@meet.example",
    sequence: 3,
    link: "https://meet.example/m/0123-4567-89ab-cdef#AQEB",
    description: "Bring cake; and tea, please\nAda",
    stampedAt: 0,
  };
}

const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);

describe("a wall-clock time", () => {
  test("is read only when the calendar has it", () => {
    expect(parseLocalTime("2028-02-29", "23:59")).not.toBeNull();
    for (const [date, time] of [
      ["2026-02-29", "09:00"],
      ["2026-13-01", "09:00"],
      ["2026-04-31", "09:00"],
      ["2026-04-30", "24:00"],
      ["2026-04-30", "9:00"],
      ["", "09:00"],
      ["2026-04-30", ""],
    ] as const) {
      expect([date, time, parseLocalTime(date, time)]).toEqual([date, time, null]);
    }
    fc.assert(
      fc.property(fc.string(), fc.string(), (date, time) => {
        parseLocalTime(date, time);
      }),
    );
  });

  test("is the right instant on both sides of a change of clocks, in the gap and when it comes twice", () => {
    for (const [date, time, zone, instant] of [
      ["2026-03-28", "09:30", "Europe/Vienna", "2026-03-28T08:30"],
      ["2026-03-30", "09:30", "Europe/Vienna", "2026-03-30T07:30"],
      ["2026-03-29", "02:30", "Europe/Vienna", "2026-03-29T01:30"],
      ["2026-10-25", "02:30", "Europe/Vienna", "2026-10-25T00:30"],
      ["2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30"],
      ["2026-07-01", "12:00", "Asia/Kolkata", "2026-07-01T06:30"],
      ["2026-07-01", "12:00", "Pacific/Chatham", "2026-06-30T23:15"],
      ["2026-07-01", "12:00", "UTC", "2026-07-01T12:00"],
    ] as const) {
      expect([date, zone, iso(instantOf(local(date, time), zone))]).toEqual([date, zone, instant]);
    }
  });

  test("comes back from its instant", () => {
    const at = local("2026-07-15", "18:45");
    for (const zone of ["Europe/Vienna", "America/Caracas", "Asia/Tokyo", "Pacific/Auckland"]) {
      expect(localOf(instantOf(at, zone), zone)).toEqual(at);
    }
  });
});

describe("a plan that repeats", () => {
  const times = (changes: Partial<Plan>, count: number) =>
    occurrences(plan(changes), count).map(iso);

  test("keeps its hour on the wall when the clocks change", () => {
    expect(times({ repeat: "weekly" }, 2)).toEqual(["2026-03-27T08:30", "2026-04-03T07:30"]);
    expect(times({ repeat: "fortnightly" }, 2)).toEqual(["2026-03-27T08:30", "2026-04-10T07:30"]);
  });

  test("on working days leaves out the weekend", () => {
    expect(times({ repeat: "weekdays" }, 3)).toEqual([
      "2026-03-27T08:30",
      "2026-03-30T07:30",
      "2026-03-31T07:30",
    ]);
  });

  test("on a day that a month lacks comes on its last one", () => {
    const start = local("2026-01-31", "12:00");
    expect(times({ repeat: "monthly", start, zone: "UTC" }, 4)).toEqual([
      "2026-01-31T12:00",
      "2026-02-28T12:00",
      "2026-03-31T12:00",
      "2026-04-30T12:00",
    ]);
  });

  test("ends with its last day", () => {
    const until = local("2026-04-10", "09:30");
    expect(times({ repeat: "weekly", until }, 9)).toHaveLength(3);
    expect(recurrenceRule(plan({ repeat: "weekly", until }))).toBe(
      "FREQ=WEEKLY;UNTIL=20260410T073000Z",
    );
    expect(times({ repeat: "weekly", until: local("2026-03-01", "09:30") }, 9)).toEqual([]);
  });

  test("that doesn’t, comes once", () => {
    expect(times({}, 5)).toHaveLength(1);
    expect(recurrenceRule(plan())).toBe("");
  });
});

describe("a zone", () => {
  const rules = (zone: string) =>
    zoneLines(zone, 2026)
      .filter((line) => line.startsWith("RRULE:"))
      .map((line) => line.slice(6));

  test("has the rules of its law", () => {
    expect(rules("Europe/Vienna")).toEqual([
      "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
      "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]);
    expect(rules("America/New_York")).toEqual([
      "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
      "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    ]);
    expect(rules("Asia/Tokyo")).toEqual([]);
  });

  test("without a rule has each date", () => {
    const dates = zoneLines("Africa/Casablanca", 2026).filter((line) => line.startsWith("RDATE:"));
    expect(dates.length).toBeGreaterThan(20);
  });
});

describe("the file", () => {
  test("has lines of at most 75 octets, and unfolds to what was folded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        const line = text.replace(/[\r\n]/g, "");
        const folded = foldLine(line);
        for (const piece of folded.split("\r\n")) {
          expect(new TextEncoder().encode(piece).length).toBeLessThanOrEqual(75);
        }
        expect(folded.replaceAll("\r\n ", "")).toBe(line);
      }),
    );
  });

  test("has no line of the person’s own making", () => {
    const evil = "x\r\nATTENDEE:mailto:eve@example.org\nBEGIN:VALARM\u0007";
    const text = icsText({ ...entry({ title: evil }), description: evil });
    expect(text).not.toMatch(/^(ATTENDEE|BEGIN:VALARM)/m);
    expect(text).not.toContain("\u0007");
    expect(escapeText("a\\b;c,d\ne")).toBe("a\\\\b\\;c\\,d\\ne");
  });

  test("names the entry, its version and its link", () => {
    const text = icsText(entry({ repeat: "weekly" })).replaceAll("\r\n ", "");
    for (const line of [
      "UID:0123-4567-89ab-cdef@meet.example",
      "SEQUENCE:3",
      "DTSTART;TZID=Europe/Vienna:20260327T093000",
      "DURATION:PT45M",
      "RRULE:FREQ=WEEKLY",
      "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Conclave:https://meet.example/m/0123-4567-89ab-cdef#AQEB",
    ]) {
      expect(text).toContain(`\r\n${line}\r\n`);
    }
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  });
});

test("the forms of others are filled in with the same entry", () => {
  const google = new URL(googleAddress(entry({ repeat: "weekly" })));
  expect(google.searchParams.get("dates")).toBe("20260327T083000Z/20260327T091500Z");
  expect(google.searchParams.get("recur")).toBe("RRULE:FREQ=WEEKLY");
  expect(google.searchParams.get("ctz")).toBe("Europe/Vienna");
  const outlook = new URL(outlookAddress(entry()));
  expect(outlook.searchParams.get("startdt")).toBe("2026-03-27T08:30:00.000Z");
  expect(outlook.searchParams.get("location")).toBe(entry().link);
});
