// What happens to each encoded frame, in the frame worker but apart from its streams. PROTOCOL §8.

import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { ok, reject } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import type { Aead } from "../../core/sframe/aead.ts";
import { codecOf } from "../../core/sframe/codec.ts";
import type { FrameDrop } from "../../core/sframe/frame-drop.ts";
import { FRAME_DROPS } from "../../core/sframe/frame-drop.ts";
import { kindOf } from "../../core/sframe/kid.ts";
import { MlsContext } from "../../core/sframe/mls-context.ts";
import type { Source } from "../../protocol/socket-messages.ts";
import type { FromFrameWorker, ToFrameWorker } from "../frame-messages.ts";
import { isRed, openRed, RedSealer } from "./red-frames.ts";
import type { SlotMonitor } from "./slot-monitor.ts";

/** What the pipeline needs to know of an RTCEncodedVideoFrame or RTCEncodedAudioFrame. */
export type EncodedFrame = {
  readonly bytes: Bytes;
  /** From the frame's metadata; undefined where the browser doesn't give it. */
  readonly mimeType: string | undefined;
};

function noDrops(): Record<FrameDrop, number> {
  return Object.fromEntries(FRAME_DROPS.map((drop) => [drop, 0])) as Record<FrameDrop, number>;
}

/**
 * Fails closed: a frame leaves only as the `value` of an ok result, protected on the way out and
 * authenticated on the way in. No branch hands on the bytes that came.
 */
export class FramePipeline {
  readonly #context: MlsContext;
  readonly #redSealers = new Map<Source, RedSealer>();
  readonly #drops = noDrops();
  #protected = 0;
  #unprotected = 0;

  constructor(aead: Aead) {
    this.#context = new MlsContext(aead);
  }

  /** @throws Bug when an epoch comes twice, or out of order. */
  handleKeys(message: ToFrameWorker, now: Millis): void {
    if (message.type === "close") {
      this.close();
      return;
    }
    if (message.type === "all-ready") {
      this.#context.handleAllReady(message.epoch, now);
      return;
    }
    const baseKey = new Uint8Array(message.baseKey);
    this.#context.addEpoch({ ...message, baseKey }, message.isUrgent, now);
  }

  /** An empty frame isn't sent: Opus makes it of silence that it leaves out (DTX). */
  async handleOutgoing(
    source: Source,
    frame: EncodedFrame,
    now: Millis,
  ): Promise<Result<Bytes, FrameDrop>> {
    const result = await this.#protect(source, frame, now);
    if (result.ok) this.#protected++;
    else this.#drops[result.reason]++;
    return result;
  }

  #protect(
    source: Source,
    { bytes, mimeType }: EncodedFrame,
    now: Millis,
  ): Result<Bytes, FrameDrop> | Promise<Result<Bytes, FrameDrop>> {
    const kind = kindOf(source);
    if (bytes.length === 0) return reject("empty");
    if (kind === "audio" && isRed(mimeType)) return this.#redSealer(source).seal(bytes, now);
    return this.#context.protect(source, codecOf(mimeType, kind), bytes, now);
  }

  #redSealer(source: Source): RedSealer {
    const sealer = this.#redSealers.get(source) ?? new RedSealer(this.#context, source);
    this.#redSealers.set(source, sealer);
    return sealer;
  }

  /**
   * An empty frame has no tag, so it isn't a sender's: dropped. But it is no trouble either, for
   * browsers that probe for bandwidth with padding receive it as empty audio frames.
   */
  async handleIncoming(
    monitor: SlotMonitor,
    frame: EncodedFrame,
    now: Millis,
    out: FromFrameWorker[],
  ): Promise<Result<Bytes, FrameDrop>> {
    const { bytes, mimeType } = frame;
    const codec = codecOf(mimeType, monitor.kind);
    const result =
      monitor.kind === "audio" && isRed(mimeType)
        ? await openRed(this.#context, bytes, now)
        : await this.#context.unprotect(monitor.kind, codec, bytes, now);
    if (!result.ok) {
      this.#drops[result.reason]++;
      if (bytes.length > 0) monitor.handleDropped(result.reason, now, out);
      return result;
    }
    this.#unprotected++;
    monitor.handleOpened(result.value.participantId, result.value.source, now, out);
    return ok(result.value.frame);
  }

  handleTick(now: Millis): void {
    this.#context.handleTick(now);
  }

  nextWakeup(): Millis | null {
    return this.#context.nextWakeup();
  }

  counts(): Extract<FromFrameWorker, { type: "counts" }> {
    return {
      type: "counts",
      protected: this.#protected,
      unprotected: this.#unprotected,
      drops: { ...this.#drops },
    };
  }

  /** Forgets every key, and what was said last: every frame is dropped from now on. */
  close(): void {
    this.#redSealers.clear();
    this.#context.close();
  }
}
