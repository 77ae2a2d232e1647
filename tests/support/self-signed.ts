// Certificates for tests, each its own root.

import { chmodSync } from "node:fs";
import { runProgram } from "./service.ts";

export type SelfSigned = { readonly key: string; readonly certificate: string };

/** @returns the paths of two PEM files. */
export async function makeSelfSigned(
  directory: string,
  name: string,
  domain: string,
): Promise<SelfSigned> {
  const key = `${directory}/${name}.key`;
  const certificate = `${directory}/${name}.crt`;
  const isAddress = /^[\d.]+$/.test(domain);
  await runProgram(
    ...["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", `/CN=${name}`],
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    ...["-addext", `subjectAltName=${isAddress ? "IP" : "DNS"}:${domain}`],
    ...["-keyout", key, "-out", certificate],
  );
  chmodSync(key, 0o644);
  return { key, certificate };
}
