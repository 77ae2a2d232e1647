// The proof that opens a socket: HMAC-SHA256, checked against another implementation.

import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { hex } from "../../../src/base/bytes.ts";
import { helloProof } from "../../../src/core/meeting/hello-proof.ts";
import type { SessionId } from "../../../src/protocol/ids.ts";

const key = new Uint8Array(32).fill(1);
const nonce = new Uint8Array(32).fill(2);
const session = "0f".repeat(16) as SessionId;

test("it is the HMAC of label, nonce and session ID", () => {
  const expected = createHmac("sha256", key)
    .update("conclave/1 hello")
    .update(nonce)
    .update(Buffer.from(session, "hex"))
    .digest("hex");
  expect(hex(helloProof(key, nonce, session))).toBe(expected);
});

test("it depends on each of its parts", () => {
  const proofs = [
    helloProof(key, nonce, session),
    helloProof(nonce, nonce, session),
    helloProof(key, key, session),
    helloProof(key, nonce, "f0".repeat(16) as SessionId),
  ];
  expect(new Set(proofs.map(hex)).size).toBe(4);
});
