// `GET /fragments/door`: the same bytes for equal states, whoever asks, and nothing else is answered.
// The attacker is whoever makes the server render what they wrote. Seen to fail: with the query's
// end unchecked.

import { describe, expect, test } from "bun:test";
import { doorAddress, OPEN_DOOR } from "../../src/client/pages/door-fragment.ts";
import { parseDoorQuery } from "../../src/server/routes/fragments.ts";
import { makeApp } from "../support/app.ts";

const { request } = await makeApp();

const OPEN = "/fragments/door?locked=0&waiting=0&chat=1&share=1&unmute=1&record=1&role=host";

async function bodyOf(path: string, init: RequestInit = {}): Promise<string> {
  return (await request(path, init)).text();
}

describe("the door's panel", () => {
  test("shows the state that is asked for", async () => {
    const locked = await bodyOf(OPEN.replace("locked=0", "locked=1"));
    const isOn = (html: string, name: string) =>
      html.match(new RegExp(`<button[^>]*data-door="${name}"`))?.[0].includes('checked="true"');
    expect([isOn(await bodyOf(OPEN), "locked"), isOn(locked, "locked")]).toEqual([false, true]);
    expect(locked).toContain("Nobody else comes in");
  });

  test("is found at every address that the page asks for", () => {
    for (let bits = 0; bits < 64; bits++) {
      const door = {
        isLocked: (bits & 1) !== 0,
        hasWaitingRoom: (bits & 2) !== 0,
        mayChat: (bits & 4) !== 0,
        mayShare: (bits & 8) !== 0,
        mayUnmute: (bits & 16) !== 0,
        mayRecord: (bits & 32) !== 0,
      };
      for (const role of ["host", "co-host"] as const) {
        const { search } = new URL(doorAddress(door, role), "https://meet.example");
        expect(parseDoorQuery(search)).toEqual({ ...door, role });
      }
    }
  });

  test("is the same for each visitor of a language and each meeting", async () => {
    const asked: RequestInit[] = [
      {},
      { headers: { "HX-Request": "true", "HX-Target": "x" } },
      { headers: { Cookie: "id=1", "Accept-Language": "en-GB", Referer: "https://x.example/m/1" } },
    ];
    const bodies = await Promise.all(asked.map((init) => bodyOf(OPEN, init)));
    expect(new Set(bodies).size).toBe(1);
  });

  test("answers no other spelling, and repeats nothing of it", async () => {
    for (const path of [
      "/fragments/door",
      `${OPEN}&x=1`,
      `${OPEN}&locked=1`,
      `${OPEN}%00`,
      OPEN.replace("locked=0", "locked=2"),
      OPEN.replace("locked=0", "locked=<b>evil</b>"),
      OPEN.replace("role=host", "role=member"),
      OPEN.replace("role=host", "role=Host"),
      OPEN.replace("&chat=1", ""),
      "/fragments/door?waiting=0&locked=0&chat=1&share=1&unmute=1&record=1&role=host",
      `/fragments/door?${"x".repeat(5_000)}`,
    ]) {
      const answer = await request(path);
      expect([path.slice(0, 120), answer.status, await answer.text()]).toEqual([
        path.slice(0, 120),
        400,
        "malformed",
      ]);
    }
  });

  test("has the headers that every page has, refused or not", async () => {
    for (const path of [OPEN, "/fragments/door"]) {
      const { headers } = await request(path);
      expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Cache-Control")).toBe("no-store");
      expect(headers.get("Set-Cookie")).toBeNull();
    }
  });

  test("holds no script, style or handler, and loads nothing", async () => {
    const html = await bodyOf(doorAddress({ ...OPEN_DOOR, isLocked: true }, "co-host"));
    expect(html).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|\sx-|\shx-|src=|href=/i);
  });
});
