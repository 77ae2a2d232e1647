// The half of SRP-6a that knows only the verifier (RFC 5054 §2.5, §2.6).

import type { Bytes } from "../../base/bytes.ts";
import { copy, equalConstantTime } from "../../base/bytes.ts";
import type { RandomBytes } from "../../base/random.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Secret } from "../../base/secret.ts";
import type { SrpGroup } from "./group.ts";
import { PRIVATE_NUMBER_BYTES, parsePublicNumber, powerOfG } from "./group.ts";
import { computeK, computeU, pad } from "./letters.ts";
import { modPow, numberFromBytes } from "./number.ts";
import { computeProofs } from "./proof.ts";

/** What the server keeps of a login: I, s and v. */
export type SrpRecord = {
  readonly identity: Uint8Array;
  readonly salt: Uint8Array;
  /** Padded, as `makeVerifier` gives it. */
  readonly verifier: Uint8Array;
};

/** @returns whether v is padded and is none of 0, 1, N - 1: with those S is one that anyone knows. */
export function isSoundVerifier(group: SrpGroup, verifier: Uint8Array): boolean {
  const v = parsePublicNumber(group, verifier);
  return v !== null && v > 1n && v < group.N - 1n;
}

/** M2 and K; the key is the caller's to zero. */
export type ServerProof = { readonly serverProof: Bytes; readonly key: Secret };

/** One exchange, from A to the check of M1. */
export class SrpServer {
  readonly #group: SrpGroup;
  readonly #record: SrpRecord;
  readonly #b: bigint;
  readonly #A: bigint;
  readonly #B: bigint;
  readonly #u: bigint;

  private constructor(group: SrpGroup, record: SrpRecord, A: bigint, random: RandomBytes) {
    this.#group = group;
    this.#record = record;
    this.#A = A;
    this.#b = numberFromBytes(random(PRIVATE_NUMBER_BYTES));
    const masked = computeK(group) * numberFromBytes(record.verifier);
    this.#B = (masked + powerOfG(group, this.#b, PRIVATE_NUMBER_BYTES)) % group.N;
    this.#u = computeU(group, this.#A, this.#B);
  }

  /** Rejects an A that isn't strictly between 0 and N, and u = 0: S would not depend on v. */
  static start(
    group: SrpGroup,
    record: SrpRecord,
    clientPublic: Uint8Array,
    random: RandomBytes,
  ): Result<SrpServer, "illegal-public"> {
    const A = parsePublicNumber(group, clientPublic);
    if (A === null) return reject("illegal-public");
    const server = new SrpServer(group, record, A, random);
    return server.#B === 0n || server.#u === 0n ? reject("illegal-public") : ok(server);
  }

  /** B, padded. */
  get serverPublic(): Bytes {
    return copy(pad(this.#group, this.#B));
  }

  /** Checks M1 in constant time. To be called once: a second try is a second guess. */
  verify(clientProof: Uint8Array): Result<ServerProof, "wrong-proof"> {
    const group = this.#group;
    const { identity, salt, verifier } = this.#record;
    const raised = modPow(numberFromBytes(verifier), this.#u, group.N, group.hashBytes);
    const base = (this.#A * raised) % group.N;
    const S = modPow(base, this.#b, group.N, PRIVATE_NUMBER_BYTES);
    const { K, M1, M2 } = computeProofs(group, { identity, salt, A: this.#A, B: this.#B }, S);
    if (!equalConstantTime(clientProof, M1)) {
      K.zero();
      return reject("wrong-proof");
    }
    return ok({ serverProof: M2, key: K });
  }
}
