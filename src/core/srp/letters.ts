// The values of SRP-6a in RFC 5054's letters (§2.5, §2.6), with every number hashed in its padded form.
//
//   N g   the group                    k = H(PAD(N) │ PAD(g))
//   I P   identity, password           x = H(s │ H(I │ ":" │ P))      v = g^x
//   s v   salt, verifier               u = H(PAD(A) │ PAD(B))
//   a A   the client's, A = g^a        S = (B - k·g^x)^(a + u·x)      at the client
//   b B   the server's, B = k·v + g^b  S = (A · v^u)^b                at the server
//   K M1 M2                            proof.ts

import { concat, utf8 } from "../../base/bytes.ts";
import type { SrpGroup } from "./group.ts";
import { numberFromBytes, numberToBytes } from "./number.ts";

const COLON = utf8(":");

export function computeK(group: SrpGroup): bigint {
  return numberFromBytes(group.hash(concat(pad(group, group.N), pad(group, group.g))));
}

export function computeX(
  group: SrpGroup,
  salt: Uint8Array,
  identity: Uint8Array,
  password: Uint8Array,
): bigint {
  const inner = group.hash(concat(identity, COLON, password));
  return numberFromBytes(group.hash(concat(salt, inner)));
}

export function computeU(group: SrpGroup, A: bigint, B: bigint): bigint {
  return numberFromBytes(group.hash(concat(pad(group, A), pad(group, B))));
}

/** PAD: as many bytes as N has. */
export function pad(group: SrpGroup, number: bigint): Uint8Array {
  return numberToBytes(number, group.numberBytes);
}
