// Signed requests to a certificate authority: JWS with ES256 as RFC 8555 §6.2 wants it, and the key's thumbprint (RFC 7638).

import type { KeyObject } from "node:crypto";
import { createHash, createPublicKey, sign } from "node:crypto";

type PublicJwk = {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
};

function base64url(value: string | Uint8Array): string {
  return Buffer.from(value).toString("base64url");
}

/** Its members stand in the order of their names, as the thumbprint needs them. */
function publicJwk(key: KeyObject): PublicJwk {
  const { crv = "", kty = "", x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  return { crv, kty, x, y };
}

export type JwsHead = {
  readonly nonce: string;
  readonly url: string;
  /** The account's URL; null for the request that makes the account, which carries the key. */
  readonly accountUrl: string | null;
};

/** @param payload null for POST-as-GET. @returns the body of the request. */
export function signedRequest(key: KeyObject, head: JwsHead, payload: unknown): string {
  const { nonce, url, accountUrl } = head;
  const signer = accountUrl === null ? { jwk: publicJwk(key) } : { kid: accountUrl };
  const protectedPart = base64url(JSON.stringify({ alg: "ES256", nonce, url, ...signer }));
  const payloadPart = payload === null ? "" : base64url(JSON.stringify(payload));
  const message = Buffer.from(`${protectedPart}.${payloadPart}`);
  const signature = base64url(sign("sha256", message, { key, dsaEncoding: "ieee-p1363" }));
  return JSON.stringify({ protected: protectedPart, payload: payloadPart, signature });
}

/** What answers a challenge with this token (RFC 8555 §8.1). */
export function keyAuthorization(token: string, key: KeyObject): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(publicJwk(key)))
    .digest();
  return `${token}.${base64url(digest)}`;
}
