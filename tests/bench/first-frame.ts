// How long it takes in a real browser from the click on "Join" to the first decoded frame of those who are in.

import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person } from "../support/person.ts";
import { startServer } from "../support/server.ts";

/** People who are in before. */
const PRESENT = ["Ana", "Ben"];

/** Joins that are measured; the first brings caches up and isn't counted. */
const ROUNDS = 6;

/** Milliseconds since the click; each is the first time that it is so. */
type Timeline = {
  /** Past SRP and the socket: waiting to be added. */
  readonly knocking: number;
  /** The Welcome is opened: the call's screen is shown. */
  readonly call: number;
  /** ICE and DTLS are through. */
  readonly connected: number;
  /** Somebody's picture. */
  readonly frame: number;
  /** Everybody's. */
  readonly allFrames: number;
};

/** Runs in the page: clicks, and looks at what the person would see, each 4 ms. */
async function clickAndWatch(others: number): Promise<Timeline> {
  const { connections } = window as unknown as { connections: RTCPeerConnection[] };
  const button = document.querySelector<HTMLElement>('.prejoin-form button[type="submit"]');
  const startedAt = performance.now();
  button?.click();
  const seen: Record<string, number> = {};
  const note = (what: string, isSo: boolean) => {
    if (isSo) seen[what] ??= performance.now() - startedAt;
  };
  const phase = () => document.querySelector<HTMLElement>(".meeting")?.dataset["phase"];
  const playing = () =>
    [...document.querySelectorAll<HTMLVideoElement>("li.tile video:not(.mirrored)")].filter(
      (video) => video.getVideoPlaybackQuality().totalVideoFrames > 0,
    ).length;
  while (seen["allFrames"] === undefined) {
    note("knocking", phase() === "knocking" || phase() === "call");
    note("call", phase() === "call");
    note("connected", connections.at(-1)?.connectionState === "connected");
    note("frame", playing() > 0);
    note("allFrames", playing() >= others);
    if (performance.now() - startedAt > 30_000) throw new Error(JSON.stringify(seen));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return seen as unknown as Timeline;
}

async function round(browser: RunningBrowser, link: string, number: number): Promise<Timeline> {
  const late = await Person.at(browser, `Late ${number}`);
  await late.open(link);
  await late.readyToEnter();
  const timeline = await late.page.evaluate(clickAndWatch, PRESENT.length);
  await late.leave();
  await late.page.close();
  return timeline;
}

const median = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

export async function runFirstFrameBench(): Promise<void> {
  const server = await startServer();
  const browser = await startBrowser("chromium");
  try {
    const [host, ...guests] = await Promise.all(PRESENT.map((name) => Person.at(browser, name)));
    if (host === undefined) throw new Error("nobody");
    const link = await host.startMeeting(server.url);
    await host.join(link);
    for (const guest of guests) await guest.join(link);
    await host.seesIn(...PRESENT);
    const timelines: Timeline[] = [];
    for (let number = 0; number <= ROUNDS; number++) {
      timelines.push(await round(browser, link, number));
      await host.seesIn(...PRESENT);
    }
    const counted = timelines.slice(1);
    for (const timeline of counted) {
      const entries = Object.entries(timeline).map(([what, ms]) => [what, Math.round(ms)]);
      console.log(JSON.stringify(Object.fromEntries(entries)));
    }
    for (const what of ["knocking", "call", "connected", "frame", "allFrames"] as const) {
      const ms = median(counted.map((timeline) => timeline[what]));
      console.log(`${what.padEnd(10)} ${Math.round(ms)} ms after the click (median)`);
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}
