// A packet of media on its way through the SFU: what of it outlives its RTP header.

import type { Codec } from "../../protocol/codecs.ts";
import type { ParticipantId } from "../../protocol/ids.ts";
import type { PictureDescriptor } from "./rtp/picture.ts";
import type { RtpHeader } from "./rtp/rtp-header.ts";

/** As it came from a publisher's transport: authenticated and decrypted. */
export type IncomingRtp = {
  /** The whole packet; only its header is read. */
  readonly packet: Uint8Array;
  readonly header: RtpHeader;
  /** Sequence number extended by SRTP's rollover counter. */
  readonly index: number;
  /** Owned by the receiver: it is kept for retransmission. */
  readonly payload: Uint8Array;
};

/** As a layer keeps it. */
export type MediaPacket = {
  readonly index: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly hasPadding: boolean;
  readonly payload: Uint8Array;
  readonly codec: Codec;
  /** Of RED the frame of the packet's own time, without what it repeats; null for all else. */
  readonly primary: Uint8Array | null;
  /** Of video; null for audio, and for what isn't of its codec after all. */
  readonly picture: PictureDescriptor | null;
};

/** As it leaves for a subscriber. No two have the same `ssrc` and `index`: they make SRTP's nonce. */
export type OutgoingRtp = Omit<MediaPacket, "picture" | "primary"> & {
  readonly ssrc: number;
  readonly payloadType: number;
  /** Under which its transport-wide number is written; null where its receiver wants none. */
  readonly twccExtension: number | null;
  /** Which of all packets to its receiver it is, modulo 2^16. The router sets it as the packet leaves. */
  transportSequence: number;
  /** Written into `payload`'s descriptor as it is protected: receivers share one payload. Null to leave it. */
  readonly pictureId: number | null;
  readonly tl0PicIdx: number;
  readonly keyIdx: number;
  /** Written into each block of RED as it is protected: what its receiver calls Opus. */
  readonly opusPayloadType: number;
};

/** The router's effect of sending one. `packet` holds until the router's next event. */
export type SendRtp = {
  readonly type: "send-rtp";
  readonly to: ParticipantId;
  readonly packet: OutgoingRtp;
};
