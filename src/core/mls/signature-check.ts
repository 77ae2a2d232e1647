// Ed25519 signatures of hosts and co-hosts (RFC 8032), checked without exceptions.

import type { SignatureCheck } from "../../protocol/policy.ts";
import type { MlsSuite } from "./suite.ts";

/** False, too, when the public key is no key: an insider chose it. Never throws. */
export async function isSigned(
  { publicKey, message, signature }: SignatureCheck,
  suite: MlsSuite,
): Promise<boolean> {
  try {
    return await suite.signature.verify(publicKey, message, signature);
  } catch {
    return false;
  }
}

/** Never throws. */
export async function areSigned(
  checks: readonly SignatureCheck[],
  suite: MlsSuite,
): Promise<boolean> {
  for (const check of checks) if (!(await isSigned(check, suite))) return false;
  return true;
}
