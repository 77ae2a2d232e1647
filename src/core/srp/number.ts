// Numbers of SRP as bytes and back, and powers of them (RFC 5054 §2.1 names the padded form PAD).

import { assert } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import { hex } from "../../base/bytes.ts";

/** Big-endian; no bytes are 0. */
export function numberFromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x0${hex(bytes)}`);
}

/** PAD: big-endian with zeros in front. @throws Bug when `number` needs more than `length` bytes. */
export function numberToBytes(number: bigint, length: number): Bytes {
  const digits = number.toString(16).padStart(length * 2, "0");
  assert(number >= 0n && digits.length === length * 2, "number longer than its field");
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** The remainder that is never negative. */
export function modulo(number: bigint, modulus: bigint): bigint {
  const remainder = number % modulus;
  return remainder < 0n ? remainder + modulus : remainder;
}

/**
 * `base` to the power of `exponent`, by windows of 4 bits: as many squarings and products for any
 * exponent of `exponentBytes`. BigInt itself isn't constant-time, so this narrows what timing tells
 * about a secret exponent and doesn't close it; ours are used once (a, b), or on the owner's
 * machine (x).
 */
export function modPow(
  base: bigint,
  exponent: bigint,
  modulus: bigint,
  exponentBytes: number,
): bigint {
  const powers = [1n];
  for (let power = 1n; powers.length < 16; ) {
    power = (power * base) % modulus;
    powers.push(power);
  }
  let result = 1n;
  const raise = (digit: number) => {
    for (let square = 0; square < 4; square++) result = (result * result) % modulus;
    result = (result * (powers[digit] ?? 1n)) % modulus;
  };
  for (const byte of numberToBytes(exponent, exponentBytes)) {
    raise(byte >> 4);
    raise(byte & 15);
  }
  return result;
}
