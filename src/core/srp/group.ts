// The group that SRP computes in: N, g and the hash (RFC 5054 appendix A).

import { sha256 } from "@noble/hashes/sha2.js";
import { SRP_NUMBER_BYTES } from "../../protocol/limits.ts";
import { modPow, numberFromBytes } from "./number.ts";

export type SrpGroup = {
  /** A safe prime. */
  readonly N: bigint;
  readonly g: bigint;
  /** Of N; PAD fills numbers up to it. */
  readonly numberBytes: number;
  readonly hashBytes: number;
  readonly hash: (message: Uint8Array) => Uint8Array;
};

/** a and b. Smaller falls below the 256 bits that RFC 5054 §2.5 asks for, larger only costs time. */
export const PRIVATE_NUMBER_BYTES = 32;

/**
 * The 3072-bit group: N = 2^3072 - 2^3008 - 1 + 2^64 · (⌊2^2942 · π⌋ + 1690314), which is also
 * RFC 3526's group 15, and g = 5.
 */
export const GROUP_3072: SrpGroup = {
  N: BigInt(
    `0x${[
      "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74",
      "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437",
      "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
      "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05",
      "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB",
      "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
      "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718",
      "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33",
      "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
      "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864",
      "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2",
      "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    ].join("")}`,
  ),
  g: 5n,
  numberBytes: SRP_NUMBER_BYTES,
  hashBytes: 32,
  hash: sha256,
};

/** g to the power of a secret exponent of `exponentBytes`. */
export function powerOfG(group: SrpGroup, exponent: bigint, exponentBytes: number): bigint {
  return modPow(group.g, exponent, group.N, exponentBytes);
}

/**
 * Reads A or B. Without it, A ≡ 0 would make S = 0 whatever the verifier: entry without the link.
 *
 * @returns null unless it is padded to the size of N and strictly between 0 and N.
 */
export function parsePublicNumber(group: SrpGroup, bytes: Uint8Array): bigint | null {
  if (bytes.length !== group.numberBytes) return null;
  const number = numberFromBytes(bytes);
  return number > 0n && number < group.N ? number : null;
}
