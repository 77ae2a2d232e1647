// The catalogues of all languages; a message that one lacks is an error of the compiler’s.

import ar from "./ar.json" with { type: "json" };
import type { Catalogue } from "./catalogue.ts";
import { ENGLISH } from "./catalogue.ts";
import de from "./de.json" with { type: "json" };
import es from "./es.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import it from "./it.json" with { type: "json" };
import ja from "./ja.json" with { type: "json" };
import type { Language } from "./languages.ts";
import nl from "./nl.json" with { type: "json" };
import pl from "./pl.json" with { type: "json" };
import pt from "./pt.json" with { type: "json" };
import zhHans from "./zh-hans.json" with { type: "json" };

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en: ENGLISH,
  de,
  fr,
  es,
  it,
  pt,
  nl,
  pl,
  ja,
  "zh-Hans": zhHans,
  ar,
};
