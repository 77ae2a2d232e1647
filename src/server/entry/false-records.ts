// What the server answers with for meetings that don't exist, so that nobody learns which do (RFC 5054 §2.5.1.3).

import { hkdfSync } from "node:crypto";
import type { Bytes } from "../../base/bytes.ts";
import { utf8 } from "../../base/bytes.ts";
import type { Secret } from "../../base/secret.ts";
import { GROUP_3072 } from "../../core/srp/group.ts";
import { numberFromBytes, numberToBytes } from "../../core/srp/number.ts";
import type { MeetingId } from "../../protocol/ids.ts";
import { SRP_NUMBER_BYTES, SRP_SALT_BYTES } from "../../protocol/limits.ts";

const LABEL = "conclave/1 false record";

/** Over the size of N, so that the remainder is as good as uniform. */
const EXCESS_BYTES = 16;

export type FalseRecord = { readonly salt: Bytes; readonly verifier: Bytes };

/**
 * The same for the same ID for as long as the server's secret lives: a prober who asks twice, even
 * across a restart, sees a salt that stays, as a real one does. Nobody, the server included, knows
 * a password for the verifier.
 */
export function falseRecord(serverSecret: Secret, meetingId: MeetingId): FalseRecord {
  const length = SRP_SALT_BYTES + SRP_NUMBER_BYTES + EXCESS_BYTES;
  const stream = new Uint8Array(
    hkdfSync("sha256", serverSecret.bytes, utf8(meetingId), utf8(LABEL), length),
  );
  // From 2 to N - 2, as of a real verifier.
  const number = (numberFromBytes(stream.subarray(SRP_SALT_BYTES)) % (GROUP_3072.N - 3n)) + 2n;
  return {
    salt: stream.slice(0, SRP_SALT_BYTES),
    verifier: numberToBytes(number, SRP_NUMBER_BYTES),
  };
}
