// What becomes of an error that nothing caught: it is told and counted, and the server goes on.

import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

/**
 * A bug in one meeting ends that meeting (server/host.ts). What arrives here comes from the edges, a
 * library's callback most likely. Ending the process would let whoever found such a packet end
 * every call on this server; nothing else shares state with the callback that threw.
 */
export function surviveErrors(log: Log, metrics: Metrics): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      metrics.count("failures", "process");
      log.failure("an error that nothing caught", error);
    });
  }
}
