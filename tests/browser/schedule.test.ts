// A meeting is planned in the browser: calendars get it, guests find in, and the server learns no word of it.
// The attacker records all that the page sends. The last test sends the title on purpose, and sees it found.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { RunningBrowser } from "../support/browsers.ts";
import { BROWSERS, startBrowser } from "../support/browsers.ts";
import { Person, until } from "../support/person.ts";
import { findSecrets, soughtText } from "../support/secret-search.ts";
import type { RunningServer } from "../support/server.ts";
import { startServer } from "../support/server.ts";
import { WireTap } from "../support/wire-tap.ts";

const SLOW_MS = 150_000;

const TITLE = "Umbrella succession";
const NOTE = "Nobody tells the board";

let server: RunningServer;
/** Between the browsers and the server. */
let tap: WireTap;

beforeAll(async () => {
  server = await startServer({});
  tap = await WireTap.before(server.url.replace(/\/$/, ""));
}, SLOW_MS);

afterAll(async () => {
  await tap.close();
  await server.stop();
});

function told(): readonly string[] {
  const sought = [soughtText("the title", TITLE), soughtText("the note", NOTE)];
  return findSecrets("what was sent", tap.bytes(), sought);
}

/** Files that the page saves are read instead. */
async function catchFiles(person: Person): Promise<void> {
  await person.page.evaluateOnNewDocument(() => {
    const files: Blob[] = [];
    Object.assign(window, { files });
    const native = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (file: Blob | MediaSource) => {
      if (file instanceof Blob) files.push(file);
      return native(file);
    };
    HTMLAnchorElement.prototype.click = () => {};
  });
}

async function lastFile(person: Person, count: number): Promise<string> {
  return until(`file ${count}`, () =>
    person.page.evaluate(async (wanted) => {
      const { files } = window as unknown as { files: Blob[] };
      return files.length < wanted ? null : (files.at(-1)?.text() ?? null);
    }, count),
  );
}

async function plan(person: Person): Promise<void> {
  await person.page.goto(`${tap.url}/schedule`);
  await person.page.waitForSelector("#plan-title", { visible: true });
  await person.page.type("#plan-title", TITLE);
  await person.page.type("#plan-note", NOTE);
  await person.page.select("#plan-repeat", "weekly");
}

for (const name of BROWSERS) {
  describe(`in ${name}`, () => {
    let running: RunningBrowser;
    let ana: Person;

    beforeAll(async () => {
      running = await startBrowser(name);
      ana = await Person.at(running, "Ana");
      await catchFiles(ana);
    }, SLOW_MS);

    afterAll(() => running.close());

    test("a plan becomes a calendar’s entry, and the server never reads it", async () => {
      await plan(ana);
      await ana.reads(TITLE);
      await ana.click("Make the meeting");
      await ana.click("Calendar file (.ics)");
      const file = (await lastFile(ana, 1)).replaceAll("\r\n ", "");
      expect(file).toContain(`SUMMARY:${TITLE}\r\n`);
      expect(file).toContain("RRULE:FREQ=WEEKLY\r\n");
      expect(file).toContain("SEQUENCE:0\r\n");
      expect(file).toMatch(/CONFERENCE;[^\r]*:http:\/\/[^\r]*\/m\/[0-9a-z-]{19}#[\w-]{40,}\r\n/);
      expect(told()).toEqual([]);
      expect(ana.errors).toEqual([]);
    });

    test("a changed plan is the same entry, one version on", async () => {
      const uidOf = (file: string) => /^UID:(.*)\r$/m.exec(file.replaceAll("\r\n ", ""))?.[1];
      const before = await lastFile(ana, 1);
      await ana.click("Change it");
      await ana.page.select("#plan-repeat", "daily");
      await ana.click("Make the meeting");
      await ana.click("Calendar file (.ics)");
      const after = await lastFile(ana, 2);
      expect(uidOf(after)).toBe(uidOf(before));
      expect(after).toContain("SEQUENCE:1\r\n");
    });

    test("with the secret apart, the entry opens nothing, and a guest who has both comes in", async () => {
      await ana.click("Change it");
      await ana.page.click('input[name="secret"][value="apart"]');
      await ana.click("Make the meeting");
      await ana.click("Calendar file (.ics)");
      const file = (await lastFile(ana, 3)).replaceAll("\r\n ", "");
      expect(file).not.toContain("#");
      const [link, secret] = await ana.page.$$eval(".schedule-made .link-text", (found) =>
        found.map((one) => one.textContent ?? ""),
      );
      expect(file).toContain(`URL:${link}\r\n`);
      const guest = await Person.at(running, "Bo");
      await guest.open(link ?? "");
      await guest.page.waitForSelector("#rest-of-link", { visible: true });
      await guest.page.type("#rest-of-link", "not a secret");
      await guest.page.click(".rest-of-link button");
      await guest.reads("That isn’t the secret of a meeting");
      await guest.page.$eval("#rest-of-link", (field) => {
        if (field instanceof HTMLInputElement) field.value = "";
      });
      await guest.page.type("#rest-of-link", secret ?? "");
      await guest.page.click(".rest-of-link button");
      await guest.page.waitForSelector("#name", { visible: true });
      expect(guest.page.url()).toBe(link ?? "");
    });

    test("the meeting is on the list under its title, gets another name, and moves to another browser", async () => {
      await ana.page.goto(tap.url);
      await ana.reads(TITLE);
      await ana.page.click('[aria-label="Rename"]');
      await ana.page.waitForSelector(".rename-form input", { visible: true });
      await ana.page.type(".rename-form input", " 2");
      await ana.page.keyboard.press("Enter");
      await ana.reads(`${TITLE} 2`);
      await ana.page.click(".meeting-file summary");
      await ana.page.type("#file-passphrase", "correct horse");
      await ana.click("Save a file");
      const file = await lastFile(ana, 1);
      expect(file).not.toContain("Umbrella");
      const other = await Person.at(running, "Ana");
      await other.page.goto(tap.url);
      await other.page.waitForSelector(".meeting-file summary", { visible: true });
      await other.page.click(".meeting-file summary");
      await other.page.type("#file-passphrase", "correct horse");
      await other.page.evaluate((text) => {
        const input = document.querySelector<HTMLInputElement>('.meeting-file input[type="file"]');
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "meetings.json", { type: "application/json" }));
        if (input === null) return;
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }, file);
      await other.reads(`${TITLE} 2`);
      expect(other.errors).toEqual([]);
    });

    test("a room of one’s own is made once, and stays on top", async () => {
      await ana.page.goto(tap.url);
      await ana.click("Make your room");
      await ana.reads("Your meeting is ready");
      await ana.page.goto(tap.url);
      await ana.reads("My room");
      const buttons = await ana.page.$$eval(".room > .button", (found) =>
        found.filter((one) => one.checkVisibility()).map((one) => one.textContent),
      );
      expect(buttons).toEqual([]);
    });
  });
}

test("no word of all that was sent, and one sent on purpose is found", async () => {
  expect(told()).toEqual([]);
  await fetch(`${tap.url}/nowhere?${encodeURIComponent(TITLE)}`);
  expect(told()).toEqual(["the title as percents in what was sent"]);
});
