// The worker that puts something else behind a person. Pictures go in and out of it, and nowhere else.

import type { FromBackgroundWorker, ToBackgroundWorker } from "../media/background-messages.ts";
import { Compositor } from "./compositor.ts";
import { Segmenter } from "./segmenter.ts";

let compositor: Compositor | null = null;

function tell(message: FromBackgroundWorker, moved: Transferable[] = []): void {
  self.postMessage(message, { transfer: moved });
}

async function begin(picture: ImageBitmap | null): Promise<void> {
  compositor = new Compositor(await Segmenter.load(), picture);
  tell({ type: "ready" });
}

function composed(frame: VideoFrame): VideoFrame | null {
  const { timestamp, displayWidth, displayHeight } = frame;
  try {
    const canvas = compositor?.compose(frame, displayWidth, displayHeight);
    return canvas === undefined ? null : new VideoFrame(canvas, { timestamp, alpha: "discard" });
  } finally {
    frame.close();
  }
}

/** While one frame is worked on the browser drops those that come: a slow device sends fewer. */
async function pump(
  from: ReadableStream<VideoFrame>,
  to: WritableStream<VideoFrame>,
): Promise<void> {
  const [reader, writer] = [from.getReader(), to.getWriter()];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const frame = composed(value);
    if (frame !== null) await writer.write(frame);
  }
  await writer.close();
}

function answer(frame: ImageBitmap): void {
  const canvas = compositor?.compose(frame, frame.width, frame.height);
  frame.close();
  if (canvas === undefined) return;
  const drawn = canvas.transferToImageBitmap();
  tell({ type: "frame", frame: drawn }, [drawn]);
}

self.onmessage = ({ data }: MessageEvent<ToBackgroundWorker>) => {
  const handleFailure = () => tell({ type: "failed" });
  try {
    if (data.type === "begin") void begin(data.picture).catch(handleFailure);
    else if (data.type === "streams") void pump(data.from, data.to).catch(handleFailure);
    else answer(data.frame);
  } catch {
    handleFailure();
  }
};
