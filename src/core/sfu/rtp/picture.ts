// What the SFU reads of a packet of video, whichever its codec, and writes anew for each receiver.

import type { Codec } from "../../../protocol/codecs.ts";
import { parseVp8, writeVp8Numbers } from "./vp8.ts";
import { parseVp9, writeVp9Numbers } from "./vp9.ts";

/** Of a payload descriptor, and of what is clear behind it. The frame itself is encrypted from end to end. */
export type PictureDescriptor = {
  readonly startsFrame: boolean;
  readonly startsKeyFrame: boolean;
  /** Null when there is none. */
  readonly pictureId: number | null;
  /** 7 or 15. */
  readonly pictureIdBits: number;
  readonly tl0PicIdx: number | null;
  /** Of the temporal layer, 0 for the base and without temporal layers. */
  readonly temporal: number;
  /** The picture needs no other than pictures of the base layer: who joins its layer may begin here. */
  readonly isSync: boolean;
  /** No later picture of a higher layer needs one of a higher layer from before this one. */
  readonly opensAbove: boolean;
  /** Others name the pictures that they need by how many ids ago they were: ids of what is left out stay. */
  readonly keepsGaps: boolean;
  readonly keyIdx: number | null;
  /** Pixels, where a key frame begins and tells them. */
  readonly height: number | null;
};

/** What is different for each receiver. */
export type PictureNumbering = {
  /** Null where there is none. */
  readonly pictureId: number | null;
  readonly tl0PicIdx: number;
  readonly keyIdx: number;
};

/** @returns null for sound, and for what ends before its frame begins. */
export function parsePicture(codec: Codec, payload: Uint8Array): PictureDescriptor | null {
  if (codec === "vp8") return parseVp8(payload);
  return codec === "vp9" ? parseVp9(payload) : null;
}

/** Replaces the numbers of a descriptor that `parsePicture` could read; its length stays. */
export function writePictureNumbers(
  codec: Codec,
  payload: Uint8Array,
  numbering: PictureNumbering,
): void {
  if (codec === "vp8") writeVp8Numbers(payload, numbering);
  else if (codec === "vp9") writeVp9Numbers(payload, numbering);
}
