// Renders a view in one of our languages.

import type { HtmlEscapedString } from "hono/utils/html";
import { CATALOGUES } from "./locales/catalogues.ts";
import type { Language } from "./locales/languages.ts";
import { LANGUAGE_TAGS } from "./locales/languages.ts";
import { translator } from "./locales/translator.ts";
import { ENGLISH_WORDS, WordsContext, wordsOf } from "./words.ts";

/** What a view makes. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const WORDS = new Map(
  LANGUAGE_TAGS.map((tag) => [tag, wordsOf(translator(tag, CATALOGUES[tag]))] as const),
);

export async function renderIn(language: Language, view: () => Markup): Promise<string> {
  const words = WORDS.get(language) ?? ENGLISH_WORDS;
  // As a component it runs inside the provider, not before.
  const View = () => view();
  const whole = (
    <WordsContext.Provider value={words}>
      <View />
    </WordsContext.Provider>
  );
  return await whole.toString();
}
