// The call worker's shell: holds the link secret, speaks SRP, MLS and the socket, away from the page.

import type { Millis } from "../../base/time.ts";
import type { ToCallWorker } from "../call-messages.ts";
import { CallLoop } from "./call-loop.ts";

declare const self: DedicatedWorkerGlobalScope;

const socketUrl = new URL("/socket", self.location.href);
socketUrl.protocol = socketUrl.protocol === "https:" ? "wss:" : "ws:";

const loop = new CallLoop({
  post: (message) => self.postMessage(message),
  fetch: (input, init) => self.fetch(input, init),
  openSocket: () => new WebSocket(socketUrl),
  clock: () => performance.now() as Millis,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  subtle: crypto.subtle,
});

self.onmessage = (event: MessageEvent<ToCallWorker>) => loop.handlePage(event.data);
