// What a browser makes of captured frames: whether they show the fake camera's picture and hold the fake microphone's beeps.

import type { Page } from "puppeteer-core";
import type { CapturedFrame } from "./captured-media.ts";

type Chunk = { readonly timestamp: number; readonly isKey: boolean; readonly base64: string };

function chunksOf(
  frames: readonly CapturedFrame[],
  isKey: (bytes: Uint8Array) => boolean,
): Chunk[] {
  return frames.map(({ bytes }, index) => ({
    timestamp: index * 20_000,
    isKey: isKey(bytes),
    base64: Buffer.from(bytes).toString("base64"),
  }));
}

export type Watched = {
  /** Frames for which the decoder gave a picture, any picture. */
  readonly pictures: number;
  /** Of the greenest picture: the share of its pixels that have the fake camera's green, 0 to 1. */
  readonly green: number;
};

/** Runs in a page of a secure context. */
async function watchInPage(chunks: readonly Chunk[]): Promise<Watched> {
  const [width, height] = [64, 36];
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  /** The camera's ground is (0, 135, 0); how dark it gets depends on the colour space taken for it. */
  const greenOf = (picture: VideoFrame): number => {
    context.drawImage(picture, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    let pixels = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (red < 24 && blue < 24 && green > 48) pixels++;
    }
    return pixels / (width * height);
  };

  let pictures = 0;
  let green = 0;
  const newDecoder = () => {
    const decoder = new VideoDecoder({
      output: (frame) => {
        pictures++;
        green = Math.max(green, greenOf(frame));
        frame.close();
      },
      error: () => {},
    });
    decoder.configure({ codec: "vp8" });
    return decoder;
  };
  let decoder = newDecoder();
  for (const { timestamp, isKey, base64 } of chunks) {
    if (isKey) {
      // A decoder that met an error is closed: the next key frame is another chance.
      if (decoder.state === "configured") await decoder.flush().catch(() => {});
      if (decoder.state === "closed") decoder = newDecoder();
    }
    if (decoder.state === "closed") continue;
    const data = Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
    decoder.decode(new EncodedVideoChunk({ type: isKey ? "key" : "delta", timestamp, data }));
  }
  if (decoder.state === "configured") await decoder.flush().catch(() => {});
  return { pictures, green };
}

/** @param frames VP8, the first one a key frame. */
export async function watch(page: Page, frames: readonly CapturedFrame[]): Promise<Watched> {
  return page.evaluate(
    watchInPage,
    chunksOf(frames, (bytes) => ((bytes[0] ?? 1) & 1) === 0),
  );
}

/** Runs in a page of a secure context. */
async function countBeepsInPage(chunks: readonly Chunk[]): Promise<number> {
  const samples: number[] = [];
  const newDecoder = () => {
    const decoder = new AudioDecoder({
      output: (audio) => {
        const plane = new Float32Array(audio.numberOfFrames);
        audio.copyTo(plane, { planeIndex: 0, format: "f32-planar" });
        for (const sample of plane) samples.push(sample);
        audio.close();
      },
      error: () => {},
    });
    decoder.configure({ codec: "opus", sampleRate: 48_000, numberOfChannels: 2 });
    return decoder;
  };
  let decoder = newDecoder();
  for (const { timestamp, base64 } of chunks) {
    if (decoder.state === "closed") decoder = newDecoder();
    const data = Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
    decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data }));
    // So that an error costs the frame that made it, and few others.
    if (decoder.decodeQueueSize > 10) await decoder.flush().catch(() => {});
  }
  if (decoder.state === "configured") await decoder.flush().catch(() => {});

  const block = 960;
  const [loud, quiet, quietBlocks] = [0.1, 0.01, 8];
  const levels: number[] = [];
  /** The share of a block's energy that is in the beep's tone, 400 Hz. */
  const tones: number[] = [];
  for (let start = 0; start + block <= samples.length; start += block) {
    let [energy, real, imaginary] = [0, 0, 0];
    for (let at = 0; at < block; at++) {
      const sample = samples[start + at] ?? 0;
      const angle = (2 * Math.PI * 400 * at) / 48_000;
      energy += sample * sample;
      real += sample * Math.cos(angle);
      imaginary += sample * Math.sin(angle);
    }
    levels.push(Math.sqrt(energy / block));
    tones.push((2 * (real * real + imaginary * imaginary)) / (block * energy || 1));
  }
  let beeps = 0;
  levels.forEach((level, at) => {
    // One block between silence and loudness is left out: the rise may begin in it.
    const before = levels.slice(Math.max(0, at - 1 - quietBlocks), Math.max(0, at - 1));
    const isSudden = before.length === quietBlocks && before.every((one) => one < quiet);
    if (level > loud && (levels[at - 1] ?? 0) <= loud && isSudden) {
      if (Math.max(tones[at] ?? 0, tones[at + 1] ?? 0) > 0.3) beeps++;
    }
  });
  return beeps;
}

/** Opus as browsers send it. */
const FRAME_SECONDS = 0.02;

/**
 * How often, after 160 ms of silence, there is suddenly the fake microphone's loud tone: twice a
 * second. Noise knows no silence, and no tone.
 * @param frames Opus.
 */
export async function beepsPerSecond(
  page: Page,
  frames: readonly CapturedFrame[],
): Promise<number> {
  const beeps = await page.evaluate(
    countBeepsInPage,
    chunksOf(frames, () => true),
  );
  return beeps / (frames.length * FRAME_SECONDS);
}
