// A person at a browser: starts meetings, joins by link, and tells what they see and hear.

import type { Page } from "puppeteer-core";
import type { RunningBrowser } from "./browsers.ts";

/** Slow only where two cores are shared by three browsers. */
const PATIENCE_MS = 60_000;

export type Seen = {
  readonly name: string;
  /** Frames of the tile's picture that the browser has shown, 0 without a picture. */
  readonly frames: number;
  /** Energy of the tile's sound so far, 0 without. */
  readonly energy: number;
};

/** Waits until `look` finds something. @throws Error with `what` and the last sight when it doesn't. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | false | undefined>,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false && found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`never saw ${what}`);
    await Bun.sleep(100);
  }
}

type Path = {
  readonly kind: string;
  readonly address: string;
  /** To the relay; null for any other kind. */
  readonly relayProtocol: string | null;
};

/**
 * Runs in the page before its own scripts: keeps what the page and the call worker said to each other
 * of late, for the story of a test that fails. Bytes are left out: among them is the link.
 */
function rememberTalk(): void {
  const talk: string[] = [];
  const KEPT = 60;
  const DULL = ["ping", "pong", "slots", "signal", "view", "offer", "answer", "label", "counts"];
  const note = (way: string, message: unknown) => {
    const type = (message as { readonly type?: unknown } | null)?.type;
    if (typeof type !== "string" || DULL.includes(type)) return;
    const text = JSON.stringify(message, (_, value) =>
      value instanceof Uint8Array || value instanceof MessagePort ? "…" : value,
    );
    talk.push(`${(performance.now() / 1000).toFixed(2)} ${way} ${text.slice(0, 600)}`);
    if (talk.length > KEPT) talk.shift();
  };
  const Native = window.Worker;
  window.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("message", ({ data }) => note("<", data));
    }
    override postMessage(message: unknown, transfer: never): void {
      note(">", message);
      super.postMessage(message, transfer);
    }
  };
  Object.assign(window, { talk });
}

/**
 * Runs in the page before its own scripts: remembers the peer connections, so that a test can read
 * their standard statistics. The product has no hook for tests.
 */
function rememberConnections(): void {
  const connections: RTCPeerConnection[] = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  Object.assign(window, { connections });
}

/** Runs in the page: which of its own candidates each connection uses. */
async function readPaths(): Promise<Path[]> {
  const { connections } = window as unknown as { connections: RTCPeerConnection[] };
  const paths: Path[] = [];
  for (const connection of connections) {
    const stats = await connection.getStats();
    for (const report of stats.values()) {
      if (report.type !== "transport") continue;
      const pair = stats.get(report.selectedCandidatePairId);
      const local = stats.get(pair?.localCandidateId);
      if (local === undefined) continue;
      const { candidateType: kind, address, relayProtocol = null } = local;
      paths.push({ kind, address, relayProtocol });
    }
  }
  return paths;
}

