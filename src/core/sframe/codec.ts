// The codecs whose frames we know how to protect.

import type { Kind } from "../../protocol/socket-messages.ts";

/** The index is what frames authenticate (see `frameMetadata`): never reorder. */
export const CODECS = ["opus", "vp8"] as const;
export type Codec = (typeof CODECS)[number];

const CODEC_OF_MIME_TYPE: ReadonlyMap<string, Codec> = new Map([
  ["audio/opus", "opus"],
  ["video/vp8", "vp8"],
]);

const CODEC_OF_KIND = { audio: "opus", video: "vp8" } as const;

/**
 * @param mimeType what the browser says of a frame; undefined when it says nothing, and then the
 * frame is in the only codec that we offer for its kind.
 * @returns null for any other codec: such a frame is dropped.
 */
export function codecOf(mimeType: string | undefined, kind: Kind): Codec | null {
  const offered = CODEC_OF_KIND[kind];
  if (mimeType === undefined) return offered;
  return CODEC_OF_MIME_TYPE.get(mimeType.toLowerCase()) === offered ? offered : null;
}
