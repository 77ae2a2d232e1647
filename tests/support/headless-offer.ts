// The product's offer without a browser: four publications and a few slots of each kind (PROTOCOL §8).

import type { Kind } from "../../src/protocol/socket-messages.ts";

export const PAYLOAD_TYPE: Readonly<Record<Kind, number>> = { audio: 111, video: 96 };

/** The header extension of the microphone's level (RFC 6464). */
export const LEVEL_EXTENSION = 1;

export const SSRC = { microphone: 1001, camera: 1002 } as const;

/** Of the checks that the server may send, which are all answered on loopback (RFC 8839 §5.4). */
const ICE_PASSWORD = "headless+participants+22";

export type HeadlessOffer = {
  readonly fingerprint: string;
  /** ICE's, ours. */
  readonly fragment: string;
  readonly slots: Readonly<Record<Kind, number>>;
};

export function writeHeadlessOffer({ fingerprint, fragment, slots }: HeadlessOffer): string {
  const section = (kind: Kind, mid: number, direction: string, ssrc?: number) => [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${PAYLOAD_TYPE[kind]}`,
    `a=mid:${mid}`,
    `a=${direction}`,
    `a=rtpmap:${PAYLOAD_TYPE[kind]} ${kind === "audio" ? "opus/48000/2" : "VP8/90000"}`,
    ...(kind === "audio"
      ? [`a=extmap:${LEVEL_EXTENSION} urn:ietf:params:rtp-hdrext:ssrc-audio-level`]
      : []),
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:headless`]),
  ];
  const sources = [
    section("audio", 0, "sendonly", SSRC.microphone),
    section("video", 1, "sendonly", SSRC.camera),
    section("video", 2, "sendonly"),
    section("audio", 3, "sendonly"),
  ];
  const kinds = (["audio", "video"] as const).flatMap((kind) =>
    Array.from({ length: slots[kind] }, () => kind),
  );
  const received = kinds.map((kind, place) => section(kind, sources.length + place, "recvonly"));
  const session = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", `a=fingerprint:sha-256 ${fingerprint}`];
  const ice = [`a=ice-ufrag:${fragment}`, `a=ice-pwd:${ICE_PASSWORD}`];
  return [...session, ...ice, ...sources.flat(), ...received.flat(), ""].join("\r\n");
}
