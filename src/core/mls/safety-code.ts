// The code that people compare: eight emoji and 30 digits out of the epoch authenticator (RFC 9420 §8.7).

import { sha512 } from "@noble/hashes/sha2.js";
import { concat, utf8 } from "../../base/bytes.ts";
import type { SafetyEmoji } from "./safety-emoji.ts";
import { SAFETY_EMOJI } from "./safety-emoji.ts";

const LABEL = "conclave/1 safety code";

/** 48 bits: to be said aloud. Fewer could be searched for by whoever can make the group fork. */
const EMOJI_COUNT = 8;
/** 30 digits, about 99 bits: to be sent in writing. */
const GROUP_COUNT = 6;
const GROUP_DIGITS = 5;
/** 40 bits for five digits: no digit is more likely than another by more than one in ten million. */
const GROUP_BYTES = 5;

/** Eight emoji with their names, and 30 digits in groups of five (PROTOCOL §10). */
export type SafetyCode = {
  readonly emoji: readonly SafetyEmoji[];
  readonly digits: string;
};

/** Equal on two screens exactly when both are in the same epoch of the same group. */
export function safetyCodeOf(epochAuthenticator: Uint8Array): SafetyCode {
  const hash = sha512(concat(utf8(LABEL), epochAuthenticator));
  const emoji: SafetyEmoji[] = [];
  for (let place = 0; place < EMOJI_COUNT; place++) {
    const chosen = SAFETY_EMOJI[(hash[place] ?? 0) % SAFETY_EMOJI.length];
    if (chosen !== undefined) emoji.push(chosen);
  }
  const groups: string[] = [];
  for (let group = 0; group < GROUP_COUNT; group++) {
    const start = EMOJI_COUNT + group * GROUP_BYTES;
    const number = hash.subarray(start, start + GROUP_BYTES).reduce((n, byte) => n * 256 + byte, 0);
    groups.push(String(number % 10 ** GROUP_DIGITS).padStart(GROUP_DIGITS, "0"));
  }
  return { emoji, digits: groups.join(" ") };
}
