// The language of a page: the one that the visitor chose, else the best of those that the browser names.

import type { Language } from "../../views/locales/languages.ts";
import { bestLanguage, isLanguage, LANGUAGE_COOKIE } from "../../views/locales/languages.ts";

/** More are no person's, and would only be more to sort. */
const TAGS_MAX = 32;

function chosenIn(cookies: string): Language | null {
  for (const pair of cookies.split(";")) {
    const [name = "", value = ""] = pair.split("=", 2);
    const tag = value.trim();
    if (name.trim() === LANGUAGE_COOKIE && isLanguage(tag)) return tag;
  }
  return null;
}

/** RFC 9110 §12.5.4. @returns the tags by falling weight; without those that are refused. */
export function acceptedTags(header: string): readonly string[] {
  return header
    .split(",", TAGS_MAX)
    .map((item) => {
      const [tag = "", ...parameters] = item.split(";").map((word) => word.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? "1";
      return { tag, weight: /^[01](\.\d{0,3})?$/.test(weight) ? Number(weight) : 0 };
    })
    .filter(({ tag, weight }) => tag !== "" && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

/** What the answers vary by, for whoever keeps copies. */
export const LANGUAGE_VARY = "Accept-Language, Cookie";

/** Nothing but the language depends on these headers; never throws. */
export function languageOf(headers: Headers): Language {
  const chosen = chosenIn(headers.get("Cookie") ?? "");
  return chosen ?? bestLanguage(acceptedTags(headers.get("Accept-Language") ?? ""));
}
