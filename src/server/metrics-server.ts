// Serves the counters on an address of their own, which the operator keeps from strangers.

import { Hono } from "hono";
import type { Endpoint } from "./endpoint.ts";
import type { Metrics } from "./metrics.ts";
import type { Listener, Serve } from "./runtime/runtime.ts";

/** @throws the system's error when it can't listen. */
export function serveMetrics(serve: Serve, endpoint: Endpoint, metrics: Metrics): Listener {
  const app = new Hono().get("/metrics", (c) => c.text(metrics.text()));
  return serve({ endpoint, fetch: (request) => app.fetch(request) });
}
