// Writes the few kinds of ASN.1 values that requests for certificates hold, in DER (X.690 §8, §10).

import type { Bytes } from "../../base/bytes.ts";
import { concat, utf8 } from "../../base/bytes.ts";

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) digits.unshift(rest & 0xff);
  return [0x80 | digits.length, ...digits];
}

function value(tag: number, ...contents: readonly Uint8Array[]): Bytes {
  const content = concat(...contents);
  return concat(new Uint8Array([tag, ...lengthBytes(content.length)]), content);
}

export function sequence(...items: readonly Uint8Array[]): Bytes {
  return value(SEQUENCE, ...items);
}

export function setOf(item: Uint8Array): Bytes {
  return value(SET, item);
}

/** @param magnitude big-endian, of a number that isn't negative. */
export function integer(magnitude: Uint8Array): Bytes {
  const start = magnitude.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? new Uint8Array([0]) : magnitude.subarray(start);
  // A leading 1 bit would make it negative.
  return (digits[0] ?? 0) >= 0x80
    ? value(INTEGER, new Uint8Array([0]), digits)
    : value(INTEGER, digits);
}

export function boolean(isTrue: boolean): Bytes {
  return value(BOOLEAN, new Uint8Array([isTrue ? 0xff : 0]));
}

export function bitString(bytes: Uint8Array): Bytes {
  return value(BIT_STRING, new Uint8Array([0]), bytes);
}

export function octetString(bytes: Uint8Array): Bytes {
  return value(OCTET_STRING, bytes);
}

export function utf8String(text: string): Bytes {
  return value(UTF8_STRING, utf8(text));
}

/** @param time in the years from 1950 to 2049. */
export function utcTime(time: Date): Bytes {
  const digits = time.toISOString().replace(/\D/g, "").slice(2, 14);
  return value(UTC_TIME, utf8(`${digits}Z`));
}

/** @param dotted such as "1.2.840.10045.4.3.2". */
export function objectIdentifier(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift(0x80 | (left & 0x7f));
    bytes.push(...digits);
  }
  return value(OBJECT_IDENTIFIER, new Uint8Array(bytes));
}

/** `[number] IMPLICIT`, of bytes or text. */
export function implicit(number: number, content: Uint8Array): Bytes {
  return value(CONTEXT | number, content);
}

/** `[number]` around whole values. */
export function explicit(number: number, ...items: readonly Uint8Array[]): Bytes {
  return value(CONTEXT_CONSTRUCTED | number, ...items);
}
