// The client authentication that werift's DTLS server leaves out (RFC 5246 §7.4.8, §7.4.9; RFC 8122 §5).

import { createHash, createHmac, timingSafeEqual, verify, X509Certificate } from "node:crypto";
import type { DtlsServer } from "werift";
import { concat, utf8 } from "../../base/bytes.ts";

export type DtlsRefusal =
  | "incomplete-handshake"
  | "no-extended-master-secret"
  | "wrong-fingerprint"
  | "wrong-signature"
  | "wrong-finished";

const CERTIFICATE = 11;
const CERTIFICATE_VERIFY = 15;
const FINISHED = 20;
const VERIFY_DATA_BYTES = 12;

/** The signature schemes that we ask a certificate's owner for: hash and signature, RFC 5246 §7.4.1.4.1. */
const ECDSA_SHA256 = 0x0403;
const RSA_SHA256 = 0x0401;

/**
 * Decides whether the peer of a finished handshake is the owner of the certificate that its offer
 * named. Without the signature an attacker on the path, or another participant, could show a
 * certificate seen elsewhere and take its owner's place; without Finished it could alter the
 * handshake. `fingerprint` is SHA-256. @returns null when all is well.
 */
export function verifyDtlsClient(server: DtlsServer, fingerprint: Uint8Array): DtlsRefusal | null {
  const transcript = server.dtls.sortedHandshakeCache;
  const certificateAt = transcript.findIndex((message) => message.msg_type === CERTIFICATE_VERIFY);
  const finishedAt = transcript.findIndex(
    (message, place) => message.msg_type === FINISHED && place > certificateAt,
  );
  // Ours, then the client's: whoever sends a second one doesn't choose which of them is looked at.
  const certificates = transcript.slice(0, certificateAt).filter(isCertificate);
  const certificate = firstCertificate(certificates.at(-1)?.fragment);
  const signature = transcript[certificateAt]?.fragment;
  const finished = transcript[finishedAt]?.fragment;
  if (certificates.length !== 2 || !certificate || !signature || !finished) {
    return "incomplete-handshake";
  }
  if (!server.dtls.remoteExtendedMasterSecret) return "no-extended-master-secret";
  const digest = createHash("sha256").update(certificate).digest();
  if (fingerprint.length !== digest.length || !timingSafeEqual(digest, fingerprint)) {
    return "wrong-fingerprint";
  }
  const serialized = transcript.map((message) => message.serialize());
  const signed = concat(...serialized.slice(0, certificateAt));
  if (!isSigned(certificate, signature, signed)) return "wrong-signature";
  const hashed = createHash("sha256")
    .update(concat(...serialized.slice(0, finishedAt)))
    .digest();
  const expected = verifyData(server.cipher.masterSecret, hashed);
  const isFinished = finished.length === expected.length && timingSafeEqual(finished, expected);
  return isFinished ? null : "wrong-finished";
}

function isCertificate(message: { readonly msg_type: number }): boolean {
  return message.msg_type === CERTIFICATE;
}

/** The first of a Certificate message's list: 3 bytes of length of all, then each after 3 bytes of its own. */
function firstCertificate(message: Uint8Array | undefined): Uint8Array | null {
  if (message === undefined || message.length < 6) return null;
  const length = ((message[3] ?? 0) << 16) | ((message[4] ?? 0) << 8) | (message[5] ?? 0);
  const certificate = message.subarray(6, 6 + length);
  return certificate.length === length && length > 0 ? certificate : null;
}

/** A CertificateVerify: scheme 16, length 16, signature. */
function isSigned(certificate: Uint8Array, message: Uint8Array, signed: Uint8Array): boolean {
  const scheme = ((message[0] ?? 0) << 8) | (message[1] ?? 0);
  const length = ((message[2] ?? 0) << 8) | (message[3] ?? 0);
  const signature = message.subarray(4, 4 + length);
  try {
    const { publicKey } = new X509Certificate(certificate);
    const type = publicKey.asymmetricKeyType;
    const isKnown =
      (scheme === ECDSA_SHA256 && type === "ec") || (scheme === RSA_SHA256 && type === "rsa");
    return isKnown && verify("sha256", signed, publicKey, signature);
  } catch {
    // The certificate or the signature isn't well-formed DER: it is an attacker's.
    return false;
  }
}

/** PRF(master secret, "client finished", hash), 12 bytes: one round of P_SHA256 (RFC 5246 §5). */
function verifyData(masterSecret: Uint8Array, hash: Uint8Array): Uint8Array {
  const seed = concat(utf8("client finished"), hash);
  const hmac = (bytes: Uint8Array) => createHmac("sha256", masterSecret).update(bytes).digest();
  return hmac(concat(hmac(seed), seed)).subarray(0, VERIFY_DATA_BYTES);
}
