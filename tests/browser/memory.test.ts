// What a browser's memory holds of a meeting that it has left: nothing that opens it. The workers, which had the
// keys, are gone; of the page a heap snapshot is searched, and the bytes of its arrays. The same search finds
// the link's secret in both during the call. Seen to fail with the page's link kept after leaving (in the
// snapshot), with the call's own copy not overwritten (in the arrays), and with the tab's entry left as it was.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { parseLink } from "../../src/core/link/link.ts";
import { AES_128_GCM_SHA256_128, frameSecret } from "../../src/core/sframe/key-schedule.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { heldFrameKeys, holdFrameKeys } from "../support/frame-keys.ts";
import { heapOf, noteArrays } from "../support/heap.ts";
import { Person, until } from "../support/person.ts";
import type { Sought } from "../support/secret-search.ts";
import { findSecrets, soughtBytes } from "../support/secret-search.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

let server: RunningServer;
let chromium: RunningBrowser;
let ana: Person;
let ben: Person;
let cleo: Person;
let link: string;
let linkSecret: Sought;

/** Runs in the page before its own scripts: the minute in which one may go back passes in two seconds. */
function hurry(): void {
  const native = window.setTimeout;
  const hurried = (run: () => void, delayMs = 0) =>
    native(run, delayMs === 60_000 ? 2_000 : delayMs);
  Object.assign(window, { setTimeout: hurried });
}

/** Ana hosts, and her page notes the keys that all of them share; Ben and Cleo are her guests. */
beforeAll(async () => {
  server = await startServer();
  chromium = await startBrowser("chromium");
  ana = await Person.at(chromium, "Ana");
  ben = await Person.at(chromium, "Ben");
  cleo = await Person.at(chromium, "Cleo");
  await holdFrameKeys(ana.page);
  await ben.page.evaluateOnNewDocument(hurry);
  for (const guest of [ben, cleo]) await noteArrays(guest.page);
  link = await ana.startMeeting(server.url);
  const secret = parseLink(link)?.fragment.secret;
  if (secret === undefined) throw new Error("no link");
  linkSecret = soughtBytes("link secret", secret.bytes);
  await ana.join(link);
  await ana.seesIn("Ana");
  await Promise.all([ben.join(link), cleo.join(link)]);
  await Promise.all([ana, ben, cleo].map((person) => person.seesIn("Ana", "Ben", "Cleo")));
  await ben.seesAndHears("Ana");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

/** The base key of each epoch, and what SFrame derives from it first. */
async function epochKeys(): Promise<readonly Sought[]> {
  const baseKeys = await heldFrameKeys(ana.page);
  return baseKeys.flatMap((key, index) => [
    soughtBytes(`base key ${index}`, key),
    soughtBytes(
      `frame secret ${index}`,
      frameSecret(AES_128_GCM_SHA256_128, new Uint8Array(key)).bytes,
    ),
  ]);
}

/** What is found, by name, and where. */
async function foundAt(person: Person, sought: readonly Sought[]): Promise<string[]> {
  const { texts, arrays } = await heapOf(person.page);
  const found = [
    ...findSecrets("the snapshot", texts, sought),
    ...findSecrets("the arrays", arrays, sought),
  ];
  return [...new Set(found.map((one) => one.replace(/ as .* in /, " in ")))].sort();
}

async function hasNoWorkers(person: Person): Promise<void> {
  await until(
    `the end of ${person.name}'s workers`,
    async () => person.page.workers().length === 0,
  );
}

test(
  "during the call the page has the link, which it shares, and no key of the epoch",
  async () => {
    const keys = await epochKeys();
    expect(keys.length).toBeGreaterThan(0);
    const found = await foundAt(ben, [linkSecret, ...keys]);
    expect(found).toEqual(["link secret in the arrays", "link secret in the snapshot"]);
    expect(ben.page.workers()).toHaveLength(2);
  },
  SLOW_MS,
);

test(
  "who left can go back for a while, and then nothing in memory opens the meeting",
  async () => {
    await ben.leave();
    await ben.reads("You left the meeting");
    await ben.reads("open the link again");
    await hasNoWorkers(ben);
    expect(await foundAt(ben, [linkSecret, ...(await epochKeys())])).toEqual([]);
    expect(await ben.page.evaluate(() => history.state)).toBeNull();
    // And so the page that is loaded again has none either.
    await ben.page.reload();
    await ben.reads("Part of the link is missing");
    expect(ben.errors).toEqual([]);
  },
  SLOW_MS,
);

test(
  "who was removed keeps nothing that opens the meeting, from the first moment",
  async () => {
    await ana.openPanel("people");
    await ana.openMenu("Cleo");
    await ana.click("Remove…");
    await ana.press("dialog[open] .button.danger");
    await cleo.reads("You were removed");
    await hasNoWorkers(cleo);
    expect(await foundAt(cleo, [linkSecret, ...(await epochKeys())])).toEqual([]);
    expect(await cleo.page.evaluate(() => history.state)).toBeNull();
    expect(cleo.errors).toEqual([]);
  },
  SLOW_MS,
);
