// Looks for secrets in recorded bytes, under every disguise that a careless program could give them.

/** A text or key that must not be found, and how a failure names it. */
export type Sought = { readonly what: string; readonly disguises: readonly Disguise[] };

type Disguise = { readonly as: string; readonly bytes: Buffer };

/** Half of a key is a leak too. Shorter pieces than these turn up by chance. */
const PIECE_BYTES = 8;

/**
 * The digits of base64 that `bytes` alone decide when `before` bytes stand in front of them: what
 * any longer text in base64 that holds them has to show.
 */
function base64Digits(bytes: Uint8Array, before: number, encoding: "base64" | "base64url"): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
  const first = Math.ceil((before * 8) / 6);
  const digits = text.slice(first, Math.floor(((before + bytes.length) * 8) / 6));
  return encoding === "base64url" ? digits : digits.replaceAll("-", "+").replaceAll("_", "/");
}

function utf16(text: string): readonly Disguise[] {
  const little = Buffer.from(text, "utf16le");
  return [
    { as: "UTF-16, little end first", bytes: little },
    { as: "UTF-16, big end first", bytes: Buffer.from(little).swap16() },
  ];
}

function disguisesOf(bytes: Uint8Array): readonly Disguise[] {
  const plain = Buffer.from(bytes);
  const texts: [string, string][] = [
    ["hex", plain.toString("hex")],
    ["capital hex", plain.toString("hex").toUpperCase()],
    ["numbers", plain.join(",")],
  ];
  for (const before of [0, 1, 2]) {
    for (const encoding of ["base64", "base64url"] as const) {
      texts.push([`${encoding} at ${before}`, base64Digits(bytes, before, encoding)]);
    }
  }
  return [
    { as: "itself", bytes: plain },
    ...utf16(plain.toString("latin1")),
    ...texts.map(([as, text]) => ({ as, bytes: Buffer.from(text) })),
  ];
}

/** A key: any eight bytes of it that lie side by side from a multiple of eight on. */
export function soughtBytes(what: string, bytes: Uint8Array): Sought {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start + PIECE_BYTES <= bytes.length; start += PIECE_BYTES) {
    pieces.push(bytes.subarray(start, start + PIECE_BYTES));
  }
  return { what, disguises: pieces.flatMap(disguisesOf) };
}

export function soughtText(what: string, text: string): Sought {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const percents = encodeURIComponent(text);
  const others: [string, string][] = [
    ["JSON", escaped],
    ["percents", percents],
    ["a form", percents.replaceAll("%20", "+")],
  ];
  return {
    what,
    disguises: [
      ...disguisesOf(Buffer.from(text)),
      ...utf16(text),
      ...others.map(([as, other]) => ({ as, bytes: Buffer.from(other) })),
    ],
  };
}

/** @returns a sentence for each secret and disguise that `recorded` holds; empty when it is clean. */
export function findSecrets(
  place: string,
  recorded: Uint8Array,
  sought: readonly Sought[],
): readonly string[] {
  const bytes = Buffer.from(recorded.buffer, recorded.byteOffset, recorded.byteLength);
  return sought.flatMap(({ what, disguises }) => {
    const found = new Set(disguises.filter((one) => bytes.includes(one.bytes)).map(({ as }) => as));
    return [...found].map((as) => `${what} as ${as} in ${place}`);
  });
}
