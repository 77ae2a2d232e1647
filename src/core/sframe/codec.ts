// The codecs whose frames we know how to protect.

import type { Kind } from "../../protocol/socket-messages.ts";

/** The index is what frames authenticate (see `frameMetadata`): never reorder. */
export const CODECS = ["opus", "vp8", "vp9"] as const;
export type Codec = (typeof CODECS)[number];

const CODEC_OF_MIME_TYPE: ReadonlyMap<string, Codec> = new Map([
  ["audio/opus", "opus"],
  ["video/vp8", "vp8"],
  ["video/vp9", "vp9"],
]);

const CODECS_OF_KIND: Readonly<Record<Kind, readonly Codec[]>> = {
  audio: ["opus"],
  video: ["vp8", "vp9"],
};

/**
 * @param mimeType what the browser says of a frame; undefined when it says nothing, and then the
 * frame is in what every browser offers for its kind.
 * @returns null for any other codec: such a frame is dropped.
 */
export function codecOf(mimeType: string | undefined, kind: Kind): Codec | null {
  const [usual = null, ...others] = CODECS_OF_KIND[kind];
  if (mimeType === undefined) return usual;
  const codec = CODEC_OF_MIME_TYPE.get(mimeType.toLowerCase()) ?? null;
  return codec === usual || others.some((other) => other === codec) ? codec : null;
}
