// Makes a file's name harmless: it comes from whoever offers the file, and goes to the person's disk.

const NAME_CHARACTERS_MAX = 120;

/**
 * Controls; what turns the reading direction, by which “exe.txt” hides that it is one; what is not seen at
 * all; and what separates folders or streams on some system.
 */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;

/** Names that stand for devices on Windows, whatever comes after the dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** @returns a name of one line without a path; never "", and never one that begins or ends with a dot. */
export function cleanFileName(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(HARMFUL, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[.\s]+|[.\s]+$/gu, "")
    .replace(DEVICE, "_$1");
  const letters = [...plain];
  if (letters.length === 0) return "file";
  if (letters.length <= NAME_CHARACTERS_MAX) return plain;
  // The ending says what opens it.
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(plain)?.[0] ?? "";
  return letters.slice(0, NAME_CHARACTERS_MAX - ending.length).join("") + ending;
}
