// Another program reads our calendar files and sees the same times, by the file's own rules of clocks.
// Seen to fail with the rules of zones left out, and with UNTIL hours too early.

import { describe, expect, test } from "bun:test";
import { icsText } from "../../src/client/calendar/ics.ts";
import { parseLocalTime } from "../../src/client/calendar/local-time.ts";
import type { Plan, Repeat } from "../../src/client/calendar/plan.ts";
import { occurrences, REPEATS } from "../../src/client/calendar/plan.ts";
import { PROJECT } from "../support/server.ts";

/** Debian's, which has the package's modules; another in the PATH hasn't. */
const PYTHON = "/usr/bin/python3";

type Read = {
  readonly errors: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly uid: string;
  readonly sequence: number;
  readonly url: string;
  readonly conference: string;
  readonly minutes: number;
  readonly times: readonly string[];
};

async function readBack(text: string): Promise<Read> {
  const child = Bun.spawn([PYTHON, `${PROJECT}tests/programs/read-calendar.py`], {
    stdin: new Blob([text]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, problems] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new Error(problems);
  return JSON.parse(out);
}

function planOf(zone: string, date: string, repeat: Repeat, until: string | null = null): Plan {
  const start = parseLocalTime(date, "09:30");
  if (start === null) throw new Error(date);
  return {
    title: "Käse, Tee; und „Kuchen“ \\ 日本語の会議",
    note: "",
    start,
    zone,
    minutes: 45,
    repeat,
    until: until === null ? null : parseLocalTime(until, "09:30"),
  };
}

const LINK =
  "https://meet.example/m/0123-4567-89ab-cdef#AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB";
const DESCRIPTION = `Bring cake, please; and tea.\nSecond line\n\nJoin: ${LINK}`;

async function sees(plan: Plan): Promise<Read> {
  const uid = "0123-4567-89ab-cdef@meet.example";
  const entry = { plan, uid, sequence: 2, link: LINK, description: DESCRIPTION, stampedAt: 0 };
  return readBack(icsText(entry));
}

function expected(plan: Plan): readonly string[] {
  return occurrences(plan, 30).map((at) => `${new Date(at).toISOString().slice(0, 16)}Z`);
}

test("the entry reads as it was written", async () => {
  const plan = planOf("Europe/Vienna", "2026-03-27", "weekly");
  expect(await sees(plan)).toMatchObject({
    errors: [],
    summary: plan.title,
    description: DESCRIPTION,
    uid: "0123-4567-89ab-cdef@meet.example",
    sequence: 2,
    url: LINK,
    conference: LINK,
    minutes: 45,
  });
});

describe("the times are the same", () => {
  for (const repeat of REPEATS) {
    test(`when it comes ${repeat}, across the change of clocks`, async () => {
      const plan = planOf("Europe/Vienna", "2026-03-27", repeat);
      // The other program carries a zone's rules on to 2038 only.
      const known = (times: readonly string[]) => times.filter((time) => time < "2038");
      expect(known((await sees(plan)).times)).toEqual(known(expected(plan)));
    });
  }

  for (const zone of [
    "America/New_York",
    "America/Santiago",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
    "UTC",
  ]) {
    test(`in ${zone}`, async () => {
      for (const repeat of ["weekly", "monthly"] as const) {
        const plan = planOf(zone, "2026-09-30", repeat);
        expect((await sees(plan)).times).toEqual(expected(plan));
      }
    });
  }

  test("on the last day of each month", async () => {
    const plan = planOf("Europe/Vienna", "2026-01-31", "monthly");
    expect((await sees(plan)).times).toEqual(expected(plan));
  });

  test("up to the last day", async () => {
    const plan = planOf("America/New_York", "2026-02-20", "weekly", "2026-04-03");
    const { times } = await sees(plan);
    expect(times).toHaveLength(7);
    expect(times).toEqual(expected(plan));
  });
});
