// What passes between a modelled browser and the router, as each of them sees it.

import type { OutgoingRtp } from "../../../src/core/sfu/media-packet.ts";

/** A packet of media as a receiver's SRTP hands it on. */
export type Delivered = Pick<
  OutgoingRtp,
  "index" | "timestamp" | "marker" | "hasPadding" | "payload" | "ssrc" | "transportSequence"
>;

/** IP 20, UDP 8, SRTP's tag 16. */
export const WIRE_BYTES = 44;

/** What a packet of media is more than its payload: RTP's header with one extension, too. */
export const PACKET_BYTES = 20 + WIRE_BYTES;
