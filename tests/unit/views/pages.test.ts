// What every page must hold, and must not, for the content policy and for people.
// The promise that no page runs what isn't a file of ours was seen to fail with a style attribute,
// an inline script and an hx-on attribute added to a view.

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DEVICE_PROBLEMS } from "../../../src/client/device-problem.ts";
import { REJECT_REASONS } from "../../../src/protocol/reject.ts";
import { DesignPage } from "../../../views/design.tsx";
import { DevicesPage } from "../../../views/devices.tsx";
import { ErrorPage, NotFoundPage } from "../../../views/error.tsx";
import { HomePage } from "../../../views/home.tsx";
import { ENGLISH } from "../../../views/locales/catalogue.ts";
import { keysOf } from "../../../views/locales/keys-of.ts";
import { MeetingPage } from "../../../views/meeting.tsx";
import { NOTICE_STEPS } from "../../../views/notice-steps.ts";
import { OfflinePage } from "../../../views/offline.tsx";
import { DoorPanel } from "../../../views/parts/door-panel.tsx";
import { ServerSees } from "../../../views/parts/server-sees.tsx";
import { SchedulePage } from "../../../views/schedule.tsx";

const assets = {
  url: (name: string) => `/assets/hash/${name}`,
  integrity: (name: string) => `sha384-${name}`,
};

const DOOR = {
  isLocked: false,
  hasWaitingRoom: false,
  mayChat: true,
  mayShare: true,
  mayUnmute: true,
  mayRecord: true,
};

const PAGES = {
  home: () => String(HomePage({ assets })),
  meeting: () => String(MeetingPage({ assets })),
  "not found": () => String(NotFoundPage({ assets })),
  failed: () => String(ErrorPage({ assets })),
  schedule: () => String(SchedulePage({ assets, retentionDays: 90 })),
  devices: () => String(DevicesPage({ assets })),
  design: () => String(DesignPage({ assets })),
  offline: () => String(OfflinePage({ assets })),
  "server sees": () => String(ServerSees()),
  "door, open": () => String(DoorPanel({ state: { ...DOOR, role: "host" } })),
  "door, locked": () =>
    String(
      DoorPanel({ state: { ...DOOR, isLocked: true, hasWaitingRoom: true, role: "co-host" } }),
    ),
};

/** Attribute values, with the entities that JSX writes turned back. */
function attributes(html: string, name: RegExp): string[] {
  return [...html.matchAll(/\s([\w:.@-]+)="([^"]*)"/g)]
    .filter(([, attribute = ""]) => name.test(attribute))
    .map(([, , value = ""]) => value.replaceAll("&#39;", "'").replaceAll("&amp;", "&"));
}

