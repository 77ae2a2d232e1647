// A media worker that listens and then does nothing of what it is told: it turns for ever at its first command.

import { parentPort } from "node:worker_threads";

parentPort?.on("message", () => {
  const until = performance.now() + 60_000;
  while (performance.now() < until);
});
parentPort?.postMessage({ type: "opened", port: 7001, description: { srtp: "", udp: "" } });
