// What the modelled browsers offered: a microphone, a camera in three sizes, and slots.

import type { IncomingRtp } from "../../../src/core/sfu/media-packet.ts";
import type { NegotiatedMedia, NegotiatedSlot } from "../../../src/core/sfu/negotiated-media.ts";
import { writeU16 } from "../../../src/core/sfu/rtp/big-endian.ts";
import {
  parseRtpHeader,
  type RtpHeader,
  writeRtpHeader,
} from "../../../src/core/sfu/rtp/rtp-header.ts";
import type { VideoCodec } from "../../../src/protocol/codecs.ts";
import { VIDEO_LAYERS } from "../../../src/protocol/video-layers.ts";

export const OPUS = 111;
export const VP8 = 96;
export const RTX = 97;
export const VP9 = 98;
export const VP9_RTX = 99;

const OPUS_FORMAT = { codec: "opus", payloadType: OPUS, rtxPayloadType: null } as const;
const VP9_FORMAT = { codec: "vp9", payloadType: VP9, rtxPayloadType: VP9_RTX } as const;
const VP8_FORMAT = { codec: "vp8", payloadType: VP8, rtxPayloadType: RTX } as const;
const MID = 4;
const RID = 10;
const REPAIRED_RID = 11;
const TWCC = 3;
const AUDIO_LEVEL = 1;

export const CAMERA = VIDEO_LAYERS.camera;
const SLOTS = 4;

/** SSRCs: of the publisher `digit`, 1 for the microphone, 10 + n for layer n, 20 + n for its retransmissions. */
export function ssrcOf(digit: number, stream: number): number {
  return digit * 100 + stream;
}

export function slotSsrc(digit: number, kind: "audio" | "video", number: number): number {
  return digit * 10_000 + number * 10 + (kind === "audio" ? 1 : 3);
}

/** Every other one films in VP9. */
export function codecOf(digit: number): VideoCodec {
  return digit % 2 === 0 ? "vp8" : "vp9";
}

export function isPicture(payloadType: number): boolean {
  return payloadType === VP8 || payloadType === VP9;
}

export function isRtx(payloadType: number): boolean {
  return payloadType === RTX || payloadType === VP9_RTX;
}

export function mediaOf(digit: number): NegotiatedMedia {
  const audio = { kind: "audio", formats: [OPUS_FORMAT] } as const;
  const video = { kind: "video", formats: [VP8_FORMAT, VP9_FORMAT] } as const;
  const slots: NegotiatedSlot[] = [];
  for (let number = 0; number < SLOTS; number++) {
    for (const kind of [audio, video]) {
      const ssrc = slotSsrc(digit, kind.kind, number);
      slots.push({ ...kind, ssrc, rtxSsrc: ssrc + 1, twccExtension: TWCC });
    }
  }
  const film = { ...video, formats: [codecOf(digit) === "vp8" ? VP8_FORMAT : VP9_FORMAT] } as const;
  const rids = CAMERA.map(({ rid }) => rid);
  return {
    publications: [
      { source: "microphone", mid: "0", rids: [], ssrcs: [ssrcOf(digit, 1)], ...audio },
      { source: "camera", mid: "1", rids, ssrcs: [], ...film },
    ],
    slots,
    midExtension: MID,
    ridExtension: RID,
    repairedRidExtension: REPAIRED_RID,
    twccExtension: TWCC,
    audioLevelExtension: AUDIO_LEVEL,
  };
}

export type Published = {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly index: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly hasPadding: boolean;
  readonly payload: Uint8Array;
  readonly transportSequence: number;
  readonly mid: string;
  readonly rid: string | null;
  /** RFC 6464; null for video. */
  readonly level: number | null;
};

/** The packet as the server's transport hands it on. */
export function incoming(rtp: Published): IncomingRtp {
  const packet = new Uint8Array(12 + 4 + 16);
  const sequenceNumber = rtp.index & 0xffff;
  writeRtpHeader(packet, { ...rtp, sequenceNumber });
  packet[0] = (packet[0] ?? 0) | 0x10;
  packet.set([0xbe, 0xde, 0, 4], 12);
  packet.set([(TWCC << 4) | 1, 0, 0], 16);
  writeU16(packet, 17, rtp.transportSequence);
  packet.set([MID << 4, rtp.mid.charCodeAt(0)], 19);
  const ridId = isRtx(rtp.payloadType) ? REPAIRED_RID : RID;
  if (rtp.rid !== null) packet.set([ridId << 4, rtp.rid.charCodeAt(0)], 21);
  if (rtp.level !== null) packet.set([AUDIO_LEVEL << 4, 128 | rtp.level], 23);
  const header: RtpHeader | null = parseRtpHeader(packet);
  if (header === null) throw new Error("not RTP");
  return { packet, header, index: rtp.index, payload: rtp.payload };
}
