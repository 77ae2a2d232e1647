// A browser's encoder of one simulcast layer: 30 frames a second in three temporal layers, key frames when asked.

import type { VideoCodec } from "../../../src/protocol/codecs.ts";
import type { CodedFrame } from "./coded-frame.ts";

export const FRAME_MS = 1000 / 30;
/** Times an ordinary frame of the base layer. */
const KEY_FRAME_SIZE = 5;
/** libwebrtc makes no key frames faster. */
const KEY_FRAME_MS_MIN = 300;
/** L1T3: which layer each frame is of, how large beside the others, and what it needs. */
const PATTERN = [
  { temporal: 0, size: 1.6 },
  { temporal: 2, size: 0.6 },
  { temporal: 1, size: 0.8 },
  { temporal: 2, size: 0.6 },
] as const;
const PATTERN_SIZE = PATTERN.reduce((sum, { size }) => sum + size, 0) / PATTERN.length;

export type Encoded = { readonly frame: CodedFrame; readonly bytes: number };

export type EncoderOptions = {
  readonly codec: VideoCodec;
  readonly publisher: number;
  readonly spatial: number;
  readonly height: number;
  readonly random: () => number;
};

export class Encoder {
  /** 0 stops it; it begins anew with a key frame. */
  bps = 0;
  readonly #options: EncoderOptions;
  #number = 0;
  #place = 0;
  #tl0PicIdx = 0;
  #base = 0;
  #middle = 0;
  #isKeyWanted = true;
  #keyAt = Number.NEGATIVE_INFINITY;
  /** What the last frames were larger than the rate allows: the next ones are smaller. */
  #excess = 0;

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  requestKeyFrame(): void {
    this.#isKeyWanted = true;
  }

  /** Call it at each frame of the camera. @returns null while it is stopped. */
  encode(now: number): Encoded | null {
    if (this.bps === 0) {
      this.#isKeyWanted = true;
      return null;
    }
    const isKey = this.#isKeyWanted && now - this.#keyAt >= KEY_FRAME_MS_MIN;
    if (isKey) {
      this.#isKeyWanted = false;
      this.#keyAt = now;
      this.#place = 0;
    }
    const frame = this.#next(isKey, now);
    return { frame, bytes: this.#size(isKey, PATTERN[frame.temporal === 0 ? 0 : 1].size) };
  }

  #next(isKey: boolean, now: number): CodedFrame {
    const { codec, publisher, spatial, height } = this.#options;
    const number = this.#number++;
    const place = this.#place;
    this.#place = (place + 1) % PATTERN.length;
    const temporal = PATTERN[place]?.temporal ?? 0;
    // The first of each higher layer after a base frame needs that alone; the last needs the middle one, too.
    const references = isKey ? [] : place === 3 ? [this.#base, this.#middle] : [this.#base];
    if (temporal === 0) {
      this.#base = number;
      this.#tl0PicIdx = (this.#tl0PicIdx + 1) & 255;
    }
    if (temporal === 1) this.#middle = number;
    const isSync = place === 1 || place === 2;
    const timestamp = Math.round(now * 90) >>> 0;
    const { tl0PicIdx } = { tl0PicIdx: this.#tl0PicIdx };
    const numbers = { codec, publisher, spatial, number, tl0PicIdx, timestamp, height };
    return { ...numbers, isKey, temporal, isSync, references };
  }

  #size(isKey: boolean, size: number): number {
    const mean = (this.bps * FRAME_MS) / 8000;
    const noise = 0.75 + 0.5 * this.#options.random();
    const wanted = isKey ? mean * KEY_FRAME_SIZE : (mean * size * noise) / PATTERN_SIZE;
    const repaid = isKey ? 0 : Math.min(wanted * 0.4, this.#excess);
    const bytes = wanted - repaid;
    this.#excess = Math.max(0, this.#excess + bytes - mean);
    return Math.round(bytes);
  }
}
