// Takes frames from a track by playing it, and gives them back by drawing: for browsers that hand out no frames.

import type { FromBackgroundWorker, ToBackgroundWorker } from "./background-messages.ts";
import type { FilteredTrack } from "./track-filter.ts";

/** More than a tile shows costs a phone its battery. */
const FRAMES_PER_SECOND = 30;

export function drawFrames(worker: Worker, device: MediaStreamTrack): FilteredTrack {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([device]);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const [track] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
  if (context === null || track === undefined) throw new Error("this browser can't draw a track");
  let isClosed = false;

  const take = async () => {
    // The device's pause: nothing to take yet.
    if (isClosed || video.videoWidth === 0) return;
    const frame = await createImageBitmap(video);
    const message: ToBackgroundWorker = { type: "frame", frame };
    worker.postMessage(message, [frame]);
  };
  const draw = (frame: ImageBitmap) => {
    if (canvas.width !== frame.width) canvas.width = frame.width;
    if (canvas.height !== frame.height) canvas.height = frame.height;
    context.drawImage(frame, 0, 0);
    frame.close();
  };
  // One frame is under way at a time: a slow device sends fewer, not older ones.
  worker.onmessage = ({ data }: MessageEvent<FromBackgroundWorker>) => {
    if (data.type === "frame") draw(data.frame);
    next();
  };
  const next = () => setTimeout(() => void take().catch(next), 1000 / FRAMES_PER_SECOND);
  video.addEventListener("loadeddata", next, { once: true });
  void video.play().catch(() => undefined);
  const close = () => {
    isClosed = true;
    video.srcObject = null;
    track.stop();
  };
  return { track, close };
}
