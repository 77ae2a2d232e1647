// How one is seen and heard: background taken away, devices unplugged, talking while muted, data saved.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ElementHandle } from "puppeteer-core";
import { ENGLISH } from "../../views/locales/catalogue.ts";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { inboundOf } from "../support/inbound.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { PROJECT, startServer } from "../support/server.ts";
import type { Staged } from "../support/staged-devices.ts";
import { stageDevices } from "../support/staged-devices.ts";
import { hasPicture, heardMeanwhile, SILENT, sees } from "../support/tile-state.ts";

const SLOW_MS = 170_000;

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

/** Ben's devices are staged; Ana sees and hears him. */
async function callOf() {
  const [ana, ben] = [await Person.at(chromium, "Ana"), await Person.at(chromium, "Ben")];
  await ben.page.evaluateOnNewDocument(stageDevices);
  const link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ben.join(link);
  await ana.seesAndHears("Ben");
  await ben.page.click('[aria-label="Camera, microphone and speaker"]');
  return { ana, ben };
}

/** Takes one of a group of choices in Ben's settings. */
async function pick(ben: Person, group: string, value: string): Promise<void> {
  await ben.page.evaluate(
    (...[name, wanted]) =>
      document
        .querySelector<HTMLInputElement>(`input[name="call-${name}"][value="${wanted}"]`)
        ?.click(),
    group,
    value,
  );
}

async function onStage<K extends keyof Staged>(
  ben: Person,
  deed: K,
  argument: Parameters<Staged[K]>[0],
): Promise<void> {
  await ben.page.evaluate(
    async (...[name, value]) => {
      const { stage } = window as unknown as {
        readonly stage: Record<string, (value: unknown) => unknown>;
      };
      await stage[name]?.(value);
    },
    deed as string,
    argument as string | number,
  );
}

/** Of Ben's picture at `person`'s: how much neighbouring points differ, and its colour, 0 to 255. */
async function pictureAt(person: Person) {
  return person.page.evaluate(() => {
    const tile = [...document.querySelectorAll("li.tile")].find((one) =>
      one.querySelector(".tile-name-text")?.textContent?.startsWith("Ben"),
    );
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext("2d");
    const video = tile?.querySelector("video");
    if (context === null || !(video instanceof HTMLVideoElement)) return null;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [differences, red, blue] = [0, 0, 0];
    for (let at = 0; at < data.length - 4; at += 4) {
      differences += Math.abs((data[at] ?? 0) - (data[at + 4] ?? 0));
      red += data[at] ?? 0;
      blue += data[at + 2] ?? 0;
    }
    const points = data.length / 4;
    return { roughness: differences / points, red: red / points, blue: blue / points };
  });
}

/** The chat has a choice of files too, and what isn't there mustn't pass for chosen. */
async function chooseRed(ben: Person): Promise<void> {
  const chooser = await ben.page.waitForSelector('.panel .background-choice input[type="file"]');
  if (chooser === null) throw new Error("no file can be chosen");
  await (chooser as ElementHandle<HTMLInputElement>).uploadFile(`${PROJECT}tests/support/red.png`);
}

async function goAway(...people: readonly Person[]): Promise<void> {
  for (const person of people) {
    expect(person.errors).toEqual([]);
    await person.page.browserContext().close();
  }
}

test(
  "what is behind somebody is taken away",
  async () => {
    const { ana, ben } = await callOf();
    const sharp = await until("stripes at Ana's", async () => {
      const picture = await pictureAt(ana);
      return picture !== null && picture.roughness > 10 ? picture.roughness : null;
    });
    await pick(ben, "background", "blur");
    await until("a blur at Ana's", async () => {
      const { roughness = sharp } = (await pictureAt(ana)) ?? {};
      return roughness < sharp / 5;
    });
    await pick(ben, "background", "image");
    await chooseRed(ben);
    await until("red behind Ben at Ana's", async () => {
      const picture = await pictureAt(ana);
      return picture !== null && picture.red > 150 && picture.blue < 80;
    });
    await pick(ben, "background", "none");
    await until("stripes again at Ana's", async () => {
      return ((await pictureAt(ana))?.roughness ?? 0) > sharp / 2;
    });
    await goAway(ana, ben);
  },
  SLOW_MS,
);

