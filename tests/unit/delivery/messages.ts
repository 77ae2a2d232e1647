// MLS messages as far as the delivery service reads them: a true header, and a payload of the test's own.

import { ByteWriter } from "../../../src/base/byte-writer.ts";
import type { Bytes } from "../../../src/base/bytes.ts";
import { concat, utf8 } from "../../../src/base/bytes.ts";

const CONTENT = { application: 1, proposal: 2, commit: 3 } as const;

/** The length of what comes before the payload. */
const HEADER_BYTES = 30;

/** RFC 9420 §6: an MLSMessage with a PrivateMessage. */
export function privateMessage(
  groupId: Uint8Array,
  epoch: bigint,
  content: keyof typeof CONTENT,
  payload = "",
): Bytes {
  const header = new ByteWriter()
    .u16(1)
    .u16(2)
    .u8(groupId.length)
    .fixed(groupId, groupId.length)
    .u64(epoch)
    .u8(CONTENT[content])
    .finish();
  return concat(header, utf8(payload));
}

/** What `privateMessage` was given as its payload. */
export function payloadOf(message: Uint8Array): string {
  return new TextDecoder().decode(message.subarray(HEADER_BYTES));
}
