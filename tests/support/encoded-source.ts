// Real VP8 and Opus, encoded in a browser: for participants without encoders whom a browser is to see and hear.

import type { Page } from "puppeteer-core";
import type { HeadlessSource } from "./headless-media.ts";

/** A picture that a small tile shows whole. */
const WIDTH = 320;
const HEIGHT = 180;

/** Before they begin again: a few seconds of picture, one of sound. */
const PICTURES = 20;
const SOUNDS = 50;

/** Runs in the page: a ball that crosses the picture. @returns each frame in base64, a key frame first. */
async function encodeBall(width: number, height: number, count: number): Promise<string[]> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  const encoded: string[] = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      encoded.push(btoa(String.fromCharCode(...bytes)));
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({ codec: "vp8", width, height, bitrate: 150_000, latencyMode: "realtime" });
  for (let index = 0; index < count; index++) {
    context.fillStyle = "seagreen";
    context.fillRect(0, 0, width, height);
    context.fillStyle = "white";
    context.fillRect((index / count) * width, height / 3, height / 3, height / 3);
    const frame = new VideoFrame(canvas, { timestamp: index * 100_000 });
    encoder.encode(frame, { keyFrame: index === 0 });
    frame.close();
  }
  await encoder.flush();
  encoder.close();
  return encoded;
}

/** Runs in the page: a tone. @returns packets of 20 ms in base64. */
async function encodeTone(count: number): Promise<string[]> {
  const sampleRate = 48_000;
  const samples = sampleRate / 50;
  const encoded: string[] = [];
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      encoded.push(btoa(String.fromCharCode(...bytes)));
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({ codec: "opus", sampleRate, numberOfChannels: 1, bitrate: 32_000 });
  for (let index = 0; index < count; index++) {
    const data = Float32Array.from({ length: samples }, (_, sample) => {
      return Math.sin((2 * Math.PI * 440 * (index * samples + sample)) / sampleRate) / 2;
    });
    const timestamp = index * 20_000;
    const sound = new AudioData({
      format: "f32",
      sampleRate,
      numberOfFrames: samples,
      numberOfChannels: 1,
      timestamp,
      data,
    });
    encoder.encode(sound);
    sound.close();
  }
  await encoder.flush();
  encoder.close();
  return encoded;
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

/** @param page of a secure context. */
export async function encodeSource(page: Page, framesPerSecond: number): Promise<HeadlessSource> {
  const frames = await page.evaluate(encodeBall, WIDTH, HEIGHT, PICTURES);
  const voice = await page.evaluate(encodeTone, SOUNDS);
  return { frames: frames.map(bytesOf), framesPerSecond, voice: voice.map(bytesOf) };
}
