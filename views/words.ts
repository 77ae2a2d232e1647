// How a view says something: `const t = useWords()`, in the language that the page is rendered in.

import type { Child } from "hono/jsx";
import { createContext, useContext } from "hono/jsx";
import type { English, Key } from "./locales/catalogue.ts";
import { ENGLISH } from "./locales/catalogue.ts";
import type { Placeholders } from "./locales/message.ts";
import { partsOf } from "./locales/message.ts";
import type { Translator } from "./locales/translator.ts";
import { isolated, translator } from "./locales/translator.ts";

type Filled<K extends Key, Value> = Readonly<Record<Placeholders<English[K]>, Value>>;

export type Words = Translator<English> & {
  /** With markup in the placeholders' places. */
  rich<K extends Key>(key: K, parts: Filled<K, Child>): Child[];
  /** A string of an Alpine expression. */
  quoted<K extends Key>(key: K): string;
  /** An Alpine expression whose placeholders are expressions themselves. */
  expression<K extends Key>(key: K, parts: Filled<K, string>): string;
};

/** As a string of an Alpine expression. */
export function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

export function wordsOf(t: Translator<English>): Words {
  const quotedPart = (text: string) => (text === "" ? [] : [quote(text)]);
  const named = (expression: string) =>
    t.direction === "rtl"
      ? [quote(isolated("").slice(0, 1)), expression, quote(isolated("").slice(1))]
      : [expression];
  return Object.assign(t, {
    rich: <K extends Key>(key: K, parts: Filled<K, Child>): Child[] => {
      const given = new Map<string, Child>(Object.entries(parts));
      return partsOf(t.template(key)).map((part, index) =>
        index % 2 === 0 ? part : (given.get(part) ?? ""),
      );
    },
    quoted: <K extends Key>(key: K) => quote(t.template(key)),
    expression: <K extends Key>(key: K, parts: Filled<K, string>) => {
      const given = new Map<string, string>(Object.entries(parts));
      return partsOf(t.template(key))
        .flatMap((part, index) =>
          index % 2 === 0 ? quotedPart(part) : named(given.get(part) ?? "''"),
        )
        .join(" + ");
    },
  });
}

export const ENGLISH_WORDS: Words = wordsOf(translator("en", ENGLISH));

/** English where nobody chose, as in a test of one view. */
export const WordsContext = createContext<Words>(ENGLISH_WORDS);

export function useWords(): Words {
  return useContext(WordsContext);
}
