// Writes the one SDP answer of a call: ICE-lite, DTLS passive, everything in one bundle (RFC 8829 §5.3).

import type { NegotiatedFormat } from "../../core/sfu/negotiated-media.ts";
import type { IceCredentials } from "./ice-directory.ts";
import type { AnswerSection } from "./sdp-negotiation.ts";

export type AnswerOptions = {
  /** Of the offer: repeated, so that who made several knows which one it is the answer to. */
  readonly sessionId: string;
  readonly version: string;
  readonly sections: readonly AnswerSection[];
  readonly credentials: IceCredentials;
  readonly fingerprint: string;
  /** IP addresses at which browsers reach us, the best first. */
  readonly announce: readonly string[];
  readonly port: number;
};

/** RFC 8445 §5.1.2.1, with TCP below every UDP candidate (RFC 6544 §4.2). */
const UDP_PREFERENCE = 126;
const TCP_PREFERENCE = 90;

const VIDEO_FEEDBACK = ["nack", "nack pli", "transport-cc"] as const;

/**
 * Opus: mono, repairs lost frames from the next, never falls silent, which would tell who listens, and
 * of constant size where the browser can: sizes that follow the voice tell phrases.
 */
const OPUS_PARAMETERS = "minptime=10;useinbandfec=1;usedtx=0;stereo=0;cbr=1";

const CNAME = "conclave";

export function writeAnswer(options: AnswerOptions): string {
  const mids = options.sections.map(({ mid }) => mid);
  const session = [
    "v=0",
    `o=- ${options.sessionId} ${options.version} IN IP4 0.0.0.0`,
    "s=-",
    "t=0 0",
    "a=ice-lite",
    `a=group:BUNDLE ${mids.join(" ")}`,
    "a=msid-semantic: WMS *",
  ];
  const sections = options.sections.flatMap((section, place) => [
    ...mediaLines(section),
    // JSEP wants the transport in the first section of a bundle alone, but Firefox 153 crashes
    // when the others are without.
    ...transportLines(options),
    ...(place === 0 ? candidateLines(options) : []),
    ...formatLines(section),
    ...directionLines(section),
  ]);
  return `${[...session, ...sections].join("\r\n")}\r\n`;
}

function mediaLines({ kind, formats, mid }: AnswerSection): string[] {
  const types = formats.flatMap(({ payloadType, rtxPayloadType }) =>
    rtxPayloadType === null ? [payloadType] : [payloadType, rtxPayloadType],
  );
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${types.join(" ")}`,
    "c=IN IP4 0.0.0.0",
    `a=mid:${mid}`,
    "a=rtcp-mux",
    // Firefox offers reduced size for video alone.
    ...(kind === "video" ? ["a=rtcp-rsize"] : []),
  ];
}

function transportLines({ credentials, fingerprint }: AnswerOptions): string[] {
  return [
    `a=ice-ufrag:${credentials.fragment}`,
    `a=ice-pwd:${credentials.password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    "a=setup:passive",
  ];
}

function candidateLines({ announce, port }: AnswerOptions): string[] {
  const candidates = announce.flatMap((address, place) => {
    const priority = (preference: number) => preference * 2 ** 24 + (0xffff - place) * 2 ** 8 + 255;
    const foundation = 2 * place + 1;
    return [
      `a=candidate:${foundation} 1 udp ${priority(UDP_PREFERENCE)} ${address} ${port} typ host`,
      `a=candidate:${foundation + 1} 1 tcp ${priority(TCP_PREFERENCE)} ${address} ${port} typ host tcptype passive`,
    ];
  });
  return [...candidates, "a=end-of-candidates"];
}

function formatLines({ formats, extensions }: AnswerSection): string[] {
  return [
    ...formats.flatMap((format) => [...codecLines(format, formats), ...rtxLines(format)]),
    ...extensions.map(({ id, uri }) => `a=extmap:${id} ${uri}`),
  ];
}

function codecLines(
  { codec, payloadType }: NegotiatedFormat,
  formats: readonly NegotiatedFormat[],
): string[] {
  const feedback = VIDEO_FEEDBACK.map((wanted) => `a=rtcp-fb:${payloadType} ${wanted}`);
  switch (codec) {
    case "opus":
      return [
        `a=rtpmap:${payloadType} opus/48000/2`,
        `a=fmtp:${payloadType} ${OPUS_PARAMETERS}`,
        `a=rtcp-fb:${payloadType} transport-cc`,
      ];
    case "red": {
      // RFC 2198 §5: what its blocks may be in, once for each; browsers want it so.
      const opus = formats.find((format) => format.codec === "opus")?.payloadType;
      return [`a=rtpmap:${payloadType} red/48000/2`, `a=fmtp:${payloadType} ${opus}/${opus}`];
    }
    case "vp8":
      return [`a=rtpmap:${payloadType} VP8/90000`, ...feedback];
    case "vp9":
      return [
        `a=rtpmap:${payloadType} VP9/90000`,
        `a=fmtp:${payloadType} profile-id=0`,
        ...feedback,
      ];
  }
}

function rtxLines({ payloadType, rtxPayloadType }: NegotiatedFormat): string[] {
  if (rtxPayloadType === null) return [];
  return [`a=rtpmap:${rtxPayloadType} rtx/90000`, `a=fmtp:${rtxPayloadType} apt=${payloadType}`];
}

function directionLines({ kind, slot, formats, rids }: AnswerSection): string[] {
  if (slot === null) {
    // RFC 8853 §5.3: what it sends at once, we receive at once.
    const simulcast = rids.length > 0 ? [`a=simulcast:recv ${rids.join(";")}`] : [];
    return ["a=recvonly", ...rids.map((rid) => `a=rid:${rid} recv`), ...simulcast];
  }
  const { number, ssrc, rtxSsrc } = slot;
  // Browsers play what is in one stream in step: the audio and the video slot of the same number.
  const lines = ["a=sendonly", `a=msid:slot-${number} ${kind}-${number}`];
  if (formats.every(({ rtxPayloadType }) => rtxPayloadType === null)) {
    return [...lines, `a=ssrc:${ssrc} cname:${CNAME}`];
  }
  return [
    ...lines,
    `a=ssrc-group:FID ${ssrc} ${rtxSsrc}`,
    `a=ssrc:${ssrc} cname:${CNAME}`,
    `a=ssrc:${rtxSsrc} cname:${CNAME}`,
  ];
}
