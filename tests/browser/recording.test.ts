// A recording in a real browser: everybody is asked and told, the file is on the disk while it runs, and a closed tab loses nothing.

import { afterAll, beforeAll, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 170_000;

/** What Matroska begins with (RFC 8794). */
const EBML = [0x1a, 0x45, 0xdf, 0xa3];

let server: RunningServer;
let chromium: RunningBrowser;

beforeAll(async () => {
  server = await startServer();
  chromium = await startBrowser("chromium");
}, SLOW_MS);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
}, SLOW_MS);

/** In a meeting of their own. @returns its link. */
async function meet(person: Person): Promise<string> {
  const link = await person.startMeeting(server.url);
  await person.join(link);
  await person.seesIn(person.name);
  return link;
}

function visitor(name: string): Promise<Person> {
  return Person.at(chromium, name);
}

/** Runs in the page: the recordings of this browser, their sizes and first bytes. */
async function readFiles() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("recordings", { create: true });
  const files: { name: string; size: number; head: number[] }[] = [];
  for await (const name of folder.keys()) {
    if (name.endsWith(".saved")) continue;
    const file = await (await folder.getFileHandle(name)).getFile();
    const head = [...new Uint8Array(await file.slice(0, 4).arrayBuffer())];
    files.push({ name, size: file.size, head });
  }
  return files;
}

/** Runs in a page without our CSP: the width of the recording that it can play, its pictures and sounds. */
async function play() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("recordings");
  for await (const name of folder.keys()) {
    if (name.endsWith(".saved")) continue;
    const video = document.createElement("video");
    video.src = URL.createObjectURL(await (await folder.getFileHandle(name)).getFile());
    video.muted = true;
    await new Promise((resolve, reject) => {
      video.addEventListener("loadeddata", resolve, { once: true });
      video.addEventListener("error", () => reject(new Error(video.error?.message)));
      video.load();
    });
    const stream = (video as unknown as { captureStream(): MediaStream }).captureStream();
    return [video.videoWidth, stream.getVideoTracks().length, stream.getAudioTracks().length];
  }
  return null;
}

async function startRecording(by: Person): Promise<void> {
  await by.press('[aria-label="Record the call"]');
  await by.press('dialog[open] [x-on\\:click="confirmRecord"]');
  await by.reads("You’re recording");
}

/** The file itself can't be read while the worker writes it. */
async function recordsFor({ page }: Person, seconds: number): Promise<void> {
  await until("some seconds of recording", () =>
    page.evaluate((least) => {
      const [, past = "0"] =
        document.querySelector(".recording-time")?.textContent?.split(":") ?? [];
      return Number(past) >= least;
    }, seconds),
  );
}

test(
  "who is in agrees, and later joiners are asked too; what was recorded can be played",
  async () => {
    const [ana, ben, cleo] = await Promise.all([visitor("Ana"), visitor("Ben"), visitor("Cleo")]);
    const link = await meet(ana);
    await ben.join(link);
    await ana.seesIn("Ana", "Ben");
    await startRecording(ana);
    await ben.reads("Ana wants to record");
    await ben.click("Agree");
    await cleo.join(link);
    await cleo.reads("Ana wants to record");
    await cleo.click("Don’t record me");
    await ana.press(".recording-chip");
    await ana.reads("In it: You and Ben. Left out until they agree: Cleo.");
    await cleo.closeTab();
    await recordsFor(ana, 4);
    await ana.click("Stop recording");
    await ana.reads("among your downloads");
    await ben.reads("Ana stopped recording");
    const other = await ana.page.browserContext().newPage();
    await other.setBypassCSP(true);
    await other.goto(server.url);
    await other.bringToFront();
    expect(await other.evaluate(play)).toEqual([1280, 1, 1]);
    expect([...ana.errors, ...ben.errors]).toEqual([]);
  },
  SLOW_MS,
);

test(
  "a tab that is closed meanwhile loses nothing: the start page has the file",
  async () => {
    const ben = await visitor("Ben");
    await meet(ben);
    await startRecording(ben);
    await recordsFor(ben, 4);
    await ben.page.goto(server.url);
    await ben.reads("Recordings on this device");
    const [file] = await ben.page.evaluate(readFiles);
    expect(file?.head).toEqual(EBML);
    expect(file?.size).toBeGreaterThan(10_000);
    await ben.press('[aria-label="Delete this recording"]');
    await until("it to be gone", async () => (await ben.page.evaluate(readFiles)).length === 0);
    expect(ben.errors).toEqual([]);
  },
  SLOW_MS,
);