/** Waits until what matches can be pressed. */
async function enabled(person: Person, selector: string): Promise<string> {
  await until(`${selector} enabled`, () =>
    person.page.evaluate(
      (wanted) => document.querySelector(wanted)?.matches(":enabled") === true,
      selector,
    ),
  );
  return selector;
}

/** Of full scale; silence is a thousandth of it at most. */
const LOUD = 0.01;

/** Begins to measure what the page plays for the test of devices. */
async function listenAt(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    const stream = document.querySelector("audio")?.srcObject;
    if (!(stream instanceof MediaStream)) throw new Error("nothing is played");
    const context = new AudioContext();
    const meter = new AnalyserNode(context, { fftSize: 2048 });
    const source = context.createMediaStreamSource(stream);
    source.connect(meter);
    const samples = new Float32Array(2048);
    // The source is kept: one that nothing refers to is collected, and silent from then on.
    const heard = { source, peak: 0 };
    setInterval(() => {
      meter.getFloatTimeDomainData(samples);
      heard.peak = Math.max(heard.peak, ...samples);
    }, 20);
    Object.assign(window, { heard });
  });
}

/** @returns the loudest that was played since it was asked last, 0 to 1. */
async function playedAt(person: Person): Promise<number> {
  return person.page.evaluate(() => {
    const { heard } = window as unknown as { heard: { peak: number } };
    const { peak } = heard;
    heard.peak = 0;
    return peak;
  });
}

test(
  "devices and network can be tested, and nothing is sent of it",
  async () => {
    const ana = await Person.at(chromium, "Ana");
    await ana.page.evaluateOnNewDocument(stageDevices);
    const sent: string[] = [];
    ana.page.on("request", (request) => {
      if (request.method() !== "GET") sent.push(request.url());
    });
    await ana.page.goto(server.url);
    await ana.page.click('a[href="/devices"]');
    await ana.page.click(await enabled(ana, ".test-begin button"));
    await until("one's picture", () =>
      ana.page.$eval(".self-view", (view) => view.getAttribute("data-camera") === "true"),
    );
    await until("the level of the noise", () =>
      ana.page.$eval(".level-bars", (bars) => Number(bars.getAttribute("data-level")) > 1),
    );
    const [record, tone] = [".test-card:nth-child(1) button", ".test-card:nth-child(2) button"];
    await ana.page.click(await enabled(ana, tone));
    await listenAt(ana);
    // Those of the first press may be over.
    await ana.page.click(await enabled(ana, tone));
    await until("notes", async () => (await playedAt(ana)) > LOUD);
    await enabled(ana, record);
    await playedAt(ana);
    await ana.page.click(record);
    await enabled(ana, record);
    expect(await playedAt(ana)).toBeGreaterThan(LOUD);
    await ana.page.click(await enabled(ana, ".test-card:nth-child(3) button"));
    await until("three good answers", () =>
      ana.page.$$eval('.test-step[data-outcome="good"]', (steps) => steps.length === 3),
    );
    expect(sent).toEqual([]);
    await goAway(ana);
  },
  SLOW_MS,
);

