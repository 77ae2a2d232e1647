// The worker that every encoded frame goes through, and the only place in the browser that holds frame keys. PROTOCOL §8.

import { assert, unreachable } from "../../base/assert.ts";
import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import type { Millis } from "../../base/time.ts";
import type { FrameDrop } from "../../core/sframe/frame-drop.ts";
import type {
  FromFrameWorker,
  PageToFrameWorker,
  ToFrameWorker,
  TransformOptions,
} from "../frame-messages.ts";
import { webCryptoAead } from "../web-crypto.ts";
import type { EncodedFrame } from "./frame-pipeline.ts";
import { FramePipeline } from "./frame-pipeline.ts";
import { SlotMonitor } from "./slot-monitor.ts";
import { readTransformOptions } from "./transform-options.ts";

type RtcFrame = RTCEncodedVideoFrame | RTCEncodedAudioFrame;
type Transform = (frame: EncodedFrame) => Promise<Result<Bytes, FrameDrop>>;

const pipeline = new FramePipeline(webCryptoAead);
let keyPort: MessagePort | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

function clock(): Millis {
  return performance.now() as Millis;
}

function tell(messages: readonly FromFrameWorker[]): void {
  for (const message of messages) postMessage(message);
}

/** A defect of ours: nothing goes in or out any more, and the page learns it by the worker's error. */
function fail(error: unknown): void {
  pipeline.close();
  reportError(error);
}

/** Old keys are forgotten on time, even when no frame comes any more. */
function schedule(): void {
  if (timer !== null) clearTimeout(timer);
  const wakeup = pipeline.nextWakeup();
  timer = null;
  if (wakeup === null) return;
  timer = setTimeout(
    () => {
      pipeline.handleTick(clock());
      schedule();
    },
    Math.max(0, wakeup - clock()),
  );
}

function handleKeys(event: MessageEvent<ToFrameWorker>): void {
  try {
    pipeline.handleKeys(event.data, clock());
    schedule();
  } catch (error) {
    fail(error);
  }
}

/** The transforms of a source share a counter, those of a slot share nothing that outlives them. */
function transformOf(options: TransformOptions): Transform {
  if (options.direction === "send") {
    return (frame) => pipeline.handleOutgoing(options.source, frame, clock());
  }
  const monitor = new SlotMonitor(options.kind, options.slot);
  return async (frame) => {
    const out: FromFrameWorker[] = [];
    const result = await pipeline.handleIncoming(monitor, frame, clock(), out);
    tell(out);
    return result;
  };
}

/** Frames leave in the order in which they came: a stream starts no transform before the last ended. */
function streamOf(transform: Transform): TransformStream<RtcFrame, RtcFrame> {
  return new TransformStream({
    transform: async (frame, controller) => {
      const { mimeType } = frame.getMetadata();
      const result = await transform({ bytes: new Uint8Array(frame.data), mimeType }).catch(fail);
      if (!result?.ok) return;
      // These throw when the connection was closed meanwhile: that ends this stream, and only it.
      frame.data = result.value.buffer;
      controller.enqueue(frame);
    },
  });
}

addEventListener("rtctransform", ({ transformer }) => {
  const options = readTransformOptions(transformer.options);
  // Without a pipe nothing passes: that is what the standard makes of a transform left alone.
  if (options === null) return fail(new TypeError("transform options of another program"));
  const piped = transformer.readable
    .pipeThrough(streamOf(transformOf(options)))
    .pipeTo(transformer.writable);
  // It ends by an error when its connection is closed, and there is nothing left to do.
  piped.catch(() => undefined);
});

addEventListener("message", ({ data: message }: MessageEvent<PageToFrameWorker>) => {
  switch (message.type) {
    case "key-port":
      // A second source of keys could bring an epoch again, and start its counters anew.
      assert(keyPort === null, "second key port");
      keyPort = message.port;
      keyPort.addEventListener("message", handleKeys);
      keyPort.start();
      return;
    case "count":
      return tell([pipeline.counts()]);
    default:
      unreachable(message);
  }
});
