// Packets and offers for the tests of the router, in few words.

import type { Millis } from "../../../src/base/time.ts";
import type { IncomingRtp, MediaPacket } from "../../../src/core/sfu/media-packet.ts";
import type { NegotiatedMedia, NegotiatedSlot } from "../../../src/core/sfu/negotiated-media.ts";
import { parseRtpHeader, writeRtpHeader } from "../../../src/core/sfu/rtp/rtp-header.ts";
import type { ParticipantId } from "../../../src/protocol/ids.ts";
import { participantIdFrom } from "../../../src/protocol/ids.ts";

export const OPUS = 111;
export const VP8 = 96;
export const RTX = 97;
export const VP9 = 98;
export const VP9_RTX = 99;

const OPUS_FORMAT = { codec: "opus", payloadType: OPUS, rtxPayloadType: null } as const;
export const VP9_FORMAT = { codec: "vp9", payloadType: VP9, rtxPayloadType: VP9_RTX } as const;
export const VP8_FORMAT = { codec: "vp8", payloadType: VP8, rtxPayloadType: RTX } as const;

/** VP8: descriptor and payload header of the first packet of a key frame, of a delta frame, and of a later packet. */
export const KEY = [0x10, 0x00];
export const DELTA = [0x10, 0x01];
export const CONTINUATION = [0x00, 0x00];

export type Vp8 = {
  readonly pictureId: number;
  /** 7 bits of picture id instead of 15. */
  readonly isShort?: boolean;
  readonly tl0?: number;
  readonly temporal?: number;
  readonly isSync?: boolean;
  readonly isKey?: boolean;
  /** Of a key frame, in pixels. */
  readonly height?: number;
  /** False for a later packet of the frame. */
  readonly isFirst?: boolean;
};

/** The payload of a packet as browsers send them: descriptor, and the 10 clear bytes of a frame. */
export function vp8(frame: Vp8): Uint8Array {
  const { pictureId, tl0, temporal = 0, isSync = false, isKey = false, height = 180 } = frame;
  const id = frame.isShort ? [pictureId & 0x7f] : [0x80 | (pictureId >> 8), pictureId & 0xff];
  const layers = tl0 === undefined ? [] : [tl0, (temporal << 6) | (isSync ? 0x20 : 0)];
  const flags = 0x80 | (tl0 === undefined ? 0 : 0x60);
  const header = [isKey ? 0 : 1, 0, 0, 0x9d, 1, 0x2a, 0, 0, height & 0xff, height >> 8];
  const first = (frame.isFirst ?? true) ? 0x90 : 0x80;
  return new Uint8Array([first, flags, ...id, ...layers, ...header]);
}

export type Vp9 = Omit<Vp8, "isShort" | "isSync" | "tl0"> & {
  /** How many pictures ago the one is that it needs; none for a key frame. */
  readonly needs?: number;
};

/** The same in VP9, as Chromium sends a screen: in flexible mode, every picture a switching point. */
export function vp9(frame: Vp9): Uint8Array {
  const { pictureId, temporal = 0, isKey = false, isFirst = true, height = 180, needs = 1 } = frame;
  const hasStructure = isKey && isFirst;
  const flags = 0xb0 | (isKey ? 0 : 0x40) | (isFirst ? 8 : 0) | (hasStructure ? 2 : 0);
  const id = [0x80 | (pictureId >> 8), pictureId & 0xff];
  const differences = isKey ? [] : [needs << 1];
  const structure = hasStructure ? [0x10, 0x05, 0x00, height >> 8, height & 0xff] : [];
  const sealed = [0x82, 0x49, 0x83];
  return new Uint8Array([
    flags,
    ...id,
    (temporal << 5) | 0x10,
    ...differences,
    ...structure,
    ...sealed,
  ]);
}

export function at(time: number): Millis {
  return time as Millis;
}

export function participant(digit: number): ParticipantId {
  return participantIdFrom(new Uint8Array(16).fill(digit));
}

export const [ALICE, BOB, CAROL, DAVE] = [1, 2, 3, 4].map(participant) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
  ParticipantId,
];

/** SSRCs of the participant `digit`: its publications' in the order of their sources. */
export function ssrcOf(digit: number, source: 0 | 1 | 2 | 3): number {
  return digit * 100 + source;
}

/** An offer of four publications, whose SSRCs are told, and `count` slots of each kind. */
export function mediaOf(digit: number, count: number): NegotiatedMedia {
  const audio = { kind: "audio", formats: [OPUS_FORMAT] } as const;
  const video = { kind: "video", formats: [VP8_FORMAT] } as const;
  const slots: NegotiatedSlot[] = [];
  for (let number = 0; number < count; number++) {
    const ssrc = digit * 10_000 + number * 10;
    slots.push(
      { ...audio, ssrc, rtxSsrc: ssrc + 1, twccExtension: 3 },
      { ...video, ssrc: ssrc + 2, rtxSsrc: ssrc + 3, twccExtension: 3 },
    );
  }
  return {
    publications: [
      { source: "microphone", mid: "0", ssrcs: [ssrcOf(digit, 0)], rids: [], ...audio },
      {
        source: "camera",
        mid: "1",
        ssrcs: [ssrcOf(digit, 1), ssrcOf(digit, 1) + 50],
        rids: [],
        ...video,
      },
      { source: "screen", mid: "2", ssrcs: [ssrcOf(digit, 2)], rids: [], ...video },
      { source: "screen-audio", mid: "3", ssrcs: [ssrcOf(digit, 3)], rids: [], ...audio },
    ],
    slots,
    midExtension: 4,
    ridExtension: null,
    repairedRidExtension: null,
    twccExtension: 3,
    audioLevelExtension: 1,
  };
}

export type Rtp = {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly index: number;
  readonly payload: readonly number[];
  readonly timestamp?: number;
  readonly mid?: string;
  /** Of one letter, as `mid`: under the extension 10. */
  readonly rid?: string;
  /** RFC 6464. */
  readonly level?: number;
  readonly hasPadding?: boolean;
};

export function incoming(rtp: Rtp): IncomingRtp {
  const packet = new Uint8Array(24);
  const { ssrc, payloadType, index, timestamp = index * 960, hasPadding = false } = rtp;
  const { mid, rid, level } = rtp;
  const sequenceNumber = index & 0xffff;
  writeRtpHeader(packet, {
    ssrc,
    payloadType,
    sequenceNumber,
    timestamp,
    hasPadding,
    marker: false,
  });
  const extensions = [
    ...(mid === undefined ? [] : [0x40, mid.charCodeAt(0)]),
    ...(rid === undefined ? [] : [0xa0, rid.charCodeAt(0)]),
    ...(level === undefined ? [] : [0x10, 128 | level]),
  ];
  if (extensions.length > 0) {
    packet[0] = (packet[0] ?? 0) | 0x10;
    packet.set([0xbe, 0xde, 0, 1, ...extensions], 12);
  }
  const header = parseRtpHeader(packet);
  if (header === null) throw new Error("not RTP");
  return { packet, header, index, payload: new Uint8Array(rtp.payload) };
}

export function mediaPacket(
  index: number,
  timestamp: number,
  payload: readonly number[] = [1],
): MediaPacket {
  return {
    index,
    timestamp,
    marker: false,
    hasPadding: false,
    payload: new Uint8Array(payload),
    codec: "opus",
    primary: null,
    picture: null,
  };
}