describe("in a call", () => {
  const SECOND = "Fake Audio Input 2";
  let ana: Person;
  let ben: Person;
  beforeAll(async () => {
    ({ ana, ben } = await callOf());
  }, SLOW_MS);
  afterAll(() => goAway(ana, ben));

  const chosen = () =>
    ben.page.$eval("#call-microphone", (menu) =>
      menu instanceof HTMLSelectElement ? menu.selectedOptions[0]?.textContent : "",
    );

  /** Takes what is labelled so from one of Ben's menus. @returns its ID. */
  const chooseIn = (kind: "microphone" | "speaker", wanted: string) =>
    ben.page.$eval(
      `#call-${kind}`,
      (menu, label) => {
        if (!(menu instanceof HTMLSelectElement)) return "";
        menu.value = [...menu.options].find((one) => one.text === label)?.value ?? "";
        menu.dispatchEvent(new Event("change"));
        return menu.value;
      },
      wanted,
    );

  test(
    "a speaker that is chosen plays everybody, and the usual one does when it is unplugged",
    async () => {
      const speaker = "Fake Audio Output 2";
      const sinks = () =>
        ben.page.$$eval("audio", (sounds) => [...new Set(sounds.map(({ sinkId }) => sinkId))]);
      const id = await chooseIn("speaker", speaker);
      expect(id).not.toBe("");
      await until("the chosen speaker", async () => (await sinks()).join() === id);
      await onStage(ben, "unplug", speaker);
      await ben.reads(`${speaker} was unplugged`);
      await until("the usual speaker", async () => (await sinks()).join() === "");
    },
    SLOW_MS,
  );

  test(
    "a microphone that is unplugged gives way to another, and is offered when it is back",
    async () => {
      await chooseIn("microphone", SECOND);
      await until("the second microphone", async () => (await chosen()) === SECOND);
      await onStage(ben, "unplug", SECOND);
      await ben.reads(`${SECOND} was unplugged. Fake Default Audio Input is used now`);
      expect(await heardMeanwhile(ana)).toBeGreaterThan(SILENT);
      await onStage(ben, "plugIn", SECOND);
      await ben.reads(`${SECOND} was plugged in`);
      await ben.click(ENGLISH["devices.offer.use"]);
      await until("the second microphone again", async () => (await chosen()) === SECOND);
      await until("Ben again", async () => (await heardMeanwhile(ana)) > SILENT);
    },
    SLOW_MS,
  );

  test(
    "who speaks while muted is told, is heard while the space bar is held, and stays muted when the microphone is unplugged",
    async () => {
      await ben.click("Close");
      await ben.page.keyboard.press("m");
      await sees(ana, "Ben", "microphone off, camera on");
      await ben.reads(ENGLISH["muted.hint"]);
      await until("silence of Ben", async () => (await heardMeanwhile(ana)) < SILENT);
      await ben.page.keyboard.down("Space");
      await sees(ana, "Ben", "microphone on, camera on");
      await until("Ben, talking", async () => (await heardMeanwhile(ana)) > SILENT);
      await ben.page.keyboard.up("Space");
      await sees(ana, "Ben", "microphone off, camera on");

      await onStage(ben, "unplug", SECOND);
      await ben.reads(`${SECOND} was unplugged`);
      await until("silence still", async () => (await heardMeanwhile(ana)) < SILENT);

      await ben.openPanel("chat");
      await ben.page.focus("textarea");
      await ben.page.keyboard.down("Space");
      await ben.page.keyboard.up("Space");
      expect(await ben.page.$eval("textarea", (field) => field.value)).toBe(" ");
      await sees(ana, "Ben", "microphone off, camera on");
      await ben.page.keyboard.press("Escape");
      await ben.page.keyboard.press("m");
      await sees(ana, "Ben", "microphone on, camera on");
    },
    SLOW_MS,
  );

  test(
    "who saves data sends the smallest picture alone; with sound only none comes either",
    async () => {
      await ben.page.click('[aria-label="Camera, microphone and speaker"]');
      await pick(ben, "data", "save");
      const active = () =>
        ben.page.evaluate(() => {
          const { connections } = window as unknown as {
            readonly connections: readonly RTCPeerConnection[];
          };
          const senders = connections.at(-1)?.getSenders() ?? [];
          const camera = senders.find(({ track }) => track?.kind === "video");
          return camera?.getParameters().encodings.map((layer) => layer.active);
        });
      await until("the smallest layer alone", async () => {
        return JSON.stringify(await active()) === "[true,false,false]";
      });
      await ana.sees("Ben");
      await pick(ben, "data", "sound");
      await sees(ana, "Ben", "microphone on, camera off");
      await until("no picture of Ana", async () => !(await hasPicture(ben, "Ana")));
      await until("no frame while sound comes", async () => {
        const before = await inboundOf(ben.page);
        await heardMeanwhile(ben);
        return (await inboundOf(ben.page)).videoPackets === before.videoPackets;
      });
      await pick(ben, "data", "all");
      await ben.sees("Ana");
      await ben.click("Camera");
      await sees(ana, "Ben", "microphone on, camera on");
    },
    SLOW_MS,
  );
});
