// A certificate with its private key, as the listener needs it, and when it is to be renewed.

import { createPrivateKey, X509Certificate } from "node:crypto";

export type Certificate = {
  /** PEM. */
  readonly key: string;
  /** PEM, from the server's own to the one below the root. */
  readonly chain: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const PRIVATE_KEY =
  /-----BEGIN (?:\w+ )?PRIVATE KEY-----[\s\S]+?-----END (?:\w+ )?PRIVATE KEY-----/;

/** @throws Error with a sentence when it isn't a key and the chain of its certificate. */
export function parseCertificate(keyText: string, chainText: string): Certificate {
  const key = PRIVATE_KEY.exec(keyText)?.[0];
  const chain = chainText.match(CERTIFICATE) ?? [];
  const [own] = chain;
  if (key === undefined) throw new Error("there is no private key in PEM");
  if (own === undefined) throw new Error("there is no certificate in PEM");
  const certificate = new X509Certificate(own);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) {
    throw new Error("the private key isn't the certificate's");
  }
  return {
    key: `${key}\n`,
    chain: `${chain.join("\n")}\n`,
    startsAt: new Date(certificate.validFrom),
    endsAt: new Date(certificate.validTo),
  };
}

export function coversDomain({ chain }: Certificate, domain: string): boolean {
  return new X509Certificate(chain).checkHost(domain) !== undefined;
}

/**
 * With a third of its time left: of 90 days 30, of six days two. Earlier burdens the authority,
 * later leaves less time to mend what keeps it from being renewed.
 */
export function dueAt({ startsAt, endsAt }: Certificate): Date {
  const life = endsAt.getTime() - startsAt.getTime();
  return new Date(endsAt.getTime() - life / 3);
}
