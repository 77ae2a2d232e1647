// How a person is shown without a picture: initials and one of eight colours.

const HUES = ["hue-0", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7"] as const;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function firstLetter(word: string): string {
  for (const { segment } of segmenter.segment(word)) return segment.toLocaleUpperCase();
  return "";
}

/** @returns one or two letters, whole emoji included; "" for a blank name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return firstLetter(words[0] ?? "") + firstLetter(last);
}

/** The same colour for the same participant on every screen. */
export function hueOf(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return HUES[sum % HUES.length] ?? HUES[0];
}

/** @returns `name` trimmed, and cut at a whole character to at most `bytesMax` UTF-8 bytes. */
export function fitName(name: string, bytesMax: number): string {
  const encoder = new TextEncoder();
  let fitted = "";
  let bytes = 0;
  for (const { segment } of segmenter.segment(name.trim().replace(/\s+/gu, " "))) {
    bytes += encoder.encode(segment).length;
    if (bytes > bytesMax) break;
    fitted += segment;
  }
  return fitted;
}
