// Records a call in this browser: draws and mixes what it is shown, and writes it to the disk while it runs.

import { RecordingMix } from "./mix.ts";
import { RecordingPicture } from "./picture.ts";
import type { FromRecordingWorker, ToRecordingWorker } from "./recording-messages.ts";
import type { Scene } from "./scene.ts";

/** What is lost when the tab is closed. Shorter writes all the time. */
const SLICE_MS = 1_000;

/** Lower blurs letters, higher fills a disk: 1.1 GB an hour. Bits per second. */
const VIDEO_BPS = 2_500_000;
const AUDIO_BPS = 96_000;

/** The first that the browser can make: all players know the first two. */
const TYPES = [
  "video/webm;codecs=vp8,opus",
  "video/webm",
  "video/mp4;codecs=avc1.42E01F,mp4a.40.2",
  "video/mp4",
] as const;

export type RecordingEnd = "no-storage" | "full" | "failed";

function recordingType(): string | null {
  if (typeof MediaRecorder === "undefined") return null;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

/** @returns `conclave 2026-11-23 07.12.33.webm`, by this clock. */
function nameOf(now: Date, type: string): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".");
  return `conclave ${day} ${time}.${type.includes("mp4") ? "mp4" : "webm"}`;
}

export class Recorder {
  readonly name: string;
  readonly #worker = new Worker(new URL("./recording-worker.js", import.meta.url), {
    type: "module",
  });
  readonly #picture = new RecordingPicture();
  readonly #mix = new RecordingMix();
  readonly #recorder: MediaRecorder;
  readonly #opened = Promise.withResolvers<RecordingEnd | null>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #handleEnd: (end: RecordingEnd) => void;
  /** Slices are written in the order in which they came. */
  #writing: Promise<void> = Promise.resolve();
  #isRunning = false;

  private constructor(type: string, handleEnd: (end: RecordingEnd) => void) {
    this.name = nameOf(new Date(), type);
    this.#handleEnd = handleEnd;
    const tracks = [...this.#picture.stream().getTracks(), ...this.#mix.stream().getTracks()];
    this.#recorder = new MediaRecorder(new MediaStream(tracks), {
      mimeType: type,
      videoBitsPerSecond: VIDEO_BPS,
      audioBitsPerSecond: AUDIO_BPS,
    });
    this.#recorder.ondataavailable = ({ data }) => this.#take(data);
    this.#recorder.onerror = () => this.#end("failed");
    this.#worker.onmessage = ({ data }: MessageEvent<FromRecordingWorker>) => this.#hear(data);
    this.#worker.onerror = () => this.#end("failed");
  }

  /**
   * @param handleEnd told when it ends by itself; what was recorded before is on the disk.
   * @returns why it can't record, or the recorder, which runs.
   */
  static async start(handleEnd: (end: RecordingEnd) => void): Promise<Recorder | RecordingEnd> {
    const type = recordingType();
    if (type === null) return "failed";
    const recorder = new Recorder(type, handleEnd);
    recorder.#post({ type: "open", name: recorder.name });
    const problem = await recorder.#opened.promise;
    if (problem !== null) {
      recorder.#close();
      return problem;
    }
    recorder.#isRunning = true;
    recorder.#recorder.start(SLICE_MS);
    return recorder;
  }

  show(scene: Scene): void {
    this.#picture.show(scene);
    this.#mix.show(scene);
  }

  /** Resolves when all is on the disk. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    const stopped = new Promise((resolve) => {
      this.#recorder.onstop = resolve;
    });
    this.#recorder.stop();
    await stopped;
    await this.#writing;
    this.#post({ type: "close" });
    await this.#closed.promise;
    this.#close();
  }

  #post(message: ToRecordingWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #take(slice: Blob): void {
    this.#writing = this.#writing.then(async () => {
      const bytes = await slice.arrayBuffer();
      this.#post({ type: "write", bytes }, [bytes]);
    });
  }

  #hear(message: FromRecordingWorker): void {
    switch (message.type) {
      case "opened":
        this.#opened.resolve(null);
        break;
      case "tick":
        this.#draw();
        break;
      case "closed":
        this.#closed.resolve();
        break;
      case "failed":
        this.#opened.resolve(message.reason);
        this.#end(message.reason);
        break;
    }
  }

  #draw(): void {
    const startedAt = performance.now();
    if (this.#isRunning) this.#picture.draw();
    this.#post({ type: "drawn", ms: performance.now() - startedAt });
  }

  #end(end: RecordingEnd): void {
    this.#opened.resolve(end);
    if (!this.#isRunning) {
      this.#closed.resolve();
      return;
    }
    this.#isRunning = false;
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#close();
    this.#handleEnd(end);
  }

  #close(): void {
    this.#worker.terminate();
    this.#picture.close();
    this.#mix.close();
  }
}
