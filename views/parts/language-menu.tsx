// The languages, each by its own name; the choice is kept in this browser and told to the server.

import type { Assets } from "../assets.ts";
import { keysOf } from "../locales/keys-of.ts";
import { LANGUAGES } from "../locales/languages.ts";
import { useWords } from "../words.ts";
import { Icon } from "./icon.tsx";

export function LanguageMenu({ assets }: { assets: Assets }) {
  const t = useWords();
  return (
    <label class="language" x-data="languageMenu">
      <Icon assets={assets} name="globe" />
      <span class="sr-only">{t("site.language")}</span>
      <select x-on:change="choose">
        {keysOf(LANGUAGES).map((tag) => (
          <option value={tag} lang={tag} selected={tag === t.language}>
            {LANGUAGES[tag].name}
          </option>
        ))}
      </select>
    </label>
  );
}
