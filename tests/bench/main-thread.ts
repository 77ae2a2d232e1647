// What the page's main thread does in a call of nine: tasks over 50 ms while it joins and while it runs, in a real Chromium.

import { encodeFragment } from "../../src/core/link/fragment.ts";
import { parseLink } from "../../src/core/link/link.ts";
import { startBrowser } from "../support/browsers.ts";
import { Crowd, isWhole } from "../support/crowd.ts";
import { encodeSource } from "../support/encoded-source.ts";
import { Person, until } from "../support/person.ts";
import { startServer } from "../support/server.ts";

/** With the browser's, nine. */
const OTHERS = 8;
const PROCESSES = 2;
const FRAMES_PER_SECOND = 15;

/** Each second people wave, speak, and raise hands: what a page has to show. */
const SECONDS = 30;

type Task = { readonly startTime: number; readonly duration: number };

/** Runs in the page before its own scripts. */
function watchTasks(): void {
  const tasks: Task[] = [];
  Object.assign(window, { tasks });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
}

function readTasks(): { readonly now: number; readonly tasks: Task[] } {
  return {
    now: performance.now(),
    tasks: (window as unknown as { readonly tasks: Task[] }).tasks,
  };
}

function summary(tasks: readonly Task[], ms: number) {
  const durations = tasks.map(({ duration }) => duration).sort((one, other) => one - other);
  return {
    seconds: Math.round(ms / 100) / 10,
    longTasks: durations.length,
    longestMs: Math.round(durations.at(-1) ?? 0),
    medianMs: Math.round(durations[Math.floor(durations.length / 2)] ?? 0),
    /** Of the time, what lay beyond the first 50 ms of each. */
    blockedPercent:
      Math.round((durations.reduce((sum, one) => sum + one - 50, 0) / ms) * 10_000) / 100,
  };
}

export async function runMainThreadBench(): Promise<void> {
  const server = await startServer({ args: ["--max-participants", "100"] });
  const browser = await startBrowser("chromium");
  const crowd = await Crowd.start(PROCESSES);
  try {
    const ana = await Person.at(browser, "Ana");
    await ana.page.setViewport({ width: 1280, height: 800 });
    await ana.page.evaluateOnNewDocument(watchTasks);
    const link = await ana.startMeeting(server.url);
    const source = await encodeSource(ana.page, FRAMES_PER_SECOND);
    const { meetingId, fragment } = parseLink(link) ?? {};
    if (!meetingId || !fragment) throw new Error("not a link");
    const invitation = { url: server.url, meetingId, fragment: encodeFragment(fragment) };
    const names = crowd.join(invitation, OTHERS, source);
    await crowd.until("eight in one group", (people) => isWhole(people, OTHERS));
    await ana.open(link);
    await ana.readyToEnter();
    const before = await ana.page.evaluate(readTasks);
    await ana.page.click('.prejoin-form button[type="submit"]');
    await until("everybody's picture", async () => {
      const others = (await ana.tiles()).slice(1);
      return others.length === OTHERS && others.every(({ frames }) => frames > 0);
    });
    const joined = await ana.page.evaluate(readTasks);
    for (let second = 0; second < SECONDS; second++) {
      const name = names[second % names.length] ?? "";
      crowd.tell({ type: "speak", name, isSpeaking: true });
      await Bun.sleep(1_000);
      crowd.tell({ type: "speak", name, isSpeaking: false });
    }
    const after = await ana.page.evaluate(readTasks);
    const between = (from: number, to: number) =>
      after.tasks.filter(({ startTime }) => startTime >= from && startTime < to);
    const figures = {
      people: OTHERS + 1,
      joining: summary(between(before.now, joined.now), joined.now - before.now),
      running: summary(between(joined.now, after.now), after.now - joined.now),
    };
    console.log(JSON.stringify(figures, null, 2));
  } finally {
    await crowd.stop();
    await browser.close();
    await server.stop();
  }
}
