// Blurs or replaces what is behind a person: a worker cuts them out of each frame, before it is encoded and sealed.

import type { FromBackgroundWorker, ToBackgroundWorker } from "./background-messages.ts";
import { drawFrames } from "./drawn-frames.ts";
import type { FilteredTrack } from "./track-filter.ts";

/** Chromium's way to a track's frames (W3C mediacapture-transform, as first drafted). */
type FrameStreams = {
  readonly MediaStreamTrackProcessor?: new (options: {
    readonly track: MediaStreamTrack;
  }) => { readonly readable: ReadableStream<VideoFrame> };
  readonly MediaStreamTrackGenerator?: new (options: {
    readonly kind: "video";
  }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
};

export function send(
  worker: Worker,
  message: ToBackgroundWorker,
  moved: Transferable[] = [],
): void {
  worker.postMessage(message, moved);
}

/** Loads the network. Rejects where the browser has no WebAssembly or no canvas for workers. */
async function startWorker(picture: ImageBitmap | null): Promise<Worker> {
  const worker = new Worker(new URL("./background-worker.js", import.meta.url), {
    type: "module",
  });
  const ready = new Promise<void>((resolve, fail) => {
    worker.onmessage = ({ data }: MessageEvent<FromBackgroundWorker>) => {
      if (data.type === "ready") resolve();
      else fail(new Error("the background can't be found here"));
    };
    worker.onerror = () => fail(new Error("the worker didn't start"));
  });
  send(worker, { type: "begin", picture }, picture === null ? [] : [picture]);
  try {
    await ready;
    return worker;
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** Frames go to the worker and back by themselves, and never wait for the page. */
function streamFrames(worker: Worker, device: MediaStreamTrack): FilteredTrack | null {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as FrameStreams;
  if (MediaStreamTrackProcessor === undefined || MediaStreamTrackGenerator === undefined) {
    return null;
  }
  // Of a copy: its end ends the stream, and the worker with it.
  const copy = device.clone();
  const from = new MediaStreamTrackProcessor({ track: copy }).readable;
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  const to = track.writable;
  send(worker, { type: "streams", from, to }, [from, to]);
  const close = () => {
    copy.stop();
    track.stop();
  };
  return { track, close };
}

/** @param picture what is put behind the person; null blurs what is there. */
export async function filterBackground(
  device: MediaStreamTrack,
  picture: Blob | null,
): Promise<FilteredTrack> {
  const worker = await startWorker(picture === null ? null : await createImageBitmap(picture));
  const filtered = streamFrames(worker, device) ?? drawFrames(worker, device);
  const close = () => {
    filtered.close();
    worker.terminate();
  };
  return { track: filtered.track, close };
}
