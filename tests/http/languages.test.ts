// The language is the one thing in which pages differ: chosen by cookie, else by the browser's list.
// The attacker is a server that would like to tell visitors apart: any other difference shows.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { acceptedTags, languageOf } from "../../src/server/language.ts";
import { LANGUAGE_TAGS, LANGUAGES } from "../../views/locales/languages.ts";
import { makeApp } from "../support/app.ts";

const { request } = await makeApp();

const PATHS = [
  "/",
  "/m/0123-4567-89ab-cdef",
  "/schedule",
  "/devices",
  "/design",
  "/offline",
  "/nowhere",
  "/fragments/server-sees",
  "/fragments/door?locked=1&waiting=1&chat=1&share=0&unmute=1&record=1&role=host",
];

async function pageIn(path: string, headers: Record<string, string>): Promise<string> {
  return (await request(path, { headers })).text();
}

function chosen(accept: string | null, cookie: string | null = null): string {
  const headers = new Headers();
  if (accept !== null) headers.set("Accept-Language", accept);
  if (cookie !== null) headers.set("Cookie", cookie);
  return languageOf(headers);
}

describe("the language of a page", () => {
  test("is the best of what the browser reads", () => {
    for (const [accept, language] of [
      ["de-AT,de;q=0.9,en;q=0.8", "de"],
      ["sv,fi;q=0.9", "en"],
      ["sv, pl;q=0.4, it;q=0.6", "it"],
      ["en;q=0.1, ja", "ja"],
      ["de;q=0, nl;q=0.1", "nl"],
      ["zh-CN", "zh-Hans"],
      ["zh-TW, ja;q=0.5", "ja"],
      ["pt-BR", "pt"],
      ["ar-EG", "ar"],
      ["*", "en"],
      ["", "en"],
    ] as const) {
      expect([accept, chosen(accept)]).toEqual([accept, language]);
    }
    expect(chosen(null)).toBe("en");
  });

  test("is the chosen one before that, if it is one of ours", () => {
    expect(chosen("de", "language=fr")).toBe("fr");
    expect(chosen("de", "id=1; language=zh-Hans")).toBe("zh-Hans");
    expect(chosen("de", "language=xx")).toBe("de");
    expect(chosen("de", "language=__proto__")).toBe("de");
    expect(chosen("de", "language=")).toBe("de");
    expect(chosen("de", "mylanguage=fr")).toBe("de");
  });

  test("is one of ours whatever the headers are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const tags = acceptedTags(text);
        expect(tags.length).toBeLessThanOrEqual(32);
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        const value = text.replace(/[^\x20-\x7e]/g, "");
        expect<readonly string[]>(LANGUAGE_TAGS).toContain(chosen(value, value));
      }),
      { numRuns: 100 },
    );
  });

  test("is said of each page, with its direction", async () => {
    for (const language of LANGUAGE_TAGS) {
      for (const path of PATHS) {
        const { headers } = await request(path, { headers: { "Accept-Language": language } });
        expect<string | null>(headers.get("Content-Language")).toBe(language);
        expect(headers.get("Vary")).toBe("Accept-Language, Cookie");
      }
      const page = await pageIn("/", { "Accept-Language": language });
      const { direction } = LANGUAGES[language];
      expect(page).toContain(`<html lang="${language}" dir="${direction}"`);
      expect(page).toContain(`words-${language}.js"`);
    }
  });

  test("is all that differs: who reads the same gets the same bytes, however it was chosen", async () => {
    for (const language of LANGUAGE_TAGS) {
      for (const path of PATHS) {
        const pages = await Promise.all([
          pageIn(path, { "Accept-Language": language }),
          pageIn(path, { Cookie: `language=${language}; id=1` }),
          pageIn(path, { Cookie: `language=${language}`, "Accept-Language": "sv", DNT: "1" }),
        ]);
        expect(new Set(pages).size).toBe(1);
      }
    }
  });

  test("sets no cookie by itself", async () => {
    for (const path of PATHS) {
      const { headers } = await request(path, { headers: { "Accept-Language": "de" } });
      expect(headers.has("Set-Cookie")).toBe(false);
    }
  });
});
