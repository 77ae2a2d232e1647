// What a page of Chromium holds in memory: the texts of its heap snapshot, and the bytes of its arrays.

import type { Page } from "puppeteer-core";

type Noted = { readonly noted: readonly WeakRef<Uint8Array>[] };

/**
 * Runs in the page before its own scripts: a snapshot tells that there is an array, but not what is
 * in it, and the debugger shows none. So each array is noted where it is made, and when it comes
 * from a worker; weakly, so that none lives longer for it.
 */
function note(): void {
  const noted: WeakRef<Uint8Array>[] = [];
  const Native = window.Uint8Array;
  const Noting: typeof Uint8Array = new Proxy(Native, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget === Noting ? target : newTarget);
      noted.push(new WeakRef(made));
      return made;
    },
  });
  // What slices, copies and filters an array makes the next one by this.
  Object.defineProperty(Native.prototype, "constructor", { value: Noting });
  const noteIn = (value: unknown): void => {
    if (value instanceof Native) noted.push(new WeakRef(value));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(noteIn);
  };
  const NativeWorker = window.Worker;
  class NotingWorker extends NativeWorker {
    constructor(...args: ConstructorParameters<typeof NativeWorker>) {
      super(...args);
      this.addEventListener("message", ({ data }) => noteIn(data));
    }
  }
  Object.assign(window, { Uint8Array: Noting, Worker: NotingWorker, noted });
}

/** To be called before the page is opened. */
export async function noteArrays(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(note);
}

export type Heap = { readonly texts: Uint8Array; readonly arrays: Uint8Array };

/** What can still be reached: garbage is collected first. */
export async function heapOf(page: Page): Promise<Heap> {
  const client = await page.createCDPSession();
  const chunks: string[] = [];
  client.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await client.send("HeapProfiler.collectGarbage");
  await client.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await client.detach();
  const arrays = await page.evaluate(() => {
    const { noted } = window as unknown as Noted;
    const digits = (array: Uint8Array) =>
      Array.from(array, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return noted.flatMap((ref) => ref.deref() ?? []).map(digits);
  });
  return {
    texts: Buffer.from(chunks.join("")),
    // A byte between them: no two together are taken for a third.
    arrays: Buffer.concat(arrays.flatMap((array) => [Buffer.from(array, "hex"), Buffer.alloc(1)])),
  };
}
