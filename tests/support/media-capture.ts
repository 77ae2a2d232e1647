// Keeps what media workers of this process's servers get: each datagram as it came, and RTP and RTCP without their SRTP.

import { BroadcastChannel, Worker } from "node:worker_threads";
import type { RtpHeader } from "../../src/core/sfu/rtp/rtp-header.ts";
import type { WorkerOptions } from "../../src/server/media/worker-messages.ts";

export type CapturedRtp = { readonly header: RtpHeader; readonly payload: Uint8Array };

/** What the capturing worker tells, in the order of its coming. */
export type Captured =
  | { readonly type: "datagram"; readonly bytes: Uint8Array }
  | { readonly type: "rtcp"; readonly bytes: Uint8Array }
  | ({ readonly type: "rtp" } & CapturedRtp);

export const CAPTURE_CHANNEL = "captured media";

/** In the place of `startMediaWorker`. */
export function startCapturingWorker(options: WorkerOptions): Worker {
  return new Worker(new URL("capturing-media-worker.ts", import.meta.url), { workerData: options });
}

export class MediaCapture {
  readonly datagrams: Uint8Array[] = [];
  readonly rtp: CapturedRtp[] = [];
  readonly rtcp: Uint8Array[] = [];
  readonly #channel = new BroadcastChannel(CAPTURE_CHANNEL);

  constructor() {
    this.#channel.onmessage = (event: unknown) => this.#take((event as { data: Captured }).data);
  }

  #take(captured: Captured): void {
    if (captured.type === "datagram") this.datagrams.push(captured.bytes);
    else if (captured.type === "rtcp") this.rtcp.push(captured.bytes);
    else this.rtp.push({ header: captured.header, payload: captured.payload });
  }

  stop(): void {
    this.#channel.close();
  }

  clear(): void {
    for (const list of [this.datagrams, this.rtp, this.rtcp]) list.length = 0;
  }
}
