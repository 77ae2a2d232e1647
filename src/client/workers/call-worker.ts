// The call worker's shell: holds the link secret, speaks SRP, MLS and the socket, away from the page.

import type { Millis } from "../../base/time.ts";
import { socketPath } from "../../protocol/ids.ts";
import type { ToCallWorker } from "../call-messages.ts";
import type { CallEdges } from "./call-loop.ts";
import { CallLoop } from "./call-loop.ts";
import { CallMemory } from "./call-memory.ts";

declare const self: DedicatedWorkerGlobalScope;

const origin = self.location.origin.replace(/^http/, "ws");

const edges: CallEdges = {
  post: (message) => self.postMessage(message),
  fetch: (input, init) => self.fetch(input, init),
  openSocket: (meetingId) => new WebSocket(`${origin}${socketPath(meetingId)}`),
  clock: () => performance.now() as Millis,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  subtle: crypto.subtle,
};

const memory = new CallMemory(() => Date.now());
let loop = new CallLoop(edges, memory);

self.onmessage = ({ data: message }: MessageEvent<ToCallWorker>) => {
  // The meeting was lost, and the page comes back to it: with what is remembered of it.
  if (message.type === "enter" && loop.hasEnded) loop = new CallLoop(edges, memory);
  loop.handlePage(message);
};
