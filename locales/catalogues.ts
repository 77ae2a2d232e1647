// The catalogues of all languages; a message that one lacks is an error of the compiler's.

import type { Catalogue } from "./catalogue.ts";
import { ENGLISH } from "./catalogue.ts";
import type { Language } from "./languages.ts";

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en: ENGLISH,
  de: ENGLISH,
  fr: ENGLISH,
  es: ENGLISH,
  it: ENGLISH,
  pt: ENGLISH,
  nl: ENGLISH,
  pl: ENGLISH,
  ja: ENGLISH,
  "zh-Hans": ENGLISH,
  ar: ENGLISH,
};
