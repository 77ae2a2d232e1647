// One module for each language with what the page's scripts say in it.

import { writeFile } from "node:fs/promises";
import { CATALOGUES } from "../../views/locales/catalogues.ts";
import { SCRIPT } from "../../views/locales/en/script.ts";
import { LANGUAGE_TAGS } from "../../views/locales/languages.ts";

/** Writes `words-de.js` and its like into `outdir`. */
export async function buildWordFiles(outdir: string): Promise<void> {
  for (const language of LANGUAGE_TAGS) {
    const messages: Readonly<Record<string, unknown>> = CATALOGUES[language];
    const said = Object.fromEntries(Object.keys(SCRIPT).map((key) => [key, messages[key]]));
    await writeFile(
      `${outdir}/words-${language}.js`,
      `export const words=${JSON.stringify(said)};\n`,
    );
  }
}