for (const [name, render] of Object.entries(PAGES)) {
  describe(`the page “${name}”`, () => {
    const html = render();

    test("runs and styles nothing but our files", () => {
      expect(html).not.toMatch(/<style/i);
      expect(html).not.toMatch(/\sstyle=/i);
      expect(html).not.toMatch(/\son[a-z]+=/i);
      expect(html).not.toMatch(/\shx-on/i);
      expect(html).not.toMatch(/["'\s](js|javascript):/i);
      for (const [, attributesText = "", body = ""] of html.matchAll(
        /<script([^>]*)>([\s\S]*?)<\/script>/g,
      )) {
        const script = name === "devices" ? "device-test.js" : "client.js";
        expect(attributesText).toContain(`src="/assets/hash/${script}"`);
        expect(attributesText).toContain(`integrity="sha384-${script}"`);
        expect(body).toBe("");
      }
    });

    test("asks other hosts for nothing", () => {
      for (const address of attributes(html, /^(src|href|action|hx-get|hx-post)$/)) {
        expect(address).toMatch(/^(\/|#)(?!\/)/);
      }
    });

    test("is the same for everyone, twice over", () => {
      expect(render()).toBe(html);
    });

    test("draws only icons that the sprite has", () => {
      const sprite = readFileSync("public/icons.svg", "utf8");
      for (const [, icon] of html.matchAll(/icons\.svg#([\w-]+)/g)) {
        expect(sprite).toContain(`<symbol id="${icon}"`);
      }
    });

    test("has expressions that Alpine reads without eval", () => {
      for (const expression of attributes(html, /^x-(?!transition)/)) {
        expect(expression).not.toMatch(/=>|\?\.|`|\bfunction\b|\?\?/);
      }
    });

    test("names only components that its script registers", () => {
      const script = name === "devices" ? "device-test.ts" : "main.ts";
      const main = readFileSync(`src/client/${script}`, "utf8");
      for (const component of attributes(html, /^x-data$/)) {
        expect(main).toMatch(new RegExp(`Alpine\\.data\\(\\s*"${component}"`));
      }
    });
  });
}

describe("the door’s panel", () => {
  const html = PAGES["door, open"]();

  test("says of each switch and button what it does now, in a sentence", () => {
    for (const [, id = ""] of html.matchAll(/aria-describedby="([^"]+)"/g)) {
      const words = html.match(new RegExp(`id="${id}">([^<]+)<`))?.[1] ?? "";
      expect([id, words]).toEqual([id, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });

  test("changes its words with each flag", () => {
    const flags = [
      "isLocked",
      "hasWaitingRoom",
      "mayChat",
      "mayShare",
      "mayUnmute",
      "mayRecord",
    ] as const;
    for (const flag of flags) {
      const turned = { ...DOOR, [flag]: !DOOR[flag], role: "host" as const };
      const words = (text: string) => text.replace(/<[^>]*>/g, "|");
      expect(words(String(DoorPanel({ state: turned })))).not.toBe(words(html));
    }
  });

  test("shows a co-host nothing that is the host’s", () => {
    const names = [...PAGES["door, locked"]().matchAll(/data-door="([^"]+)"/g)].map(([, n]) => n);
    expect(names).toEqual([
      "locked",
      "waiting",
      "chat",
      "share",
      "unmute",
      "record",
      "mute-everyone",
    ]);
  });
});

test("every dialog has a name, a consequence, and a way out that has the focus first", () => {
  const page = PAGES.meeting();
  const dialogs = [...page.matchAll(/<dialog([\s\S]*?)<\/dialog>/g)].map(([all]) => all);
  expect(dialogs).toHaveLength(10);
  for (const dialog of dialogs) {
    for (const attribute of ["aria-labelledby", "aria-describedby"]) {
      const [, id] = dialog.match(new RegExp(`${attribute}="([a-z-]+)"`)) ?? [];
      expect(dialog).toContain(`id="${id}"`);
    }
    // A form has the focus in its first field.
    const first = /<form/.test(dialog) ? /<input[^>]*autofocus/ : /<button[^>]*autofocus/;
    expect(dialog).toMatch(first);
    expect(dialog).toMatch(/<button[^>]*x-on:click="close/);
  }
});

test("links of the chat are asked about first, and lead out without a trace of the meeting", () => {
  const [written = ""] = PAGES.meeting().match(/<a[^>]*part\.href[^>]*>/) ?? [];
  expect(written).toContain('x-on:click.prevent="askLink(part.href)"');
  expect(written).toContain('x-on:auxclick.prevent="askLink(part.href)"');
  const [asked = ""] = PAGES.meeting().match(/<a[^>]*link\.href[^>]*>/) ?? [];
  for (const link of [written, asked]) {
    expect(link).toContain('rel="noopener noreferrer"');
    expect(link).toContain('target="_blank"');
  }
});

test("every button has words", () => {
  for (const render of Object.values(PAGES)) {
    for (const [, head = "", body = ""] of render().matchAll(
      /<button([^>]*)>([\s\S]*?)<\/button>/g,
    )) {
      const words = body.replace(/<[^>]*>/g, "").trim();
      const isNamed = words !== "" || /aria-label=|x-text=/.test(head + body);
      expect({ head, isNamed }).toEqual({ head, isNamed: true });
    }
  }
});

describe("texts", () => {
  const all = [
    ...keysOf(NOTICE_STEPS).map((reason) => ({
      title: ENGLISH[`notice.${reason}.title`],
      body: ENGLISH[`notice.${reason}.body`],
    })),
    ...(["camera", "microphone"] as const).flatMap((kind) =>
      DEVICE_PROBLEMS.map((problem) => ({
        title: ENGLISH[`device.${kind}.${problem}.title`],
        body: ENGLISH[`device.${kind}.${problem}.body`],
      })),
    ),
  ];

  test("every failure has one, in the meeting page itself, for when the server is gone", () => {
    const page = PAGES.meeting();
    for (const reason of REJECT_REASONS) expect(ENGLISH[`notice.${reason}.title`]).not.toBe("");
    for (const reason of keysOf(NOTICE_STEPS)) {
      expect(page).toContain(`notice === &#39;${reason}&#39;`);
      expect(page).toContain(ENGLISH[`notice.${reason}.title`]);
    }
    for (const kind of ["camera", "microphone"] as const) {
      for (const problem of DEVICE_PROBLEMS) {
        expect(page).toContain(`own.${kind}Problem === &#39;${problem}&#39;`);
      }
    }
    const alarms = keysOf(ENGLISH).filter((key) => key.startsWith("alarm."));
    for (const key of alarms.filter((key) => key !== "alarm.about")) {
      expect(page).toContain(String(ENGLISH[key]));
    }
  });

  test("say it in one to three sentences, without shouting or praise", () => {
    for (const { title, body } of all) {
      const sentences = body.match(/[.?](\s|$)/g)?.length ?? 0;
      expect({ title, sentences }).toEqual({
        title,
        sentences: Math.min(3, Math.max(1, sentences)),
      });
      expect(title).not.toMatch(/[.!]$/);
      expect(`${title} ${body}`).not.toMatch(/!|\b(secure|encrypted|military)\b/i);
    }
  });

  test("have no two alike", () => {
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });
});
