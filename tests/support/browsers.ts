// Starts Debian's Chromium and Firefox ESR with a fake camera and microphone, each with a fresh profile.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Browser, LaunchOptions } from "puppeteer-core";
import puppeteer from "puppeteer-core";

export const BROWSERS = ["chromium", "firefox"] as const;
export type BrowserName = (typeof BROWSERS)[number];

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Tabs behind another keep their frame rate: a test drives several people at once.
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--auto-select-desktop-capture-source=Entire screen",
  "--autoplay-policy=no-user-gesture-required",
];

const FIREFOX_PREFS = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  // Nothing on its own behalf over the network.
  "media.gmp-manager.updateEnabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

/** The first start on a busy machine; later ones take a second or three. */
const LAUNCH_WITHIN_MS = 120_000;

function pathOf(...programs: readonly string[]): string {
  for (const program of programs) {
    const path = Bun.which(program);
    if (path !== null) return path;
  }
  throw new Error(`${programs[0]} isn't installed: "bun run test" brings it`);
}

function optionsOf(name: BrowserName): LaunchOptions {
  const common = { headless: true, timeout: LAUNCH_WITHIN_MS, protocolTimeout: LAUNCH_WITHIN_MS };
  return name === "chromium"
    ? { ...common, executablePath: pathOf("chromium"), args: CHROMIUM_FLAGS }
    : {
        ...common,
        browser: "firefox",
        executablePath: pathOf("firefox-esr", "firefox"),
        extraPrefsFirefox: FIREFOX_PREFS,
      };
}

export type RunningBrowser = {
  readonly name: BrowserName;
  readonly browser: Browser;
  /** Ends the browser, and deletes its profile. */
  close(): Promise<void>;
};

export async function startBrowser(name: BrowserName): Promise<RunningBrowser> {
  const home = await mkdtemp(`${tmpdir()}/conclave-${name}-`);
  const browser = await puppeteer.launch({
    ...optionsOf(name),
    userDataDir: `${home}/profile`,
    // Firefox asks for a home that it may write to; nothing of the person's own is touched.
    env: { ...process.env, HOME: home },
  });
  const close = async () => {
    const ended = Promise.withResolvers<void>();
    const child = browser.process();
    child?.once("exit", () => ended.resolve());
    const timer = setTimeout(() => {
      child?.kill("SIGKILL");
      ended.resolve();
    }, 10_000);
    await browser.close().catch(() => {});
    if (child !== null && child.exitCode === null && child.signalCode === null) await ended.promise;
    clearTimeout(timer);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  return { name, browser, close };
}
