// A Chromium that asks before it gives a camera or microphone, with as many of them as a test wants.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import puppeteer from "puppeteer-core";
import type { RunningBrowser } from "./browsers.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--autoplay-policy=no-user-gesture-required",
];

const LAUNCH_WITHIN_MS = 120_000;

/** A page gets what its context's permissions allow, and is denied what they don't. */
export async function startDeviceChromium({ hasCamera }: { hasCamera: boolean }) {
  const executablePath = Bun.which("chromium");
  if (executablePath === null) throw new Error("chromium isn't installed");
  const home = await mkdtemp(`${tmpdir()}/conclave-chromium-`);
  const devices = hasCamera ? "" : "=device-count=0";
  const browser = await puppeteer.launch({
    headless: true,
    timeout: LAUNCH_WITHIN_MS,
    protocolTimeout: LAUNCH_WITHIN_MS,
    executablePath,
    args: [...FLAGS, `--use-fake-device-for-media-stream${devices}`],
    userDataDir: `${home}/profile`,
    env: { ...process.env, HOME: home },
  });
  const close = async () => {
    await browser.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  const running: RunningBrowser = { name: "chromium", browser, close };
  return running;
}
