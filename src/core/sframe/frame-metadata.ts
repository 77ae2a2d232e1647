// What is authenticated with a frame beside its header: everything that the server could otherwise alter. RFC 9605 §9.4.

import type { Bytes } from "../../base/bytes.ts";
import type { Kind } from "../../protocol/socket-messages.ts";
import { KINDS } from "../../protocol/socket-messages.ts";
import type { Codec } from "./codec.ts";
import { CODECS } from "./codec.ts";

/**
 * codec 1 ‖ kind 1 ‖ clear prefix. The sender knows them from its track, the receiver from its
 * slot, so a server that hands an audio frame to a video slot, says that it is in another codec,
 * or edits the prefix gets a bad tag. Sender, source and epoch are in the header's KID.
 */
export function frameMetadata(codec: Codec, kind: Kind, prefix: Uint8Array): Bytes {
  const metadata = new Uint8Array(2 + prefix.length);
  metadata[0] = CODECS.indexOf(codec);
  metadata[1] = KINDS.indexOf(kind);
  metadata.set(prefix, 2);
  return metadata;
}
