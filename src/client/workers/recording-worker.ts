// The recording worker: writes what was recorded to the disk at once, and gives the beat of its pictures.

// A worker's timers go on while the tab is hidden; and only a worker may write in place, so that a
// crash loses nothing that was written.

import type { FromRecordingWorker, ToRecordingWorker } from "../recording/recording-messages.ts";
import { RECORDINGS_FOLDER, recordingLock } from "../recording/recording-messages.ts";

/** Shorter costs the page its processor, longer shows a hand that jumps. */
const PICTURE_MS = 50;

const worker = globalThis as unknown as DedicatedWorkerGlobalScope;

let file: FileSystemSyncAccessHandle | null = null;
let length = 0;
/** When the next picture may be due; null while one is being drawn. */
let nextAt: number | null = 0;

function post(message: FromRecordingWorker): void {
  worker.postMessage(message);
}

/** Beats that a slow page can't follow are left out: queued up, they would leave it no time at all. */
function beat(): void {
  if (nextAt === null || performance.now() < nextAt) return;
  nextAt = null;
  post({ type: "tick" });
}

/** As long as this worker lives. */
async function hold(name: string): Promise<void> {
  await navigator.locks.request(recordingLock(name), () => new Promise<never>(() => {}));
}

async function open(name: string): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(RECORDINGS_FOLDER, { create: true });
    const handle = await folder.getFileHandle(name, { create: true });
    file = await handle.createSyncAccessHandle();
  } catch {
    post({ type: "failed", reason: "no-storage" });
    return;
  }
  void hold(name);
  setInterval(beat, PICTURE_MS);
  post({ type: "opened" });
}

function write(bytes: ArrayBuffer): void {
  if (file === null) return;
  try {
    if (file.write(bytes, { at: length }) < bytes.byteLength) throw new Error("cut off");
    length += bytes.byteLength;
    file.flush();
  } catch {
    // A player reads what is whole.
    close();
    post({ type: "failed", reason: "full" });
  }
}

function close(): void {
  try {
    file?.truncate(length);
    file?.close();
  } finally {
    file = null;
  }
}

worker.onmessage = ({ data }: MessageEvent<ToRecordingWorker>) => {
  switch (data.type) {
    case "open":
      void open(data.name);
      break;
    case "write":
      write(data.bytes);
      break;
    case "drawn":
      // As much again is the page's own, however slow it is.
      nextAt = performance.now() + data.ms;
      break;
    case "close":
      close();
      post({ type: "closed" });
      break;
  }
};
