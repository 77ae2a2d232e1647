// The two workers of a call: started together, watched, and ended together.

import type { FromCallWorker, ToCallWorker } from "./call-messages.ts";
import type { FromFrameWorker, PageToFrameWorker } from "./frame-messages.ts";

/** Shorter wakes the worker for nothing, longer shows a hang late. */
const PING_MS = 2_000;

/** A commit of 100 people takes half a second on a slow phone; a hang never ends. */
const HANG_MS = 15_000;

export type CallWorkersOptions = {
  readonly handleCall: (message: FromCallWorker) => void;
  readonly handleFrames: (message: FromFrameWorker) => void;
  /**
   * One of them crashed, or the call worker hangs: MLS was made to loop, perhaps. Or it never
   * started, for the server gave no script.
   */
  readonly handleLost: (failure: "worker-lost" | "server-gone") => void;
};

export type Enter = Omit<Extract<ToCallWorker, { type: "enter" }>, "framePort">;

/** Epoch keys go from one to the other over a port of their own, never through the page. */
export class CallWorkers {
  readonly frame = new Worker(new URL("./frame-worker.js", import.meta.url), { type: "module" });
  readonly #call: Worker;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #handleLost: CallWorkersOptions["handleLost"];
  #pingedAt: number | null = null;
  /** What is to be said once the meeting is entered; null from then on. */
  #unsaid: ToCallWorker[] | null = [];

  /** @param call of a meeting that was lost: it remembers who was in it, and comes back with that. */
  constructor({ handleCall, handleFrames, handleLost }: CallWorkersOptions, call: Worker | null) {
    this.#call =
      call ?? new Worker(new URL("./call-worker.js", import.meta.url), { type: "module" });
    this.#handleLost = handleLost;
    this.frame.onmessage = (event: MessageEvent<FromFrameWorker>) => handleFrames(event.data);
    // An error that a worker's code threw says where; one of its loading is a bare event.
    const handleError = (event: Event) =>
      handleLost(event instanceof ErrorEvent ? "worker-lost" : "server-gone");
    this.frame.onerror = handleError;
    this.#call.onerror = handleError;
    this.#call.onmessage = (event: MessageEvent<FromCallWorker>) => {
      if (event.data.type === "pong") this.#pingedAt = null;
      else handleCall(event.data);
    };
    this.#timer = setInterval(() => this.#watch(), PING_MS);
  }

  /** Once. */
  enter(enter: Enter): void {
    const keys = new MessageChannel();
    const toFrames: PageToFrameWorker = { type: "key-port", port: keys.port2 };
    this.frame.postMessage(toFrames, [keys.port2]);
    const toCall: ToCallWorker = { ...enter, framePort: keys.port1 };
    this.#call.postMessage(toCall, [keys.port1]);
    for (const message of this.#unsaid?.splice(0) ?? []) this.#call.postMessage(message);
    this.#unsaid = null;
  }

  send(message: ToCallWorker): void {
    if (this.#unsaid === null) this.#call.postMessage(message);
    else this.#unsaid.push(message);
  }

  /** A hang in the call worker ends that worker, never the page. */
  #watch(): void {
    const now = performance.now();
    if (this.#pingedAt === null) {
      this.#pingedAt = now;
      this.#call.postMessage({ type: "ping" } satisfies ToCallWorker);
    } else if (now - this.#pingedAt > HANG_MS) {
      this.#handleLost("worker-lost");
    }
  }

  close(): void {
    this.release().terminate();
  }

  /** Ends all but the call worker. @returns it, for the next call of the same meeting. */
  release(): Worker {
    clearInterval(this.#timer);
    this.frame.terminate();
    this.#call.onmessage = null;
    this.#call.onerror = null;
    return this.#call;
  }
}
