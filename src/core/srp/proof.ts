// The shared key K and the proofs M1 and M2 that both sides know it (RFC 2945 §3, numbers padded).
//
//   K  = H(PAD(S))
//   M1 = H(H(PAD(N)) xor H(PAD(g)) │ H(I) │ s │ PAD(A) │ PAD(B) │ K)
//   M2 = H(PAD(A) │ M1 │ K)

import type { Bytes } from "../../base/bytes.ts";
import { concat, copy } from "../../base/bytes.ts";
import { Secret } from "../../base/secret.ts";
import type { SrpGroup } from "./group.ts";
import { pad } from "./letters.ts";

/** What both sides have seen of an exchange. */
export type Transcript = {
  readonly identity: Uint8Array;
  readonly salt: Uint8Array;
  readonly A: bigint;
  readonly B: bigint;
};

export type Proofs = {
  readonly K: Secret;
  /** The client's. */
  readonly M1: Bytes;
  /** The server's. */
  readonly M2: Bytes;
};

export function computeProofs(group: SrpGroup, transcript: Transcript, S: bigint): Proofs {
  const { identity, salt } = transcript;
  const A = pad(group, transcript.A);
  const B = pad(group, transcript.B);
  const secret = pad(group, S);
  const K = copy(group.hash(secret));
  secret.fill(0);
  const hashOfG = group.hash(pad(group, group.g));
  const groupHash = group
    .hash(pad(group, group.N))
    .map((byte, index) => byte ^ (hashOfG[index] ?? 0));
  const M1 = copy(group.hash(concat(groupHash, group.hash(identity), salt, A, B, K)));
  const M2 = copy(group.hash(concat(A, M1, K)));
  return { K: new Secret(K), M1, M2 };
}
