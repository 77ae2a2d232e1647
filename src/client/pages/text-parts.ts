// A text that somebody wrote, split into plain words and web addresses that may be opened.

export type TextPart = {
  readonly text: string;
  /** Where a click goes; null for plain words. */
  readonly href: string | null;
};

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

/** At the end of an address these belong to the sentence. */
const TRAILING = /[.,:;!?'’”)\]}]+$/;

/** A closing bracket stays when the address opened it: encyclopedias have such pages. */
function trimmed(found: string): string {
  const cut = found.replace(TRAILING, "");
  const next = found[cut.length];
  return next === ")" && cut.includes("(") && !cut.includes(")") ? `${cut})` : cut;
}

/**
 * The writer may be an attacker: `https://bank.example@evil.example` reads as one place and leads
 * to another, so an address with a name or password in it stays plain. So does all but http(s).
 */
function hrefOf(text: string): string | null {
  try {
    const { protocol, username, password, href } = new URL(text);
    const isPlain = username === "" && password === "";
    return isPlain && (protocol === "https:" || protocol === "http:") ? href : null;
  } catch {
    return null;
  }
}

/** The parts' texts joined are `text` again. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = hrefOf(address);
    if (href === null) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), href: null });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}
