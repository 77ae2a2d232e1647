// A meeting's passphrase, stretched, so that who finds the link without it has to guess slowly (Argon2id, RFC 9106).

import { argon2id } from "@noble/hashes/argon2.js";
import type { Bytes } from "../../base/bytes.ts";
import { copy, utf8 } from "../../base/bytes.ts";
import type { MeetingId } from "../../protocol/ids.ts";

/** Longer keeps a phone at the door for seconds, shorter makes each guess cheaper. KiB and passes. */
const COST = { m: 19 * 1024, t: 2, p: 1, dkLen: 32 };

/** The same however a keyboard composes its accents. @returns 32 bytes, the caller's to zero. */
export function stretchPassphrase(meetingId: MeetingId, passphrase: string): Bytes {
  return copy(argon2id(utf8(passphrase.normalize("NFKC")), utf8(meetingId), COST));
}
