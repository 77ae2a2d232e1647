// Keeps the picture ids of one slot unbroken across switches and left-out frames (RFC 7741 §4.2, RFC 9628 §4.2).

import { Renumbering } from "./renumbering.ts";
import type { PictureDescriptor, PictureNumbering } from "./rtp/picture.ts";
import { unwrapBits } from "./seqnum.ts";

/** Frames, at 30 a second four seconds: what comes later than that helps no decoder. */
const MEMORY = 128;
/** A decoder takes a longer gap for a new stream. */
const MISSING_MAX = 64;
/**
 * Of pictures that name those they need by how many ids ago they were: after a gap that closed, they
 * would name others. A fourth of the ids that there are, so that nobody takes it for a step back.
 */
const GAPS_MAX = 8_192;

/** Picture ids count from here, so that one from just before the first isn't negative. */
const BASE = 1 << 16;

type Numbers = { -readonly [Field in keyof PictureNumbering]: PictureNumbering[Field] };

export class PictureNumbers {
  readonly #pictures = new Renumbering(MEMORY, MISSING_MAX);
  /** What `keep` found last. */
  readonly numbers: Numbers = { pictureId: 0, tl0PicIdx: 0, keyIdx: 0 };
  #isBeginning = true;
  #newest = BASE;
  #tl0Offset = 0;
  #keyIdxOffset = 0;
  #tl0PicIdx = 0;
  #keyIdx = 0;

  /** The next picture is the key frame of another stream. */
  begin(): void {
    this.#isBeginning = true;
    this.#pictures.begin();
  }

  /** True for a packet of a picture of which none came before. */
  isNew({ pictureId, pictureIdBits }: PictureDescriptor): boolean {
    if (pictureId === null || this.#isBeginning) return true;
    return this.#pictures.isNew(unwrapBits(pictureId, this.#newest, pictureIdBits));
  }

  /** True for a packet of a picture that is left out. */
  isLeftOut({ pictureId, pictureIdBits }: PictureDescriptor): boolean {
    if (pictureId === null || this.#isBeginning) return false;
    return this.#pictures.isLeftOut(unwrapBits(pictureId, this.#newest, pictureIdBits));
  }

  /** True for a packet of a picture before which another was left out. */
  followsLeftOut({ pictureId, pictureIdBits }: PictureDescriptor): boolean {
    if (pictureId === null || this.#isBeginning) return false;
    return this.#pictures.isLeftOut(unwrapBits(pictureId, this.#newest, pictureIdBits) - 1);
  }

  leaveOut(descriptor: PictureDescriptor): void {
    const picture = this.#note(descriptor);
    if (picture === null) return;
    if (descriptor.keepsGaps) this.#pictures.keep(picture);
    this.#pictures.leaveOut(picture);
  }

  /** Sets `numbers`. @returns false for a picture from before the beginning. */
  keep(descriptor: PictureDescriptor): boolean {
    if (this.#isBeginning) this.#begin(descriptor);
    const picture = this.#note(descriptor);
    const number = picture === null ? 0 : this.#pictures.keep(picture);
    if (number === null) return false;
    this.#set(number, descriptor);
    const { tl0PicIdx, keyIdx } = this.numbers;
    this.#tl0PicIdx = Math.max(this.#tl0PicIdx, unwrapBits(tl0PicIdx, this.#tl0PicIdx, 8));
    this.#keyIdx = Math.max(this.#keyIdx, unwrapBits(keyIdx, this.#keyIdx, 5));
    return true;
  }

  /** @returns the picture's number, 0 for one without; null when it was left out. */
  numberOf({ pictureId, pictureIdBits }: PictureDescriptor): number | null {
    if (pictureId === null) return 0;
    const picture = unwrapBits(pictureId, this.#newest, pictureIdBits);
    return this.#pictures.isLeftOut(picture) ? null : this.#pictures.numberOf(picture);
  }

  /** Sets `numbers` as they were for a packet that goes out again. @returns false for one that was left out. */
  recall(descriptor: PictureDescriptor): boolean {
    const number = this.numberOf(descriptor);
    if (number !== null) this.#set(number, descriptor);
    return number !== null;
  }

  #set(pictureId: number, { tl0PicIdx, keyIdx }: PictureDescriptor): void {
    this.numbers.pictureId = pictureId & 0x7fff;
    this.numbers.tl0PicIdx = (this.#tl0Offset + (tl0PicIdx ?? 0)) & 0xff;
    this.numbers.keyIdx = (this.#keyIdxOffset + (keyIdx ?? 0)) & 0x1f;
  }

  /** @returns the unwrapped picture id. */
  #note({ pictureId, pictureIdBits }: PictureDescriptor): number | null {
    if (pictureId === null) return null;
    const picture = unwrapBits(pictureId, this.#newest, pictureIdBits);
    this.#newest = Math.max(this.#newest, picture);
    return picture;
  }

  #begin({ pictureId, tl0PicIdx, keyIdx, keepsGaps }: PictureDescriptor): void {
    this.#isBeginning = false;
    this.#pictures.begin(keepsGaps ? GAPS_MAX : MISSING_MAX);
    if (pictureId !== null) this.#newest = BASE + pictureId;
    this.#tl0Offset = this.#tl0PicIdx + 1 - (tl0PicIdx ?? 0);
    this.#keyIdxOffset = this.#keyIdx + 1 - (keyIdx ?? 0);
  }
}
