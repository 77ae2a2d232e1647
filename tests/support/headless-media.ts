// A headless participant's camera, microphone and screen: frames in and out through the product's own SFrame, over real UDP.

import { randomBytes } from "node:crypto";
import { concat, copy, hex } from "../../src/base/bytes.ts";
import type { Millis } from "../../src/base/time.ts";
import type { ToFrameWorker } from "../../src/client/frame-messages.ts";
import { webCryptoAead } from "../../src/client/web-crypto.ts";
import { FramePipeline } from "../../src/client/workers/frame-pipeline.ts";
import { SlotMonitor } from "../../src/client/workers/slot-monitor.ts";
import type { RtpHeader } from "../../src/core/sfu/rtp/rtp-header.ts";
import { parseRtpHeader, writeRtpHeader } from "../../src/core/sfu/rtp/rtp-header.ts";
import type { DtlsCertificate } from "../../src/server/media/dtls-transport.ts";
import { vp8Descriptor } from "./captured-media.ts";
import { LEVEL_EXTENSION, PAYLOAD_TYPE, SSRC, writeHeadlessOffer } from "./headless-offer.ts";
import { MediaLine } from "./media-line.ts";

/** What one brings to the meeting. */
export type HeadlessSource = {
  /** Encoded VP8, a key frame first; sent over and over. None for a camera that is off. */
  readonly frames: readonly Uint8Array[];
  readonly framesPerSecond: number;
  /** Opus, 20 ms each, sent over and over while it speaks. None for one that never does. */
  readonly voice: readonly Uint8Array[];
};

const SOUND_MS = 20;

/** A voice near the microphone, in −dBov. */
const VOICE_LEVEL = 20;

const PACKET_BYTES_MAX = 1_100;
const TICK_MS = 10;

/** PSFB with FMT 1 (RFC 4585 §6.3.1) or 4 (RFC 5104 §4.3.1). */
const PSFB = 206;
const KEY_FRAME_REQUESTS: readonly number[] = [1, 4];

export class HeadlessMedia {
  readonly #pipeline = new FramePipeline(webCryptoAead);
  readonly #certificate: DtlsCertificate;
  readonly #source: HeadlessSource;
  readonly #fragment = hex(randomBytes(4));
  readonly #monitor = new SlotMonitor("video", 0);
  readonly #partial = new Map<number, { timestamp: number; parts: Uint8Array[] }>();
  readonly #sent = { microphone: 0, camera: 0 };
  #line: MediaLine | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextFrame = 0;
  #nextSound = 0;
  #isClosed = false;
  /** It speaks: the loudest voices get everyone's slots. */
  isSpeaking = false;
  /** By `performance.now()`, of the first picture of somebody else's that decrypted; null before. */
  sawVideoAt: number | null = null;
  /** Pictures that decrypted. */
  pictures = 0;

  constructor(certificate: DtlsCertificate, source: HeadlessSource) {
    this.#certificate = certificate;
    this.#source = source;
  }

  offer(): string {
    const { fingerprint } = this.#certificate;
    const slots = { audio: 1, video: 1 };
    return writeHeadlessOffer({ fingerprint, fragment: this.#fragment, slots });
  }

  async handleAnswer(answerSdp: string): Promise<void> {
    const line = await MediaLine.dial({
      answerSdp,
      fragment: this.#fragment,
      certificate: this.#certificate,
      handleMedia: (packet) => this.#handlePacket(packet),
    });
    if (this.#isClosed) {
      line.close();
      return;
    }
    this.#line = line;
    const startedAt = performance.now();
    const due = { microphone: 0, camera: 0 };
    this.#timer = setInterval(() => {
      const elapsedMs = performance.now() - startedAt;
      const frames = Math.floor((elapsedMs * this.#source.framesPerSecond) / 1000);
      if (this.#source.frames.length > 0 && frames > due.camera) {
        due.camera = frames;
        void this.#sendPicture(elapsedMs);
      }
      const sounds = Math.floor(elapsedMs / SOUND_MS);
      if (this.isSpeaking && sounds > due.microphone) {
        due.microphone = sounds;
        void this.#sendSound(elapsedMs);
      }
    }, TICK_MS);
  }

  /** An epoch's key, from the call loop. */
  handleKeys(message: ToFrameWorker): void {
    this.#pipeline.handleKeys(message, performance.now() as Millis);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#line?.close();
    this.#pipeline.close();
  }

  async #sendPicture(elapsedMs: number): Promise<void> {
    const frame = this.#source.frames[this.#nextFrame++ % this.#source.frames.length];
    if (frame === undefined) return;
    const bytes = await this.#protect("camera", frame, "video/VP8");
    if (bytes === null) return;
    const timestamp = Math.floor(elapsedMs * 90) >>> 0;
    for (let start = 0; start < bytes.length; start += PACKET_BYTES_MAX) {
      const part = bytes.subarray(start, start + PACKET_BYTES_MAX);
      const descriptor = new Uint8Array([start === 0 ? 0x10 : 0]);
      const isLast = start + PACKET_BYTES_MAX >= bytes.length;
      this.#sendRtp("camera", concat(descriptor, part), timestamp, isLast);
    }
  }

  async #sendSound(elapsedMs: number): Promise<void> {
    const sound = this.#source.voice[this.#nextSound++ % this.#source.voice.length];
    if (sound === undefined) return;
    const bytes = await this.#protect("microphone", sound, "audio/opus");
    if (bytes !== null) this.#sendRtp("microphone", bytes, Math.floor(elapsedMs * 48) >>> 0, true);
  }

