// Obtains the certificate of --domain from a certificate authority, and keeps account and certificate in the data directory.

import type { KeyObject } from "node:crypto";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Solver } from "../acme/acme-client.ts";
import { AcmeClient } from "../acme/acme-client.ts";
import { certificateRequest } from "../acme/certificate-request.ts";
import type { Log } from "../log.ts";
import type { Certificate } from "./certificate.ts";
import { coversDomain, parseCertificate } from "./certificate.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

export type AcmeSourceOptions = {
  readonly domain: string;
  /** Where the files lie. */
  readonly directory: string;
  /** URL of the authority's directory. */
  readonly authority: string;
  /** PEM of the roots by which the authority is trusted; null for the system's. */
  readonly roots: string | null;
  readonly contact: string;
  readonly solver: Solver;
  readonly log: Log;
};

function newKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

export class AcmeSource {
  readonly #options: AcmeSourceOptions;

  constructor(options: AcmeSourceOptions) {
    this.#options = options;
  }

  /** @returns null when there is none, or what is there isn't of this domain. */
  stored(): Certificate | null {
    const text = readPrivateFile(this.#certificatePath);
    if (text === null) return null;
    try {
      const certificate = parseCertificate(text, text);
      return coversDomain(certificate, this.#options.domain) ? certificate : null;
    } catch {
      this.#options.log.warn("the stored certificate is damaged; asking for another one");
      return null;
    }
  }

  /** Takes some seconds. @throws AcmeProblem, or an Error of the network. */
  async obtain(): Promise<Certificate> {
    const { domain, authority, roots, contact, solver, log } = this.#options;
    const client = await AcmeClient.open({
      directory: authority,
      authorities: roots,
      accountKey: this.#accountKey(),
      contact,
      delay: (delayMs) => delay(delayMs),
    });
    const key = newKey();
    const chain = await client.certificate(domain, certificateRequest(domain, key), solver);
    const pem = pemOf(key);
    const certificate = parseCertificate(pem, chain);
    try {
      writePrivateFile(this.#certificatePath, `${pem}${certificate.chain}`);
    } catch (error) {
      // It serves all the same; the next start has to ask for another.
      log.failure("the certificate can't be stored", error);
    }
    return certificate;
  }

  get #certificatePath(): string {
    return `${this.#options.directory}/certificate.pem`;
  }

  #accountKey(): KeyObject {
    const path = `${this.#options.directory}/account.pem`;
    const stored = readPrivateFile(path);
    if (stored !== null) return createPrivateKey(stored);
    const key = newKey();
    writePrivateFile(path, pemOf(key));
    return key;
  }
}
