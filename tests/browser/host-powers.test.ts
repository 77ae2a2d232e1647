// What a host can do from the meeting page, each seen in the browsers that it is done to.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { RunningBrowser } from "../support/browsers.ts";
import { startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";

const SLOW_MS = 240_000;

/** A picture of one pixel. */
const DOT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let server: RunningServer;
let chromium: RunningBrowser;
let firefox: RunningBrowser;
let ana: Person;
let ben: Person;
let cleo: Person;
let link: string;

/** Ana hosts in Chromium; Ben, in Chromium, and Cleo, in Firefox, are her guests. */
beforeAll(async () => {
  server = await startServer();
  [chromium, firefox] = await Promise.all([startBrowser("chromium"), startBrowser("firefox")]);
  ana = await Person.at(chromium, "Ana");
  ben = await Person.at(chromium, "Ben");
  cleo = await Person.at(firefox, "Cleo");
  link = await ana.startMeeting(server.url);
  await ana.join(link);
  await ana.seesIn("Ana");
  await Promise.all([ben.join(link), cleo.join(link)]);
  await Promise.all([ana, ben, cleo].map((person) => person.seesIn("Ana", "Ben", "Cleo")));
  await ana.openPanel("people");
}, SLOW_MS);

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await server?.stop();
}, SLOW_MS);

async function newcomer(name: string): Promise<Person> {
  const person = await Person.at(chromium, name);
  await person.open(link);
  await person.enter();
  return person;
}

test(
  "lock: whoever comes is told that the door is locked, and gets in after unlocking",
  async () => {
    await ana.press("#door-locked");
    await ana.finds("#door-locked", "aria-checked", "true");
    const dan = await newcomer("Dan");
    await dan.reads("The door is locked");
    await ana.seesIn("Ana", "Ben", "Cleo");

    await ana.press("#door-locked");
    await ana.finds("#door-locked", "aria-checked", "false");
    await dan.join(link);
    await ana.seesIn("Ana", "Ben", "Cleo", "Dan");
    await dan.leave();
    await ana.seesIn("Ana", "Ben", "Cleo");
    await dan.closeTab();
  },
  SLOW_MS,
);

test(
  "waiting room: the host sees who knocks by name, turns one away, lets one in, then all",
  async () => {
    await ana.press("#door-waiting");
    await ana.finds("#door-waiting", "aria-checked", "true");
    const eve = await newcomer("Eve");
    await ana.press('[aria-label="Don’t let in Eve"]');
    await eve.reads("You weren’t let in");
    await eve.closeTab();
    const finn = await newcomer("Finn");
    await ana.press('[aria-label="Let in Finn"]');
    await ana.seesIn("Ana", "Ben", "Cleo", "Finn");
    await finn.seesAndHears("Ana");
    await finn.leave();
    await ana.seesIn("Ana", "Ben", "Cleo");
    await finn.closeTab();

    const crowd = [await newcomer("Gus"), await newcomer("Ida")];
    for (const { name } of crowd)
      await ana.finds(`[aria-label="Let in ${name}"]`, "type", "button");
    await ana.click("Let everyone in");
    await ana.seesIn("Ana", "Ben", "Cleo", "Gus", "Ida");
    for (const person of crowd) await person.leave();
    await ana.press("#door-waiting");
    await ana.finds("#door-waiting", "aria-checked", "false");
    await ana.seesIn("Ana", "Ben", "Cleo");
    for (const person of crowd) await person.closeTab();
  },
  SLOW_MS,
);