/** Runs in the page: joins each tile with the statistics of the track that it shows. */
async function readTiles(): Promise<Seen[]> {
  const { connections } = window as unknown as { connections: RTCPeerConnection[] };
  const frames = new Map<string, number>();
  const energies = new Map<string, number>();
  for (const connection of connections) {
    for (const report of (await connection.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      frames.set(report.trackIdentifier, report.framesDecoded ?? 0);
      energies.set(report.trackIdentifier, report.totalAudioEnergy ?? 0);
    }
  }
  const trackOf = (element: Element | null | undefined): string => {
    const stream = element instanceof HTMLMediaElement ? element.srcObject : null;
    return stream instanceof MediaStream ? (stream.getTracks()[0]?.id ?? "") : "";
  };
  const soundOf = (tile: Element) =>
    document.querySelector(`audio[data-of="${tile.getAttribute("data-of")}"]`);
  return [...document.querySelectorAll("li.tile")].map((tile) => ({
    name: tile.querySelector(".tile-name-text")?.textContent ?? "",
    frames: frames.get(trackOf(tile.querySelector("video"))) ?? 0,
    energy: energies.get(trackOf(soundOf(tile))) ?? 0,
  }));
}

/** All who are at a browser now: who fails to see something often waits for somebody else's client. */
const everybody = new Set<Person>();

/** Like `until`; when it fails, with what everybody's client was told of late. */
async function patiently<T>(
  what: string,
  look: () => Promise<T | null | false | undefined>,
  last: () => string = () => "",
): Promise<T> {
  try {
    return await until(what, look);
  } catch (error) {
    const stories = await Promise.all([...everybody].map((person) => person.story()));
    throw new Error(
      `${error instanceof Error ? error.message : error}${last()}\n${stories.join("\n")}`,
    );
  }
}

export class Person {
  readonly name: string;
  readonly page: Page;
  /** What the page threw; it stays empty in a sound product. */
  readonly errors: string[] = [];

  private constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => {
      this.errors.push(String(error));
    });
    // Whether they mean to leave a call: they do.
    page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined));
    everybody.add(this);
    page.on("close", () => everybody.delete(this));
  }

  /** What this person's page and call worker said to each other of late: acts, alarms, epochs, the end. */
  async story(): Promise<string> {
    const read = () => {
      const { talk = [] } = window as unknown as { readonly talk?: readonly string[] };
      // biome-ignore lint/performance/useDomNodeTextContent: what is hidden isn't read.
      const text = document.body.innerText.replaceAll("\n", " | ").slice(0, 300);
      return [...talk, `${(performance.now() / 1000).toFixed(2)} reads "${text}"`];
    };
    // A page that crashed has nothing to tell.
    const lines = await this.page.evaluate(read).catch(() => ["(no answer)"]);
    return [`${this.name}:`, ...lines].join("\n  ");
  }

  /** A fresh visitor, with no storage of anybody else's. */
  static async at(browser: RunningBrowser, name: string): Promise<Person> {
    const context = await browser.browser.createBrowserContext();
    const page = await context.newPage();
    await page.evaluateOnNewDocument(rememberConnections);
    await page.evaluateOnNewDocument(rememberTalk);
    return new Person(name, page);
  }

  /** Its end of the media's path, in Chromium. */
  async path(): Promise<Path> {
    return until("a path of media", async () => (await this.page.evaluate(readPaths)).at(-1));
  }

  /** Starts a meeting from the home page. @returns its link. */
  async startMeeting(url: string, passphrase: string | null = null): Promise<string> {
    await this.page.goto(url);
    if (passphrase !== null) {
      await this.page.click("details:has(#new-passphrase) summary");
      await this.page.type("#new-passphrase", passphrase);
    }
    await this.click("Start a meeting");
    return patiently("the link of the new meeting", async () => {
      const text = await this.page.evaluate(
        () => document.querySelector(".link-text")?.textContent,
      );
      return text?.includes("#") && text.trim();
    });
  }

  /** Opens the link and goes in under this person's name. */
  async join(link: string): Promise<void> {
    await this.open(link);
    await this.enter();
  }

  async open(link: string): Promise<void> {
    // From elsewhere: a link that differs by its fragment alone wouldn't load the page anew.
    await this.page.goto("about:blank");
    await this.page.goto(link);
  }

  /** From the page before joining, once the devices are there. */
  async enter(passphrase: string | null = null): Promise<void> {
    await this.readyToEnter(passphrase);
    await this.page.click('.prejoin-form button[type="submit"]');
  }

  /** Everything before the click on "Join". */
  async readyToEnter(passphrase: string | null = null): Promise<void> {
    await this.page.waitForSelector("#name", { timeout: PATIENCE_MS });
    await patiently("the self-view", () =>
      this.page.evaluate(() => document.querySelector('.self-view[data-camera="true"]') !== null),
    );
    await this.page.type("#name", this.name);
    if (passphrase !== null) await this.page.type("#passphrase", passphrase);
  }

  async click(label: string): Promise<void> {
    const clicked = await patiently(`a button "${label}"`, () =>
      this.page.evaluate((text) => {
        const buttons = [...document.querySelectorAll<HTMLElement>("button, a.button")];
        const button = buttons.find(
          (one) =>
            one.offsetParent !== null &&
            // biome-ignore lint/performance/useDomNodeTextContent: what is hidden isn't read.
            (one.getAttribute("aria-label") === text || one.innerText.trim() === text),
        );
        button?.click();
        return button !== undefined;
      }, label),
    );
    if (!clicked) throw new Error(`no button "${label}"`);
  }

  async tiles(): Promise<readonly Seen[]> {
    return this.page.evaluate(readTiles);
  }

  /** Waits until exactly these people have tiles, oneself included. */
  async seesIn(...names: readonly string[]): Promise<void> {
    const wanted = [...names].sort().join();
    let last = "";
    await patiently(
      `${wanted} at ${this.name}'s`,
      async () => {
        last = (await this.tiles())
          .map((tile) => tile.name.replace(" (you)", ""))
          .sort()
          .join();
        return last === wanted;
      },
      () => `, but "${last}"`,
    );
  }

  /** Waits until `name`'s picture goes on from where it is now. */
  async sees(name: string): Promise<void> {
    const before = await this.#tile(name);
    await until(`${name} move at ${this.name}'s`, async () => {
      return (await this.#tile(name)).frames > before.frames + 5;
    }).catch(async (error) => {
      const tiles = (await this.tiles()).map((tile) => `${tile.name} ${tile.frames}`);
      throw new Error(`${error.message}; frames by tile: ${tiles.join(", ")}`);
    });
  }

  /** Waits until `name`'s picture and sound go on from where they are now. */
  async seesAndHears(name: string): Promise<void> {
    const before = await this.#tile(name);
    let last = before;
    await patiently(
      `${name} move and speak at ${this.name}'s`,
      async () => {
        last = await this.#tile(name);
        return last.frames > before.frames + 5 && last.energy > before.energy;
      },
      () => `: ${JSON.stringify({ before, last })}`,
    );
  }

  async #tile(name: string): Promise<Seen> {
    const tiles = await this.tiles();
    return tiles.find((tile) => tile.name === name) ?? { name, frames: 0, energy: 0 };
  }

  /** The 30 digits of the safety panel. */
  async safetyDigits(): Promise<string> {
    return this.page.evaluate(() => document.querySelector(".digits")?.textContent ?? "");
  }

  /** Presses what opens something, unless it is open already. */
  async expand(selector: string): Promise<void> {
    await patiently(`${selector} to open at ${this.name}'s`, () =>
      this.page.evaluate((wanted) => {
        const button = document.querySelector<HTMLElement>(wanted);
        if (button?.getAttribute("aria-expanded") === "false") button.click();
        return button?.getAttribute("aria-expanded") === "true";
      }, selector),
    );
  }

  async openPanel(name: "people" | "safety" | "chat"): Promise<void> {
    await this.expand(`[data-panel="${name}"]`);
  }

  /** The menu of what a host may do about somebody. */
  async openMenu(name: string): Promise<void> {
    await this.expand(`[aria-label="More for ${name}"]`);
  }

  /** Presses what matches `selector` once it is there and can be pressed. */
  async press(selector: string): Promise<void> {
    await patiently(`${selector} at ${this.name}'s`, () =>
      this.page.evaluate((wanted) => {
        const found = [...document.querySelectorAll<HTMLElement>(wanted)];
        const shown = found.find((one) => one.checkVisibility() && !one.hasAttribute("disabled"));
        shown?.click();
        return shown !== undefined;
      }, selector),
    );
  }

  /** Waits until `text` can be read somewhere in the page. @throws Error with what is read instead. */
  async reads(text: string): Promise<void> {
    let last = "";
    await patiently(
      `"${text}" at ${this.name}'s`,
      async () => {
        // biome-ignore lint/performance/useDomNodeTextContent: what is hidden isn't read.
        last = await this.page.evaluate(() => document.body.innerText);
        return last.includes(text);
      },
      () => `, but "${last.replaceAll("\n", " | ").slice(0, 500)}"`,
    );
  }

  /** Waits until what matches `selector` has the attribute's value. */
  async finds(selector: string, attribute: string, value: string): Promise<void> {
    await patiently(`${selector} with ${attribute}=${value} at ${this.name}'s`, () =>
      this.page.evaluate(
        (...[wanted, name, expected]) =>
          document.querySelector(wanted)?.getAttribute(name) === expected,
        selector,
        attribute,
        value,
      ),
    );
  }

  /** The link that the page's copy button gives. */
  async copiedLink(): Promise<string> {
    await this.page.evaluate(() => {
      Object.defineProperty(navigator.clipboard, "writeText", {
        configurable: true,
        value: async (text: string) => Object.assign(window, { copied: text }),
      });
    });
    await this.press('[aria-label="Copy the meeting’s link"], .people-panel .button.wide');
    return patiently("the copied link", () =>
      this.page.evaluate(() => (window as unknown as { copied?: string }).copied),
    );
  }

  async leave(): Promise<void> {
    await this.click("Leave the meeting");
  }

  /** Closes the tab, as people do. */
  async closeTab(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
  }
}
