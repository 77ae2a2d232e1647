// Preloaded before the server: ends all of its worker threads on SIGUSR2, as a crash would.

import { Worker } from "node:worker_threads";

const workers = new Set<Worker>();
const postMessage = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (...message) {
  workers.add(this);
  return postMessage.apply(this, message);
};
process.on("SIGUSR2", () => {
  for (const worker of workers) void worker.terminate();
  workers.clear();
});