  /** @returns null before the first epoch, and after the end. */
  async #protect(source: "camera" | "microphone", frame: Uint8Array, mimeType: string) {
    if (this.#isClosed) return null;
    const now = performance.now() as Millis;
    const result = await this.#pipeline.handleOutgoing(
      source,
      { bytes: copy(frame), mimeType },
      now,
    );
    return result.ok ? result.value : null;
  }

  #sendRtp(
    source: "camera" | "microphone",
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): void {
    if (this.#line === null || this.#isClosed) return;
    const index = ++this.#sent[source];
    const ssrc = SSRC[source];
    const payloadType = PAYLOAD_TYPE[source === "camera" ? "video" : "audio"];
    const out = new Uint8Array(payload.length + 64);
    const sequenceNumber = index & 0xffff;
    writeRtpHeader(out, {
      hasPadding: false,
      marker,
      payloadType,
      sequenceNumber,
      timestamp,
      ssrc,
    });
    let headerLength = 12;
    if (source === "microphone") {
      out[0] = 0x90;
      out.set([0xbe, 0xde, 0, 1, LEVEL_EXTENSION << 4, 0x80 | VOICE_LEVEL, 0, 0], headerLength);
      headerLength += 8;
    }
    const length = this.#line.srtp.protectRtp(out, headerLength, payload, ssrc, index);
    this.#line.send(out.subarray(0, length));
  }

  #handlePacket(packet: Uint8Array): void {
    const second = packet[1] ?? 0;
    if (second >= 192 && second < 224) this.#handleRtcp(packet);
    else {
      const header = parseRtpHeader(packet);
      if (header !== null && header.payloadType === PAYLOAD_TYPE.video && !header.hasPadding) {
        this.#handleVideo(packet, header);
      }
    }
  }

  #handleRtcp(packet: Uint8Array): void {
    const report = this.#line?.srtp.unprotectRtcp(packet);
    if (!(report instanceof Uint8Array)) return;
    for (let start = 0; start + 4 <= report.length; ) {
      const format = (report[start] ?? 0) & 31;
      const isRequest = report[start + 1] === PSFB && KEY_FRAME_REQUESTS.includes(format);
      // The frames that follow are of the first key frame alone: the run begins again.
      if (isRequest) this.#nextFrame = 0;
      start += 4 * (1 + (((report[start + 2] ?? 0) << 8) | (report[start + 3] ?? 0)));
    }
  }

  #handleVideo(packet: Uint8Array, header: RtpHeader): void {
    const opened = this.#line?.srtp.unprotectRtp(packet, header);
    if (opened === undefined || typeof opened === "string") return;
    const { length, isStart } = vp8Descriptor(opened.payload);
    const part = opened.payload.slice(length);
    const { ssrc, timestamp } = header;
    const partial = this.#partial.get(ssrc);
    if (isStart) this.#partial.set(ssrc, { timestamp, parts: [part] });
    else if (partial?.timestamp === timestamp) partial.parts.push(part);
    const whole = this.#partial.get(ssrc);
    if (!header.marker || whole?.timestamp !== timestamp) return;
    this.#partial.delete(ssrc);
    void this.#open(concat(...whole.parts));
  }

  async #open(frame: Uint8Array): Promise<void> {
    const now = performance.now() as Millis;
    const encoded = { bytes: copy(frame), mimeType: "video/VP8" };
    const opened = await this.#pipeline.handleIncoming(this.#monitor, encoded, now, []);
    if (!opened.ok) return;
    this.pictures += 1;
    this.sawVideoAt ??= performance.now();
  }
}
