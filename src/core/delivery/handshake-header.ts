// The cleartext head of an MLS PrivateMessage, which is all that the delivery service reads of one (RFC 9420 §6, §6.3).

import { ByteReader } from "../../base/byte-reader.ts";
import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import { GROUP_ID_BYTES } from "../../protocol/entry-messages.ts";

/** ProtocolVersion `mls10`. */
const MLS_10 = 1;

/** WireFormat `mls_private_message`. In a PublicMessage the server would see who does what. */
const PRIVATE_MESSAGE = 2;

/** ContentType, by its number on the wire. */
const CONTENT_TYPES = [null, "application", "proposal", "commit"] as const;

export type HandshakeHeader = {
  readonly groupId: Bytes;
  readonly epoch: bigint;
  readonly contentType: "application" | "proposal" | "commit";
};

/**
 *   0      2      4        5                 21        29
 *   +------+------+--------+-----------------+---------+------+----
 *   | 0001 | 0002 | 0x10   | group_id        | epoch   | type | authenticated_data, …
 *   +------+------+--------+-----------------+---------+------+----
 *   version format length    16 bytes          u64       u8
 *
 * `length` is the one-byte form of RFC 9420 §2.1.2: our group IDs are all of 16 bytes.
 * Never throws.
 */
export function parseHandshakeHeader(
  message: Uint8Array,
): Result<HandshakeHeader, "truncated" | "not-private" | "foreign-group" | "unknown-content"> {
  const reader = new ByteReader(message);
  const version = reader.u16();
  const wireFormat = reader.u16();
  const groupIdLength = reader.u8();
  const groupId = reader.fixed(GROUP_ID_BYTES);
  const epoch = reader.u64();
  const contentType = CONTENT_TYPES[reader.u8()] ?? null;
  if (reader.hasFailed) return reject("truncated");
  if (version !== MLS_10 || wireFormat !== PRIVATE_MESSAGE) return reject("not-private");
  if (groupIdLength !== GROUP_ID_BYTES) return reject("foreign-group");
  if (contentType === null) return reject("unknown-content");
  return ok({ groupId, epoch, contentType });
}
