// One media worker as the main thread sees it: started, told, watched, and started again when it ends.

import { Worker } from "node:worker_threads";
import type { LogFields } from "../log.ts";
import type { MediaCounter } from "./media-count.ts";
import type {
  MediaCommand,
  MediaReport,
  WorkerDescription,
  WorkerOptions,
} from "./worker-messages.ts";

/** Shorter wakes an idle machine for nothing, longer notices later that a worker hangs. */
const PING_MS = 2_000;
/**
 * A worker that leaves more unanswered hangs. Fewer ends one on a machine that is only busy; time
 * alone would end all of them when a machine wakes from sleep.
 */
const UNANSWERED_MAX = 7;
/** Commands that a worker didn't do yet. More is memory behind one that is stuck. */
const UNDONE_MAX = 20_000;
/** Before a start after one that failed; doubled each time. */
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 10_000;
/** What a worker may take to listen; long, for a busy machine shall start all the same. */
const START_MS = 60_000;
/** What a worker may take to let go of its ports. */
const CLOSE_MS = 1_000;

export type LaneEvents = {
  /** What isn't about the worker itself. */
  readonly handleReport: (report: MediaReport) => void;
  readonly count: MediaCounter;
  /** An error in the worker that nothing caught. */
  readonly reportFailure: (fields: LogFields) => void;
  /** It ended, and all that it knew is lost. */
  readonly handleEnded: () => void;
  /** A new worker listens in place of the one that ended, and knows nothing. */
  readonly handleRestarted: () => void;
};

export type LaneOptions = WorkerOptions & {
  readonly startWorker: (options: WorkerOptions) => Worker;
  readonly events: LaneEvents;
};

/** In a compiled binary, whose files lie in a file system of their own, sources have become modules. */
function programUrl(): URL {
  const isCompiled = /\/(\$bunfs|~BUN)\//.test(import.meta.url);
  return new URL(isCompiled ? "server/media/media-worker.js" : "media-worker.ts", import.meta.url);
}

export function startMediaWorker(options: WorkerOptions): Worker {
  return new Worker(programUrl(), { workerData: options });
}

type State = "starting" | "open" | "closed";

export class MediaLane {
  readonly #options: LaneOptions;
  #worker: Worker | null = null;
  #state: State = "starting";
  #port: number;
  #sent = 0;
  #done = 0;
  #unanswered = 0;
  #pauseMs = 0;
  #lagMs = 0;
  #pinging: ReturnType<typeof setInterval> | undefined;
  #restarting: ReturnType<typeof setTimeout> | undefined;
  #handleClosed = () => {};

  private constructor(options: LaneOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** @throws an Error with the system's `code` when the address can't be bound. */
  static async open(
    options: LaneOptions,
  ): Promise<{ readonly lane: MediaLane; readonly description: WorkerDescription }> {
    const lane = new MediaLane(options);
    try {
      const description = await lane.#start();
      lane.#pinging = setInterval(() => lane.#ping(), PING_MS);
      return { lane, description };
    } catch (error) {
      await lane.close();
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  /** @returns by how much its timer was late at most since the last call, in milliseconds. */
  takeLag(): number {
    const lag = this.#lagMs;
    this.#lagMs = 0;
    return lag;
  }

  /** What is said while no worker listens is lost: who restarts it says it again. */
  send(command: MediaCommand): void {
    if (this.#state !== "open") return;
    this.#sent += 1;
    this.#worker?.postMessage(command);
    if (this.#sent - this.#done > UNDONE_MAX) this.#end("drop-worker-stuck");
  }

  async close(): Promise<void> {
    clearInterval(this.#pinging);
    clearTimeout(this.#restarting);
    const worker = this.#worker;
    if (this.#state === "open") {
      const closed = new Promise<void>((resolve) => {
        this.#handleClosed = resolve;
        setTimeout(resolve, CLOSE_MS);
      });
      this.send({ type: "close" });
      this.#state = "closed";
      await closed;
    }
    this.#state = "closed";
    this.#worker = null;
    await worker?.terminate();
  }

  /** Resolves when it listens. */
  async #start(): Promise<WorkerDescription> {
    const { host, announce, startWorker } = this.#options;
    const worker = startWorker({ host, announce, port: this.#port });
    this.#worker = worker;
    this.#sent = 0;
    this.#done = 0;
    this.#unanswered = 0;
    const { promise, resolve, reject } = Promise.withResolvers<WorkerDescription>();
    const timer = setTimeout(() => reject(new Error("a media worker didn't start")), START_MS);
    worker.on("message", (report: MediaReport) => {
      if (worker !== this.#worker) return;
      this.#unanswered = 0;
      if (report.type === "opened") {
        this.#port = report.port;
        this.#state = "open";
        resolve(report.description);
      } else if (report.type === "refused") {
        reject(Object.assign(new Error(report.text), { code: report.code }));
      } else {
        this.#handle(report);
      }
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      reject(new Error("a media worker ended as it started"));
      if (worker === this.#worker && this.#state === "open") this.#handleEnded();
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #handle(report: MediaReport): void {
    const { events } = this.#options;
    switch (report.type) {
      case "pong":
        this.#done = report.done;
        this.#lagMs = Math.max(this.#lagMs, report.lagMs);
        this.#pauseMs = 0;
        for (const [what, by] of report.counts) events.count(what, by);
        return;
      case "failure":
        events.reportFailure(report.fields);
        return;
      case "closed":
        this.#handleClosed();
        return;
      default:
        events.handleReport(report);
    }
  }

  #ping(): void {
    if (this.#state !== "open") return;
    if (this.#unanswered > UNANSWERED_MAX) {
      this.#end("drop-worker-stuck");
      return;
    }
    this.#unanswered += 1;
    this.send({ type: "ping" });
  }

  /** It doesn't answer, and is of no use. */
  #end(why: "drop-worker-stuck"): void {
    const worker = this.#worker;
    this.#options.events.count(why);
    this.#handleEnded();
    void worker?.terminate();
  }

  #handleEnded(): void {
    this.#worker = null;
    this.#state = "starting";
    this.#options.events.count("worker-restarted");
    this.#options.events.handleEnded();
    this.#restartLater();
  }

  #restartLater(): void {
    this.#restarting = setTimeout(() => void this.#restart(), this.#pauseMs);
    this.#pauseMs = Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS, 2 * this.#pauseMs));
  }

  async #restart(): Promise<void> {
    try {
      await this.#start();
    } catch {
      // The port may be the old worker's for a moment more.
      const worker = this.#worker;
      this.#worker = null;
      await worker?.terminate();
      if (this.#state !== "closed") this.#restartLater();
      return;
    }
    if (this.#state !== "closed") this.#options.events.handleRestarted();
  }
}
