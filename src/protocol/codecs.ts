// What sound and pictures come in. RED is redundant Opus (RFC 2198): a payload with the frame before in it.

export const VIDEO_CODECS = ["vp8", "vp9"] as const;
export type VideoCodec = (typeof VIDEO_CODECS)[number];

export const CODECS = ["opus", "red", ...VIDEO_CODECS] as const;
export type Codec = (typeof CODECS)[number];
