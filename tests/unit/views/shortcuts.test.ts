// Every control of a call has a key, and each key stands in the sheet that lists them.

import { expect, test } from "bun:test";
import { MeetingPage } from "../../../views/meeting.tsx";
import { SHORTCUTS } from "../../../views/shortcut-list.ts";

const assets = { url: (name: string) => `/assets/${name}`, integrity: () => null };
const html = String(MeetingPage({ assets }));
const listed = SHORTCUTS.map(({ keys }) => keys);

function keysOf(tag: string): readonly string[] {
  return tag.match(/aria-keyshortcuts="([^"]*)"/)?.[1]?.split(" ") ?? [];
}

test("every control of the bar has a key", () => {
  const bar = html.slice(html.indexOf('class="call-bar"'), html.indexOf('class="scrim"'));
  const controls = [...bar.matchAll(/<button[^>]*class="control[ "][^>]*>/g)].map(([tag]) => tag);
  expect(controls.length).toBeGreaterThan(9);
  expect(controls.filter((tag) => keysOf(tag).length === 0)).toEqual([]);
});

test("the sheet has each key, and each once", () => {
  const named = [...html.matchAll(/<button[^>]*aria-keyshortcuts="[^>]*>/g)];
  const keys = named.flatMap(([tag]) => keysOf(tag));
  expect(keys.filter((key) => !listed.includes(key))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});
