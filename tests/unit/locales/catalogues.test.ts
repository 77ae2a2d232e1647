// Every language says everything, with the same placeholders; and nothing is said that nobody asks for.
// Seen to fail with a message left out of one language, a placeholder misspelt, and an unused key.

import { describe, expect, test } from "bun:test";
import { ENGLISH } from "../../../views/locales/catalogue.ts";
import { CATALOGUES } from "../../../views/locales/catalogues.ts";
import { keysOf } from "../../../views/locales/keys-of.ts";
import { LANGUAGE_TAGS } from "../../../views/locales/languages.ts";
import type { Message } from "../../../views/locales/message.ts";
import { placeholdersOf } from "../../../views/locales/message.ts";
import { codeFiles, readSource } from "../../support/sources.ts";

const keys = keysOf(ENGLISH);

function textsOf(message: Message): readonly string[] {
  return typeof message === "string" ? [message] : Object.values(message);
}

/** Placeholders that a form may leave out: one person needs no number. */
function withoutCount(message: Message): readonly string[] {
  return placeholdersOf(message).filter((name) => name !== "count");
}

for (const language of LANGUAGE_TAGS) {
  describe(`the catalogue of ${language}`, () => {
    const catalogue: Readonly<Record<string, Message>> = CATALOGUES[language];

    test("has every message, and no other", () => {
      expect(Object.keys(catalogue).sort()).toEqual([...keys].sort());
    });

    test("fills in the same placeholders", () => {
      for (const key of keys) {
        const said = catalogue[key] ?? "";
        expect([key, withoutCount(said)]).toEqual([key, withoutCount(ENGLISH[key])]);
      }
    });

    test("has each plural form of the language", () => {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const key of keys) {
        const message = catalogue[key];
        expect([key, typeof message]).toEqual([key, typeof ENGLISH[key]]);
        if (typeof message !== "object") continue;
        // "many" in French, Spanish, Italian and Portuguese is for millions.
        const needed = forms.filter((form) => form !== "many" || /^(pl|ar)$/.test(language));
        for (const form of needed) expect([key, form, form in message]).toEqual([key, form, true]);
      }
    });

    test("is plain text, with nothing empty and no quote that markup or an expression could end at", () => {
      for (const key of keys) {
        for (const text of textsOf(catalogue[key] ?? "")) {
          expect([key, text.trim()]).toEqual([key, text]);
          expect(text).not.toBe("");
          expect(text).not.toMatch(/["'`<>\\]|\$\{/);
        }
      }
    });
  });
}

test("every message is asked for somewhere", () => {
  const code = codeFiles()
    .filter((path) => /^(views|src\/client)\//.test(path))
    .map(readSource)
    .join("\n");
  const quoted = new Set([...code.matchAll(/"([\w.-]+)"/g)].map(([, key]) => key));
  const patterns = [...code.matchAll(/`([\w.-]*(?:\$\{[^`{}]*\}[\w.-]*)+)`/g)]
    .map(([, template = ""]) => template)
    .filter((template) => /^[a-zA-Z]+\./.test(template))
    .map((template) => {
      const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(".", "\\."));
      return new RegExp(`^${parts.join("[\\w. -]+")}$`);
    });
  const unasked = keys.filter(
    (key) => !quoted.has(key) && !patterns.some((pattern) => pattern.test(key)),
  );
  expect(unasked).toEqual([]);
});
