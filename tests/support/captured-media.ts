// Puts captured RTP payloads together to frames, as an operator would who wants to watch (RFC 7741 §4, RFC 7587 §4).

import type { CapturedRtp } from "./media-capture.ts";

export type CapturedFrame = { readonly timestamp: number; readonly bytes: Uint8Array };

function withoutPadding({ header, payload }: CapturedRtp): Uint8Array {
  return header.hasPadding ? payload.subarray(0, payload.length - (payload.at(-1) ?? 0)) : payload;
}

/** @returns the length of a VP8 payload descriptor, and whether a frame starts after it. */
export function vp8Descriptor(payload: Uint8Array): { length: number; isStart: boolean } {
  const first = payload[0] ?? 0;
  const isStart = (first & 0x10) !== 0 && (first & 0x07) === 0;
  if ((first & 0x80) === 0) return { length: 1, isStart };
  const flags = payload[1] ?? 0;
  let length = 2;
  if ((flags & 0x80) !== 0) length += ((payload[2] ?? 0) & 0x80) !== 0 ? 2 : 1;
  if ((flags & 0x40) !== 0) length += 1;
  if ((flags & 0x30) !== 0) length += 1;
  return { length, isStart };
}

/** Each stream's packets once, in the order of their sequence numbers. A capture is too short to wrap twice. */
function streamsOf(packets: readonly CapturedRtp[], payloadType: number): CapturedRtp[][] {
  const streams = new Map<number, Map<number, CapturedRtp>>();
  for (const packet of packets) {
    if (packet.header.payloadType !== payloadType) continue;
    const { ssrc, sequenceNumber } = packet.header;
    const stream = streams.get(ssrc) ?? new Map<number, CapturedRtp>();
    const first = stream.keys().next().value ?? sequenceNumber;
    const distance = (((sequenceNumber - first + 0x8000) & 0xffff) - 0x8000) | 0;
    stream.set(first + distance, packet);
    streams.set(ssrc, stream);
  }
  return [...streams.values()].map((stream) =>
    [...stream].sort(([one], [other]) => one - other).map(([, packet]) => packet),
  );
}

/** The frames of each VP8 stream, from its first key frame on. */
export function vp8Frames(packets: readonly CapturedRtp[], payloadType: number): CapturedFrame[][] {
  return streamsOf(packets, payloadType).flatMap((stream) => {
    const frames: { timestamp: number; bytes: Uint8Array }[] = [];
    for (const packet of stream) {
      const payload = withoutPadding(packet);
      const { length, isStart } = vp8Descriptor(payload);
      if (payload.length <= length) continue;
      const part = payload.subarray(length);
      const { timestamp } = packet.header;
      const last = frames.at(-1);
      if (isStart) frames.push({ timestamp, bytes: part });
      else if (last?.timestamp === timestamp) last.bytes = Buffer.concat([last.bytes, part]);
    }
    const key = frames.findIndex(({ bytes }) => ((bytes[0] ?? 1) & 1) === 0);
    return key < 0 ? [] : [frames.slice(key)];
  });
}

/** Each packet of Opus is a frame. */
export function opusFrames(
  packets: readonly CapturedRtp[],
  payloadType: number,
): CapturedFrame[][] {
  return streamsOf(packets, payloadType).map((stream) =>
    stream.flatMap((packet) => {
      const bytes = withoutPadding(packet);
      return bytes.length === 0 ? [] : [{ timestamp: packet.header.timestamp, bytes }];
    }),
  );
}
