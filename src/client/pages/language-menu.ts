// The Alpine component of the language menu: keeps the choice in the one cookie that there is.

import { isLanguage, LANGUAGE_COOKIE } from "../../../views/locales/languages.ts";
import { Component } from "./component.ts";

const YEAR_SECONDS = 31_536_000;

/** What is kept: the tag alone, for this site alone, and over HTTPS where the page came by it. */
export function languageCookie(tag: string, isHttps: boolean): string {
  const attributes = ["Path=/", `Max-Age=${YEAR_SECONDS}`, "SameSite=Strict"];
  return [`${LANGUAGE_COOKIE}=${tag}`, ...attributes, ...(isHttps ? ["Secure"] : [])].join("; ");
}

export class LanguageMenu extends Component {
  choose(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLSelectElement) || !isLanguage(target.value)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: Firefox ESR has no Cookie Store yet.
    document.cookie = languageCookie(target.value, location.protocol === "https:");
    // The server renders the page anew; a meeting's link is kept in the history entry.
    location.reload();
  }
}
