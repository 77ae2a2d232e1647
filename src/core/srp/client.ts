// The half of SRP-6a that knows the password (RFC 5054 §2.6).

import type { Bytes } from "../../base/bytes.ts";
import { copy, equalConstantTime } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Secret } from "../../base/secret.ts";
import type { SrpGroup } from "./group.ts";
import { PRIVATE_NUMBER_BYTES, parsePublicNumber, powerOfG } from "./group.ts";
import { computeK, computeU, computeX, pad } from "./letters.ts";
import { modPow, modulo, numberFromBytes } from "./number.ts";
import { computeProofs } from "./proof.ts";

/** What a person knows: I and P as bytes. */
export type SrpLogin = { readonly identity: Uint8Array; readonly password: Uint8Array };

/** @returns v = g^x, padded, for the server to keep with `salt`. */
export function makeVerifier(group: SrpGroup, login: SrpLogin, salt: Uint8Array): Bytes {
  const x = computeX(group, salt, login.identity, login.password);
  return copy(pad(group, powerOfG(group, x, group.hashBytes)));
}

/** M1, and what to check the answer with. */
export type ClientProof = {
  readonly clientProof: Bytes;
  /** K; the caller's to zero, and worth nothing before `isServerProof` was true. */
  readonly key: Secret;
  /** Whether M2 is right, in constant time: the server knows the verifier. */
  readonly isServerProof: (serverProof: Uint8Array) => boolean;
};

/** One exchange, from A to the check of M2. */
export class SrpClient {
  readonly #group: SrpGroup;
  readonly #login: SrpLogin;
  readonly #a: bigint;
  readonly #A: bigint;

  constructor(group: SrpGroup, login: SrpLogin, random: RandomBytes) {
    this.#group = group;
    this.#login = login;
    this.#a = numberFromBytes(random(PRIVATE_NUMBER_BYTES));
    this.#A = powerOfG(group, this.#a, PRIVATE_NUMBER_BYTES);
  }

  /** A, padded. */
  get clientPublic(): Bytes {
    return copy(pad(this.#group, this.#A));
  }

  /** Rejects a B that isn't strictly between 0 and N, and u = 0: S would not depend on x. */
  prove(salt: Uint8Array, serverPublic: Uint8Array): Result<ClientProof, "illegal-public"> {
    const group = this.#group;
    const { identity, password } = this.#login;
    const B = parsePublicNumber(group, serverPublic);
    if (B === null) return reject("illegal-public");
    const u = computeU(group, this.#A, B);
    if (u === 0n) return reject("illegal-public");
    const x = computeX(group, salt, identity, password);
    const base = modulo(B - computeK(group) * powerOfG(group, x, group.hashBytes), group.N);
    // u·x has twice the hash's bytes; adding a may carry into one more.
    const exponentBytes = Math.max(2 * group.hashBytes, PRIVATE_NUMBER_BYTES) + 1;
    const S = modPow(base, this.#a + u * x, group.N, exponentBytes);
    const { K, M1, M2 } = computeProofs(group, { identity, salt, A: this.#A, B }, S);
    return ok({
      clientProof: M1,
      key: K,
      isServerProof: (serverProof) => equalConstantTime(serverProof, M2),
    });
  }
}
