// Which codecs are offered for what: those whose frames we know how to protect, the best for the picture first.

import type { VideoCodec } from "../protocol/codecs.ts";
import type { Kind, Source } from "../protocol/socket-messages.ts";
import { SCALABILITY_MODE } from "../protocol/video-layers.ts";

/** What of webrtc-svc and of codecs for each encoding isn't in TypeScript's library yet. */
export type Encoding = RTCRtpEncodingParameters & {
  /** A browser without it sends no temporal layers. */
  readonly scalabilityMode?: string;
  codec?: RTCRtpCodec;
};

const MIME_TYPE: Readonly<Record<VideoCodec, string>> = { vp8: "video/VP8", vp9: "video/VP9" };

/** Nothing else is offered, so that no answer can choose another: `clear-prefix.ts` knows these. */
const RECEIVED: Readonly<Record<Kind, readonly string[]>> = {
  audio: ["audio/opus", "audio/red"],
  video: [MIME_TYPE.vp8, MIME_TYPE.vp9],
};

/**
 * VP9 writes letters and lines with tools of its own, in fewer bits, and a screen stands still most
 * of the time. Of a camera in three sizes it costs twice as much of a processor as VP8.
 */
const SCREEN = [MIME_TYPE.vp9, MIME_TYPE.vp8];

export function codecsToReceive(kind: Kind): readonly string[] {
  return RECEIVED[kind];
}

/** @param sender with its encodings. */
export function codecsToSend(source: Source, sender: RTCRtpSender): readonly string[] {
  if (source === "screen") return hasSizesOfVp9(sender) ? SCREEN : [MIME_TYPE.vp8];
  return source === "camera" ? [MIME_TYPE.vp8] : RECEIVED.audio;
}

/** Of VP9 a browser without scalability modes (Firefox 153) makes one stream of all sizes. */
function hasSizesOfVp9(sender: RTCRtpSender): boolean {
  const encodings: readonly Encoding[] = sender.getParameters().encodings;
  return encodings.every(({ scalabilityMode }) => scalabilityMode === SCALABILITY_MODE);
}

/** @throws TypeError in a browser that has none of them. */
export function preferCodecs(transceiver: RTCRtpTransceiver, wanted: readonly string[]): void {
  const kind = wanted[0]?.startsWith("audio") ? "audio" : "video";
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  const preferred = wanted.flatMap((mimeType) =>
    codecs.filter((codec) => isOf(mimeType, codec) && isPlain(codec)),
  );
  if (preferred.length === 0) throw new TypeError("this browser lacks our codecs");
  const repairs = codecs.filter((codec) => isOf("video/rtx", codec));
  transceiver.setCodecPreferences([...preferred, ...repairs]);
}

/** @returns the encodings that send `codec`, as far as it was negotiated. */
export function encodingsIn(codec: VideoCodec, parameters: RTCRtpSendParameters): Encoding[] {
  const chosen = parameters.codecs.find((one) => isOf(MIME_TYPE[codec], one));
  if (chosen === undefined) return parameters.encodings;
  return parameters.encodings.map((encoding) => ({ ...encoding, codec: chosen }));
}

function isOf(mimeType: string, codec: RTCRtpCodec): boolean {
  return codec.mimeType.toLowerCase() === mimeType.toLowerCase();
}

/** Not VP9 with more colours than others may decode. */
function isPlain({ sdpFmtpLine = "" }: RTCRtpCodec): boolean {
  return !/profile-id=[1-9]/.test(sdpFmtpLine);
}