test(
  "ask to mute and to stop the camera: the guest's client obeys, and says who asked",
  async () => {
    await ana.openMenu("Ben");
    await ana.click("Ask to mute");
    await ben.finds('.call-bar [aria-label="Microphone"]', "aria-pressed", "false");
    await ben.reads("Ana");
    await ana.openMenu("Ben");
    await ana.click("Ask to stop camera");
    await ben.finds('.call-bar [aria-label="Camera"]', "aria-pressed", "false");
    await ben.press('.call-bar [aria-label="Camera"]');
    await ben.press('.call-bar [aria-label="Microphone"]');
    await ben.finds('.call-bar [aria-label="Microphone"]', "aria-pressed", "true");
    await ana.seesAndHears("Ben");
  },
  SLOW_MS,
);

test(
  "mute everyone: every guest is muted, the host isn't",
  async () => {
    await ana.press("#door-mute-everyone");
    for (const guest of [ben, cleo]) {
      await guest.finds('.call-bar [aria-label="Microphone"]', "aria-pressed", "false");
      await guest.press('.call-bar [aria-label="Microphone"]');
    }
    await ana.finds('.call-bar [aria-label="Microphone"]', "aria-pressed", "true");
  },
  SLOW_MS,
);

test(
  "unmuting: while the host forbids it, who is muted stays so until a host asks them",
  async () => {
    const microphone = '.call-bar [aria-label="Microphone"]';
    await ana.press("#door-unmute");
    await ana.finds("#door-unmute", "aria-checked", "false");
    await ana.press("#door-mute-everyone");
    for (const guest of [ben, cleo]) {
      await guest.finds(microphone, "aria-pressed", "false");
      await guest.finds(microphone, "data-tip", "The host has switched unmuting off");
    }
    await ana.openMenu("Ben");
    await ana.click("Ask to unmute");
    await ben.click("Unmute");
    await ben.finds(microphone, "aria-pressed", "true");
    await cleo.finds(microphone, "aria-pressed", "false");
    await ana.press("#door-unmute");
    await ana.finds("#door-unmute", "aria-checked", "true");
    await cleo.press(microphone);
    await cleo.finds(microphone, "aria-pressed", "true");
  },
  SLOW_MS,
);

test(
  "chat: everyone reads it, and members write only while the host allows",
  async () => {
    await ben.openPanel("chat");
    await cleo.openPanel("chat");
    await ben.page.type(".composer textarea", "Is this thing on?");
    await ben.press('.composer [aria-label="Send"]');
    await cleo.reads("Is this thing on?");
    await cleo.press(".chat-line");
    await cleo.press('.line-acts [aria-label="Reply"]');
    await cleo.page.type(".composer textarea", "It is, @be");
    await cleo.press(".suggestion");
    await cleo.press('.composer [aria-label="Send"]');
    await ben.reads("Cleo mentioned you");
    await ben.reads("You Is this thing on?");
    await ben.reads("It is, @Ben");
    await ben.press(".chat-group:last-child .chat-line");
    await ben.press('.line-acts [aria-label="React"]');
    await ben.press('.line-reactions [aria-label="Thumbs up"]');
    await cleo.finds(".chip", "aria-label", "👍: Ben");
    const folder = await mkdtemp(`${tmpdir()}/conclave-files-`);
    await writeFile(`${folder}/dot.png`, DOT);
    await writeFile(`${folder}/notes.txt`, "x".repeat(300_000));
    const field = await ben.page.waitForSelector("input#file-field");
    await field?.uploadFile(`${folder}/notes.txt`, `${folder}/dot.png`);
    // The picture comes by itself, the text when asked for.
    await until("the picture at Cleo's", () =>
      cleo.page.evaluate(
        () => document.querySelector("canvas.chat-picture:not([hidden])") !== null,
      ),
    );
    await cleo.press('[aria-label="Get notes.txt"]');
    await ben.reads("1 has it");
    await until("the file at Cleo's", () =>
      cleo.page.evaluate(
        () => document.querySelector('[aria-label="Save notes.txt"]')?.checkVisibility() ?? false,
      ),
    );
    await rm(folder, { recursive: true });
    await ana.openPanel("people");
    await ana.press("#door-chat");
    await ben.reads("The host has switched chat off for members.");
    await ana.press("#door-chat");
    await ana.finds("#door-chat", "aria-checked", "true");
  },
  SLOW_MS,
);

