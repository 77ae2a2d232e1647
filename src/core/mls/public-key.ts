// Whether anything can be sealed to an HPKE public key: what X25519 and ML-KEM-768 refuse (RFC 7748 §6.1, FIPS 203 §7.2).

import { fromHex } from "../../base/bytes.ts";
import type { MlsSuite } from "./suite.ts";

const X25519_BYTES = 32;

/** The coefficients of an ML-KEM-768 key, 12 bits each; 32 bytes of seed follow, of any value. */
const COEFFICIENTS_BYTES = 1152;

/** Each coefficient is below it. */
const Q = 3329;

/**
 * The points of X25519 whose shared secret is zero with every private key, as little-endian hex
 * with the highest bit clear, which no implementation reads.
 */
const SMALL_ORDER = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
].flatMap((point) => fromHex(point) ?? []);

/**
 * The same verdict as sealing something to it, at a hundredth of the work: every member judges the
 * keys of every newcomer, and of the path of every commit. Public keys only: its time tells them.
 */
export function canSealTo(publicKey: Uint8Array, suite: MlsSuite): boolean {
  if (publicKey.length !== suite.hpkePublicKeyBytes) return false;
  const x25519 = publicKey.subarray(publicKey.length - X25519_BYTES);
  const mlKem = publicKey.subarray(0, publicKey.length - X25519_BYTES);
  return !SMALL_ORDER.some((point) => isSamePoint(point, x25519)) && hasReducedCoefficients(mlKem);
}

function isSamePoint(point: Uint8Array, key: Uint8Array): boolean {
  const last = X25519_BYTES - 1;
  return point.every((byte, index) => byte === ((key[index] ?? 0) & (index === last ? 127 : 255)));
}

/** Three bytes hold two coefficients. Of no bytes, true: the suite has no ML-KEM. */
function hasReducedCoefficients(mlKem: Uint8Array): boolean {
  const end = Math.min(mlKem.length, COEFFICIENTS_BYTES);
  for (let index = 0; index < end; index += 3) {
    const [low, middle, high] = [mlKem[index] ?? 0, mlKem[index + 1] ?? 0, mlKem[index + 2] ?? 0];
    if ((low | ((middle & 15) << 8)) >= Q || ((middle >> 4) | (high << 4)) >= Q) return false;
  }
  return true;
}
