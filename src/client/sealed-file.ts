// A file of the person's own meetings: plain, or sealed with a passphrase (AES-256-GCM, PBKDF2, RFC 8018).

import type { Bytes } from "../base/bytes.ts";
import { base64url, fromBase64url, fromUtf8, utf8 } from "../base/bytes.ts";
import type { Result } from "../base/result.ts";
import { ok, reject } from "../base/result.ts";

const FORMAT = "conclave meetings 1";

/** OWASP's count for SHA-256 of 2023. Fewer make guessing cheap, more make old phones wait. */
const ITERATIONS = 600_000;

/** Of what a file may ask for: more would let a file of another's keep this browser busy. */
const ITERATIONS_MAX = 10_000_000;

const SALT_BYTES = 16;
const NONCE_BYTES = 12;

export type OpenProblem = "not-ours" | "wrong-passphrase";

async function keyFrom(passphrase: string, salt: Bytes, iterations: number) {
  const secret = utf8(passphrase.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const derived = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const cipher = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(derived, material, cipher, false, ["encrypt", "decrypt"]);
}

/** @param passphrase "" for a file that anyone can read. */
export async function sealFile(text: string, passphrase: string): Promise<string> {
  if (passphrase === "") return JSON.stringify({ format: FORMAT, plain: text });
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await keyFrom(passphrase, salt, ITERATIONS);
  const additionalData = utf8(FORMAT);
  const cipher = { name: "AES-GCM", iv: nonce, additionalData };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(cipher, key, utf8(text)));
  return JSON.stringify({
    format: FORMAT,
    iterations: ITERATIONS,
    salt: base64url(salt),
    nonce: base64url(nonce),
    sealed: base64url(sealed),
  });
}

type Parsed = Readonly<Record<string, unknown>>;

function parsed(file: string): Parsed | null {
  try {
    const value: unknown = JSON.parse(file);
    if (typeof value !== "object" || value === null) return null;
    const fields: Parsed = { ...value };
    return fields["format"] === FORMAT ? fields : null;
  } catch {
    return null;
  }
}

function bytesIn(value: unknown): Bytes | null {
  return typeof value === "string" ? fromBase64url(value) : null;
}

/** @returns the text that was sealed. Never throws. */
export async function openFile(
  file: string,
  passphrase: string,
): Promise<Result<string, OpenProblem>> {
  const fields = parsed(file);
  if (fields === null) return reject("not-ours");
  const { plain, iterations } = fields;
  if (typeof plain === "string") return ok(plain);
  const [salt, nonce, sealed] = [fields["salt"], fields["nonce"], fields["sealed"]].map(bytesIn);
  const count = Number.isSafeInteger(iterations) ? Number(iterations) : 0;
  if (!salt || !nonce || !sealed || count < 1 || count > ITERATIONS_MAX) return reject("not-ours");
  try {
    const key = await keyFrom(passphrase, salt, count);
    const cipher = { name: "AES-GCM", iv: nonce, additionalData: utf8(FORMAT) };
    const bytes = new Uint8Array(await crypto.subtle.decrypt(cipher, key, sealed));
    const text = fromUtf8(bytes);
    return text === null ? reject("not-ours") : ok(text);
  } catch {
    return reject("wrong-passphrase");
  }
}
