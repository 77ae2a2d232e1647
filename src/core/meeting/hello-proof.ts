// The proof in `hello` that whoever opens a socket holds the key which SRP gave to its session (PROTOCOL §4, §5).

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "../../base/bytes.ts";
import { concat, copy, utf8 } from "../../base/bytes.ts";
import { HELLO_PROOF_LABEL } from "../../protocol/entry-messages.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { idBytes } from "../../protocol/ids.ts";

/**
 * HMAC-SHA256(session key, label ‖ nonce ‖ session ID), all of fixed length. The nonce is the
 * server's and fresh for each socket: who overhears one hello can't open a second socket with it.
 * @returns 32 bytes.
 */
export function helloProof(sessionKey: Uint8Array, nonce: Uint8Array, sessionId: SessionId): Bytes {
  const signed = concat(utf8(HELLO_PROOF_LABEL), nonce, idBytes(sessionId));
  return copy(hmac(sha256, sessionKey, signed));
}
