// Fifty people without a browser and one with: a real meeting of that size, from the compiled binary, whose
// active speaker the browser decodes. The headless ones run the product's own entry, MLS and SFrame.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { encodeFragment } from "../../src/core/link/fragment.ts";
import { parseLink } from "../../src/core/link/link.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Crowd, isWhole } from "../support/crowd.ts";
import { encodeSource } from "../support/encoded-source.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const CROWD = 50;
const PROCESSES = 2;
const SLOW_MS = 240_000;

let server: RunningServer;
let chromium: RunningBrowser;
let crowd: Crowd;

beforeAll(async () => {
  server = await startServer({ runtime: "binary", args: ["--max-participants", "100"] });
  chromium = await startBrowser("chromium");
  crowd = await Crowd.start(PROCESSES);
}, SLOW_MS);

afterAll(async () => {
  await crowd?.stop();
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

test(
  "a browser joins fifty others, sees who speaks, and sees the next one when that one speaks",
  async () => {
    const ana = await Person.at(chromium, "Ana");
    const link = await ana.startMeeting(server.url);
    const source = await encodeSource(ana.page, 5);
    const { meetingId, fragment } = parseLink(link) ?? {};
    if (!meetingId || !fragment) throw new Error("not a link");
    const invitation = { url: server.url, meetingId, fragment: encodeFragment(fragment) };
    const names = crowd.join(invitation, CROWD, source);
    await crowd.until("fifty in one group", (people) => isWhole(people, CROWD), SLOW_MS);
    await ana.join(link);
    const people = await crowd.until("Ana at everybody's", (all) => isWhole(all, CROWD, 1));
    expect(people.flatMap(({ alarms }) => alarms)).toEqual([]);
    expect(people.filter(({ ended }) => ended !== undefined)).toEqual([]);

    await until("the crowd's safety code at Ana's", async () => {
      const [someone] = await crowd.report();
      return (await ana.safetyDigits()) === someone?.digits;
    });

    // Each time somebody on another page: who speaks comes to the first.
    const seen = new Set<string>();
    for (let turn = 0; turn < 3; turn++) {
      const speaker = await until("somebody on another page", async () => {
        const shown = (await ana.tiles()).map(({ name }) => name);
        return names.find((name) => !shown.includes(name) && !seen.has(name));
      });
      seen.add(speaker);
      crowd.tell({ type: "speak", name: speaker, isSpeaking: true });
      await ana.sees(speaker);
      crowd.tell({ type: "speak", name: speaker, isSpeaking: false });
    }
    expect(ana.errors).toEqual([]);
  },
  SLOW_MS,
);
