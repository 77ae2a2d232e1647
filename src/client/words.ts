// What the page's scripts say, in the page's language: the catalogue comes as a file of its own.

import type { ScriptMessages } from "../../views/locales/catalogue.ts";
import type { Language } from "../../views/locales/languages.ts";
import { isLanguage } from "../../views/locales/languages.ts";
import type { Message, Values } from "../../views/locales/message.ts";
import type { Translator } from "../../views/locales/translator.ts";
import { translator } from "../../views/locales/translator.ts";
import { assert } from "../base/assert.ts";

type ScriptKey = keyof ScriptMessages;
type ScriptCatalogue = Readonly<Record<ScriptKey, Message>>;

let speaker: Translator<ScriptMessages> | null = null;
let dates = "";

/**
 * To be called once, before anything is said.
 *
 * @param preferred what the browser says the person reads: for dates, the person's own kind of the
 * language is taken where it is among them, `de-AT` for `de`.
 */
export function speak(
  language: Language,
  messages: ScriptCatalogue,
  preferred: readonly string[] = [],
): void {
  speaker = translator<ScriptMessages>(language, messages);
  const primary = (tag: string) => tag.split("-")[0];
  dates = preferred.find((tag) => primary(tag) === primary(language)) ?? language;
}

/** @throws Bug before `speak`. */
export function t<K extends ScriptKey>(key: K, ...values: Values<ScriptMessages[K]>): string {
  assert(speaker !== null, "no language was chosen");
  return speaker(key, ...values);
}

/** BCP 47 tag for dates and times. */
export function locale(): string {
  return dates;
}

/** Loads what the page names on its root element; the build made it for the page's language. */
export async function loadWords({ lang, dataset }: HTMLElement): Promise<void> {
  assert(isLanguage(lang), "the page has no language of ours");
  const { words }: { words: ScriptCatalogue } = await import(dataset["words"] ?? "");
  speak(lang, words, navigator.languages);
}
