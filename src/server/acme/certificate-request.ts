// What a certificate authority is asked to sign (PKCS #10, RFC 2986), and the certificate that answers tls-alpn-01 (RFC 8737).

import type { KeyObject } from "node:crypto";
import { createHash, createPublicKey, sign } from "node:crypto";
import type { Bytes } from "../../base/bytes.ts";
import { copy, utf8 } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  utcTime,
  utf8String,
} from "./der.ts";

const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const COMMON_NAME = objectIdentifier("2.5.4.3");
const SUBJECT_ALT_NAME = objectIdentifier("2.5.29.17");
const EXTENSION_REQUEST = objectIdentifier("1.2.840.113549.1.9.14");
/** id-pe-acmeIdentifier, RFC 8737 §6.1. */
const ACME_IDENTIFIER = objectIdentifier("1.3.6.1.5.5.7.1.31");

/** The ALPN name that a certificate authority offers, RFC 8737 §6.2. */
export const ACME_TLS_PROTOCOL = "acme-tls/1";

const DAY_MS = 86_400_000;

function publicKeyInfo(key: KeyObject): Bytes {
  return copy(createPublicKey(key).export({ type: "spki", format: "der" }));
}

function signed(content: Bytes, key: KeyObject): Bytes {
  return sequence(content, ECDSA_WITH_SHA256, bitString(sign("sha256", content, key)));
}

function alternativeName(domain: string): Bytes {
  return sequence(SUBJECT_ALT_NAME, octetString(sequence(implicit(2, utf8(domain)))));
}

/** @param key P-256. The subject is empty: the names that count are the alternative ones. */
export function certificateRequest(domain: string, key: KeyObject): Bytes {
  const extensions = sequence(EXTENSION_REQUEST, setOf(sequence(alternativeName(domain))));
  const version = integer(new Uint8Array([0]));
  return signed(sequence(version, sequence(), publicKeyInfo(key), explicit(0, extensions)), key);
}

/**
 * Self-signed, good for two days and for nothing but the proof that we hold the domain's port 443.
 * @param keyAuthorization of the challenge (RFC 8555 §8.1).
 * @returns PEM.
 */
export function challengeCertificate(
  domain: string,
  keyAuthorization: string,
  key: KeyObject,
  random: RandomBytes,
  now: Date,
): string {
  const digest = createHash("sha256").update(keyAuthorization).digest();
  const proof = sequence(ACME_IDENTIFIER, boolean(true), octetString(octetString(digest)));
  const name = sequence(setOf(sequence(COMMON_NAME, utf8String("ACME challenge"))));
  const validity = sequence(
    utcTime(new Date(now.getTime() - DAY_MS)),
    utcTime(new Date(now.getTime() + DAY_MS)),
  );
  const content = sequence(
    explicit(0, integer(new Uint8Array([2]))),
    integer(random(16)),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKeyInfo(key),
    explicit(3, sequence(alternativeName(domain), proof)),
  );
  return pem("CERTIFICATE", signed(content, key));
}

function pem(label: string, bytes: Bytes): string {
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
