// From K of SRP to the key that opens the socket (PROTOCOL §4; HKDF is RFC 5869).

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";
import { SESSION_KEY_LABEL } from "../../protocol/entry-messages.ts";

const SESSION_KEY_BYTES = 32;

/** HKDF-SHA256 without salt. Zeroes `key`, which has no other use. @returns 32 bytes. */
export function sessionKeyFrom(key: Secret): Secret {
  const sessionKey = hkdf(sha256, key.bytes, undefined, utf8(SESSION_KEY_LABEL), SESSION_KEY_BYTES);
  key.zero();
  return new Secret(sessionKey);
}