test(
  "co-host: a granted guest works the door, and both panels show the same",
  async () => {
    await ana.openMenu("Ben");
    await ana.click("Make co-host");
    await ben.openPanel("people");
    await ben.press("#door-locked");
    await ana.finds("#door-locked", "aria-checked", "true");
    await ben.finds("#door-locked", "aria-checked", "true");
    await ana.press("#door-locked");
    await ben.finds("#door-locked", "aria-checked", "false");
  },
  SLOW_MS,
);

test(
  "handing over: a guest is asked, accepts, and is host with a host's whole panel",
  async () => {
    await ana.openMenu("Cleo");
    await ana.click("Hand over as host…");
    await ana.press("dialog[open] .button.primary");
    await cleo.reads("Ana hands the meeting over to you");
    await cleo.click("Be host");
    await cleo.openPanel("people");
    await cleo.press("#door-waiting");
    await ana.finds("#door-waiting", "aria-checked", "true");
    await cleo.press("#door-host-link");
    const own = await until("the host link at Cleo's", () =>
      cleo.page.evaluate(() => document.querySelector("dialog[open] .link-text")?.textContent),
    );
    expect(own.length).toBeGreaterThan(link.length);
    await cleo.press("dialog[open] .button.quiet");
    await ana.press("#door-waiting");
    await cleo.finds("#door-waiting", "aria-checked", "false");
  },
  SLOW_MS,
);

test(
  "replace the link: the old one is dead at once, the call goes on, guests hand on the new one",
  async () => {
    await ana.press("#door-rotate-link");
    await ana.press("dialog[open] .button.primary");
    const next = await until("the new link at Ben's", async () => {
      const copied = await ben.copiedLink();
      return copied !== link && copied;
    });
    const dan = await Person.at(chromium, "Dan");
    await dan.open(link);
    await dan.enter();
    await dan.reads("This link doesn’t open the meeting");
    await ben.seesAndHears("Cleo");

    link = next;
    await dan.join(link);
    await cleo.seesIn("Ana", "Ben", "Cleo", "Dan");
    await dan.seesAndHears("Ana");
    await dan.leave();
    await cleo.seesIn("Ana", "Ben", "Cleo");
  },
  SLOW_MS,
);

test(
  "passphrase, host link and deletion: asked for at the door, host on another device, gone for good",
  async () => {
    const gil = await Person.at(chromium, "Gil");
    const secured = await gil.startMeeting(server.url, "correct horse");
    await gil.open(secured);
    await gil.enter("correct horse");
    await gil.seesIn("Gil");
    const hana = await Person.at(firefox, "Hana");
    await hana.open(secured);
    await hana.enter("wrong horse");
    await hana.reads("That passphrase doesn’t open the meeting");

    await gil.openPanel("people");
    await gil.press("#door-host-link");
    const hostLink = await until("the host link", () =>
      gil.page.evaluate(() => document.querySelector("dialog[open] .link-text")?.textContent),
    );
    expect(hostLink.length).toBeGreaterThan(secured.length);
    await gil.press("dialog[open] .button.quiet");
    await hana.open(hostLink);
    await hana.enter("correct horse");
    await gil.seesIn("Gil", "Hana");
    await hana.openPanel("people");
    await hana.press("#door-locked");
    await gil.finds("#door-locked", "aria-checked", "true");

    await gil.press("#door-delete-meeting");
    await gil.press("dialog[open] .button.danger");
    await gil.reads("The meeting is deleted");
    await hana.reads("The host ended the meeting");
    await hana.open(secured);
    await hana.enter("correct horse");
    await hana.reads("That passphrase doesn’t open the meeting");
    for (const person of [gil, hana]) expect(person.errors).toEqual([]);
  },
  SLOW_MS,
);
