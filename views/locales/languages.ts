// The languages that Conclave speaks, and which of them suits somebody best (RFC 4647 §3.4, lookup).

import { keysOf } from "./keys-of.ts";

export type Direction = "ltr" | "rtl";

/** By BCP 47 tag. `name` is what its speakers call it. */
export const LANGUAGES = {
  en: { name: "English", direction: "ltr" },
  de: { name: "Deutsch", direction: "ltr" },
  fr: { name: "Français", direction: "ltr" },
  es: { name: "Español", direction: "ltr" },
  it: { name: "Italiano", direction: "ltr" },
  pt: { name: "Português", direction: "ltr" },
  nl: { name: "Nederlands", direction: "ltr" },
  pl: { name: "Polski", direction: "ltr" },
  ja: { name: "日本語", direction: "ltr" },
  "zh-Hans": { name: "简体中文", direction: "ltr" },
  ar: { name: "العربية", direction: "rtl" },
} as const satisfies Readonly<
  Record<string, { readonly name: string; readonly direction: Direction }>
>;

export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_TAGS: readonly Language[] = keysOf(LANGUAGES);

export const DEFAULT_LANGUAGE: Language = "en";

/** The cookie that holds the chosen language's tag, and nothing else. */
export const LANGUAGE_COOKIE = "language";

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

/** Traditional Chinese isn't a kind of Simplified: its readers may prefer their next language. */
const TRADITIONAL = /^zh-(hant|tw|hk|mo)\b/i;

/** @returns the language for one BCP 47 tag, `de` for `de-AT`; null when we don't speak it. */
function languageFor(tag: string): Language | null {
  if (TRADITIONAL.test(tag)) return null;
  const primary = tag.toLowerCase().split("-")[0] ?? "";
  if (primary === "zh") return "zh-Hans";
  return isLanguage(primary) ? primary : null;
}

/** @param tags what somebody reads, the preferred one first. */
export function bestLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = languageFor(tag);
    if (language !== null) return language;
  }
  return DEFAULT_LANGUAGE;
}
