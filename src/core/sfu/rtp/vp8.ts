// Finds where a VP8 key frame starts in RTP payloads (RFC 7741 §4.2 and §4.3).

//   0 1 2 3 4 5 6 7
//  +-+-+-+-+-+-----+
//  |X|R|N|S|R| PID |  then, if X:
//  |I|L|T|K|  RSV  |  if I: 1 or 2 bytes of picture id (M is the top bit);
//  +-+-+-+-+-------+  if L: 1 byte; if T or K: 1 byte. Then the payload header, P its lowest bit.

/**
 * True when the packet begins a key frame. The frame's content is encrypted from end to end, but
 * SFrame leaves VP8's first 10 bytes clear for exactly this (PROTOCOL §8).
 */
export function startsKeyFrame(payload: Uint8Array): boolean {
  const first = payload[0] ?? 0;
  const isFrameStart = (first & 0x10) !== 0 && (first & 0x07) === 0;
  if (!isFrameStart) return false;
  let length = 1;
  if ((first & 0x80) !== 0) {
    const flags = payload[1] ?? 0;
    length = 2;
    if ((flags & 0x80) !== 0) length += ((payload[2] ?? 0) & 0x80) !== 0 ? 2 : 1;
    if ((flags & 0x40) !== 0) length += 1;
    if ((flags & 0x30) !== 0) length += 1;
  }
  const header = payload[length];
  return header !== undefined && (header & 1) === 0;
}
